import { describe, expect, it } from 'vitest'
import { pageForSite, sitePath, sourcePage } from './docs-pages.mjs'

it.each([
  ['docs/guides/sinks.md', 'guides/sinks.md'],
  ['docs/api/@daybook/core/changes-1.md', 'api/core/changes.md'],
  ['docs/api/README.md', 'api/index.md'],
  ['packages/core/README.md', 'packages/core.md'],
  ['decisions/README.md', 'decisions/index.md'],
  ['SECURITY.md', 'security.md'],
  ['README.md', 'index.md'],
  ['packages/core/src/index.ts', undefined],
])('%s stands at %s', (file, path) => {
  expect(sitePath(file)).toBe(path)
})

describe('a link', () => {
  const linked = (url, page = 'docs/guides/sinks.md') => pageForSite(page, `see [it](${url}).\n`)

  it.each([
    ['relay.md', '/guides/relay.md'],
    ['../errors.md#daybook_closed', '/errors.md#daybook_closed'],
    ['../../packages/express', '/packages/express.md'],
    ['../../SECURITY.md', '/security.md'],
    ['https://example.org/a.md', 'https://example.org/a.md'],
    ['#here', '#here'],
  ])('to %s leads to %s', (url, expected) => {
    expect(linked(url).text).toBe(`see [it](${expected}).\n`)
  })

  it('to a source file leads to a page of that file', () => {
    const { text, sources } = linked('../../scripts/docs.mjs#L3')
    expect(text).toBe('see [it](/source/scripts/docs.mjs.md#L3).\n')
    expect(sources).toEqual([{ file: 'scripts/docs.mjs', anchor: 'L3' }])
  })

  it('is replaced where it stands, and nothing else with the same text', () => {
    const { text } = pageForSite('docs/a.md', '`[b](b.md)` [b.md](b.md) [![x](images/x.png)](b.md)\n')
    expect(text).toBe('`[b](b.md)` [b.md](/b.md) [![x](/images/x.png)](/b.md)\n')
  })
})

it('a picture with a dark twin becomes two, one of which is shown', () => {
  const picture =
    '<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="images/dark.png">\n  <img alt="it" src="images/light.png">\n</picture>\n'
  expect(pageForSite('docs/index.md', picture).text).toBe(
    '<img class="only-light" alt="it" src="/images/light.png"><img class="only-dark" alt="it" src="/images/dark.png">\n',
  )
})

it('a source page can be entered at each line, and at each case, that is linked', () => {
  const { text } = sourcePage('scripts/check-list.mjs', ['L5', 'gone'])
  expect(text).toContain('```js:line-numbers=1\n/**')
  expect(text).toContain('<a id="L5"></a>\n\n```js:line-numbers=5\n')
  expect(text).toContain('search: false')
  const cases = sourcePage('packages/store-kit/src/cases/append-is-atomic.ts', ['A4']).text
  expect(cases).toMatch(/<a id="A4"><\/a>\n\n```ts:line-numbers=\d+\n {2}storeCase\('A4',/)
})
