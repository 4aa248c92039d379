import type { User } from '../entities/user.ts'
import { type Html, html } from './html.ts'

/** A whole page around its content. */
export function layout(title: string, user: User | undefined, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Invoices</title>
<link rel="stylesheet" href="/style.css">
<header>
  <strong><a href="/">Invoices</a></strong>
  ${user && [html`<span>${user.name} (${user.role})</span>`, signOut]}
</header>
<main>
  <h1>${title}</h1>
  ${content}
</main>
</html>`
}

const signOut = html`<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>`
