import type { Invoice } from '../entities/invoice.ts'
import type { User } from '../entities/user.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'
import { money } from './money.ts'

export function invoiceListPage(user: User, invoices: readonly Invoice[]): Html {
  return layout('Invoices', user, html`${draftForm}${invoices.length === 0 ? empty : table(invoices)}`)
}

const draftForm = html`<form class="line" method="post" action="/invoices">
  <input name="customer" placeholder="Customer" aria-label="Customer" required maxlength="200">
  <input name="amount" type="number" min="1" placeholder="Amount in cents" aria-label="Amount in cents" required>
  <select name="currency" aria-label="Currency"><option>EUR</option><option>USD</option></select>
  <button>Draft an invoice</button>
</form>`

const empty = html`<p class="note">No invoices yet.</p>`

function table(invoices: readonly Invoice[]): Html {
  return html`<table>
  <thead><tr><th>Number</th><th>Customer</th><th class="amount">Amount</th><th>Status</th></tr></thead>
  <tbody>${invoices.map(
    (invoice) => html`<tr>
    <td><a href="/invoices/${invoice.id}">${invoice.number}</a></td>
    <td>${invoice.customer}</td>
    <td class="amount">${money(invoice)}</td>
    <td><span class="status">${invoice.status}</span></td>
  </tr>`,
  )}</tbody>
</table>`
}
