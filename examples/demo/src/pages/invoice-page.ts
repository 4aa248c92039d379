import type { Invoice } from '../entities/invoice.ts'
import type { User } from '../entities/user.ts'
import { decliningCard } from '../invoices/payment.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'
import { money } from './money.ts'

// All buttons are always there: what they refuse is part of what this example shows.
export function invoicePage(user: User, invoice: Invoice): Html {
  const button = (action: string, label: string) =>
    html`<form method="post" action="/invoices/${invoice.id}/${action}"><button class="quiet">${label}</button></form>`
  return layout(
    invoice.number,
    user,
    html`<p>${invoice.customer}, ${money(invoice)} <span class="status">${invoice.status}</span></p>
<div class="actions">${button('send', 'Send')}${button('void', 'Void')}</div>
<form class="line" method="post" action="/invoices/${invoice.id}/pay">
  <input name="card" value="4242424242424242" aria-label="Card number" inputmode="numeric" required>
  <button>Pay</button>
</form>
<p class="note">The card ${decliningCard} is always declined. Only finance may void.</p>
<p><a href="/invoices">All invoices</a></p>`,
  )
}
