// Nothing shown is unchecked: every ```ts fence of the pages and of the doc comments compiles against the packages.
//
//   ```ts             a module of its own
//   ```ts continue    goes on in the module of the ts fence before it on the page
//   ```ts no-check    not compiled (say why beside it)
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { printChecks } from './check-list.mjs'
import { baseOptions, compileVirtual } from './compile-virtual.mjs'
import { findFences, readPages } from './markdown.mjs'
import { isTestFile, readPackages } from './packages.mjs'
import { root } from './run-command.mjs'

const languages = { ts: '.ts', typescript: '.ts', tsx: '.tsx' }

/**
 * The modules a page's fences make: their text, and the line of the page for each of its lines.
 *
 * @returns {{ line: number, extension: string, text: string, lines: number[] }[]}
 */
export const fenceModules = (fences) => {
  const modules = []
  for (const fence of fences) {
    const extension = languages[fence.language]
    if (!extension || fence.flags.includes('no-check')) continue
    const text = `${fence.text}\n`
    const lines = text.split('\n').map((_, index) => fence.line + index)
    const last = modules.at(-1)
    if (fence.flags.includes('continue') && last) {
      last.lines.splice(-1, 1, ...lines)
      last.text += text
    } else {
      modules.push({ line: fence.line, extension, text, lines })
    }
  }
  return modules
}

/** The doc comments of a source file as Markdown, each line where it is in the file. */
export const docCommentPages = (text) => {
  const pages = []
  for (const { index, 0: comment } of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    if (!comment.includes('```')) continue
    const before = text.slice(0, index).split('\n').length - 1
    const body = comment
      .slice(3, -2)
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
      .join('\n')
    pages.push('\n'.repeat(before) + body)
  }
  return pages
}

const compilerOptions = () => ({
  ...baseOptions(),
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.ReactJSX,
  jsxImportSource: 'hono/jsx',
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  // What a reader's own project is likely to have: strict, without this repository's extras.
  noUncheckedIndexedAccess: false,
  exactOptionalPropertyTypes: false,
  erasableSyntaxOnly: false,
  rewriteRelativeImportExtensions: false,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
})

/**
 * Compiles the fences of the given places.
 *
 * @param {{ path: string, pages: string[] }[]} sources paths from the root of the repository
 * @returns {{ count: number, problems: string[] }}
 */
export const checkFences = (sources, alsoFrom) => {
  const modules = new Map()
  for (const { path, pages } of sources) {
    for (const { line, extension, text, lines } of pages.flatMap((page) => fenceModules(findFences(page)))) {
      const file = join(root, dirname(path), `${basename(path)}.fence-${line}${extension}`)
      modules.set(file, { path, text, lines })
    }
  }
  if (modules.size === 0) return { count: 0, problems: [] }
  const texts = new Map([...modules].map(([file, { text }]) => [file, text]))
  const found = compileVirtual({ texts, options: compilerOptions(), alsoFrom })
  const problems = found.map(({ file, line, message }) => {
    const module = modules.get(file)
    return module ? `${module.path}:${module.lines[line]} ${message}` : message
  })
  return { count: modules.size, problems }
}

const main = () => {
  const packages = readPackages('packages')
  const comments = packages.flatMap(({ name, files }) =>
    files
      .filter(({ path }) => !isTestFile(path))
      .map(({ path, text }) => ({ path: `packages/${name}/${path}`, pages: docCommentPages(text) })),
  )
  const pages = readPages()
    .filter(({ path }) => !path.startsWith('decisions/') && !/CHANGELOG/.test(path))
    .map(({ path, text }) => ({ path, pages: [text] }))
  const alsoFrom = [...readPackages('examples'), ...packages].map(({ folder }) => folder)
  const { count, problems } = checkFences([...pages, ...comments], alsoFrom)
  printChecks([{ name: `all ${count} TypeScript fences compile`, problems }])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
