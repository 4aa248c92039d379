// Every error code that the sources throw has a heading in docs/errors.md, and no heading is left over.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printChecks } from './check-list.mjs'
import { root } from './run-command.mjs'

const page = 'docs/errors.md'

/** The codes that a source states as the code of an error. */
export const codesOf = (source) =>
  [...source.matchAll(/\bcode: '(DAYBOOK_[A-Z_]+)'/g)].map(([, code]) => code)

/** The codes that the page has a heading for. */
export const headingsOf = (text) => [...text.matchAll(/^## (DAYBOOK_[A-Z_]+)$/gm)].map(([, code]) => code)

/** What is thrown without a heading, and what has a heading without being thrown. */
export const compareCodes = (thrown, headed) => [
  ...[...new Set(thrown)]
    .filter((code) => !headed.includes(code))
    .map((code) => `${code} has no heading. Add "## ${code}" to ${page}: what it means and what to do.`),
  ...headed
    .filter((code) => !thrown.includes(code))
    .map((code) => `${code} is thrown nowhere. Remove its heading from ${page}.`),
]

const main = () => {
  const sources = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !/\.test(-d)?\./.test(file),
  )
  const thrown = sources.flatMap((file) => codesOf(readFileSync(join(root, file), 'utf8')))
  const headed = headingsOf(readFileSync(join(root, page), 'utf8'))
  printChecks([{ name: `every error code has a heading in ${page}`, problems: compareCodes(thrown, headed) }])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
