import { expect, it } from 'vitest'
import { optionsPage } from '../options-page.mjs'
import { eventPage, httpApiPage, tablePage } from '../reference-pages.mjs'

it.each([
  ['options', optionsPage],
  ['event', eventPage],
  ['table', tablePage],
  ['http-api', httpApiPage],
])(
  'docs/reference/%s.md says what the sources say; `vitest -u` writes it',
  async (name, page) => {
    await expect(page()).toMatchFileSnapshot(`../../docs/reference/${name}.md`)
  },
  180_000,
)
