import { expect, it } from 'vitest'
import { html } from './html.ts'

it('escapes every value but its own', () => {
  const hostile = `<img src=x onerror="alert('1')">&`
  const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;'
  expect(html`<p title="${hostile}">${[html`<b>${hostile}</b>`, 7, undefined, false]}</p>`.text).toBe(
    `<p title="${escaped}"><b>${escaped}</b>7</p>`,
  )
})
