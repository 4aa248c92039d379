import type { User } from '../entities/user.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'

/** Someone a visitor may sign in as with one click: for demonstrations only. */
export interface GuestAccount {
  readonly email: string
  readonly name: string
  readonly role: string
  readonly password: string
}

export function homePage(user: User | undefined, guests: readonly GuestAccount[]): Html {
  if (user) return layout(`Hello ${user.name}`, user, links(user))
  return layout('Sign in', undefined, html`${signInForm}${guests.length > 0 && guestList(guests)}`)
}

const signInForm = html`<form class="fields" method="post" action="/sign-in">
  <label>E-mail <input name="email" type="email" required autocomplete="username"></label>
  <label>Password <input name="password" type="password" required autocomplete="current-password"></label>
  <button>Sign in</button>
</form>`

function links({ role }: User): Html {
  return html`<ul>
  <li><a href="/invoices">Invoices</a></li>
  ${role === 'admin' && html`<li><a href="/admin/events">What happened here</a></li>`}
</ul>`
}

function guestList(guests: readonly GuestAccount[]): Html {
  return html`<h2>Or as one of these</h2>
<div class="actions">${guests.map(
    ({ email, name, role, password }) => html`<form method="post" action="/sign-in">
  <input type="hidden" name="email" value="${email}">
  <input type="hidden" name="password" value="${password}">
  <button class="quiet">${name} (${role})</button>
</form>`,
  )}</div>`
}
