import type { User } from '../entities/user.ts'
import { type Html, html } from './html.ts'
import { layout } from './layout.ts'

export function problemPage(user: User | undefined, message: string): Html {
  return layout(message, user, html`<p><a href="${user ? '/invoices' : '/'}">Go on</a></p>`)
}
