import { expect, it } from 'vitest'
import { anchorsOf, brokenLinks, linksOf } from './check-links.mjs'

it('finds links, images and definitions inside the repository, not those in code', () => {
  const text =
    '[a](./a.md) ![b](b.png) `[c](c.md)` [web](https://example.org)\n\n[d]: ./d.md\n\n<img src="e.svg">\n'
  expect(linksOf(text).map(({ target }) => target)).toEqual(['./a.md', 'b.png', './d.md', 'e.svg'])
})

it('knows the anchors of headings, also of equal ones', () => {
  expect([...anchorsOf('# The `log()` call\n\n## Twice\n\n## Twice\n\n## Own {#chosen}\n')]).toEqual([
    'the-log-call',
    'twice',
    'twice-1',
    'chosen',
  ])
})

it('reports a missing file and a missing heading', () => {
  const text = '# Top\n\n[ok](LICENSE) [ok](#top) [folder](packages)\n[gone](./gone.md)\n[no](#nowhere)\n'
  expect(brokenLinks({ path: 'page.md', text })).toEqual([
    'page.md:4 leads to ./gone.md, which is not there',
    'page.md:5 leads to #nowhere, but that page has no heading #nowhere',
  ])
})
