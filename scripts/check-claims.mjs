// What the pages claim is there: each test that a page names stands in the file it leads to, and each fault of the
// reliability page has its paragraph in "When things go wrong".
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printChecks } from './check-list.mjs'
import { readPages } from './markdown.mjs'
import { root } from './run-command.mjs'

/** The tests a page names: `“title” in [file](path)`. */
export const namedTests = (text) =>
  [...text.matchAll(/“([^”]+)” in \[[^\]]+\]\(([^)#]+)\)/g)].map(([, title, target]) => ({ title, target }))

/** @returns {string[]} problems */
export const missingTests = ({ path, text }) =>
  namedTests(text).flatMap(({ title, target }) => {
    const file = join(root, dirname(path), target)
    // In a source a quote may be escaped, or a title go on where another line begins.
    const source = existsSync(file) ? readFileSync(file, 'utf8').replaceAll("\\'", "'") : ''
    return source.includes(title) ? [] : [`${path} names the test “${title}”, which is not in ${target}`]
  })

/** The numbers of the faults that the reliability page has a paragraph for, without what follows a dash. */
const faultsOf = (text) =>
  [...text.matchAll(/^\*\*([A-Z]\d*(?:-[a-z-]+)?)\. /gm)].map(([, id]) => id.replace(/^([A-Z]\d+)-.*/, '$1'))

/** @returns {string[]} problems */
export const missingFaults = (reliability, paragraphs) => {
  const named = new Set(
    [...paragraphs.matchAll(/\(([A-Z][^()]*)\)$/gm)].flatMap(([, ids]) => ids.split(/,\s+/)),
  )
  return [...new Set(faultsOf(reliability))]
    .filter((id) => !named.has(id))
    .map((id) => `${id} has no paragraph in docs/guides/when-things-go-wrong.md`)
}

const main = () => {
  const pages = readPages()
  const textOf = (path) => pages.find((page) => page.path === path).text
  const count = pages.flatMap(({ text }) => namedTests(text)).length
  printChecks([
    { name: `the ${count} tests that pages name are there`, problems: pages.flatMap(missingTests) },
    {
      name: 'each fault of docs/reliability.md has a paragraph of help',
      problems: missingFaults(
        textOf('docs/reliability.md'),
        textOf('docs/guides/when-things-go-wrong.md').replaceAll(/,\s*\n/g, ', '),
      ),
    },
  ])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
