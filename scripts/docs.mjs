// `pnpm docs:build`: the documentation site in docs/.vitepress/dist, and what must hold of it. `pnpm docs:dev`: at work.
//
//   node scripts/docs.mjs build    generates the API pages, builds, fails on any warning, dead link or foreign request
//   node scripts/docs.mjs dev      serves the pages and follows what changes
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportedNames } from './check-hovers.mjs'
import { printChecks } from './check-list.mjs'
import { sitePages, sitePictures } from './docs-pages.mjs'
import { publicEntries } from './public-entries.mjs'
import { capture, root, runHere } from './run-command.mjs'

const docs = join(root, 'docs')
const pagesFolder = join(docs, '.vitepress/pages')
const siteFolder = join(docs, '.vitepress/dist')
const bin = (name) => join(docs, 'node_modules/.bin', name)

const writeIfChanged = (file, text) => {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Writes the pages for VitePress, and removes those that are no more. */
const writePages = () => {
  const pages = sitePages()
  for (const [path, text] of pages) writeIfChanged(join(pagesFolder, path), text)
  for (const path of globSync('**/*.md', { cwd: pagesFolder }))
    if (!pages.has(path.replaceAll('\\', '/'))) rmSync(join(pagesFolder, path))
  for (const [file, path] of sitePictures())
    cpSync(join(root, file), join(pagesFolder, path), { recursive: true })
  return pages
}

const makeApi = async () => {
  rmSync(join(docs, 'api'), { recursive: true, force: true })
  const { code, output } = await capture(bin('typedoc'), ['--options', 'typedoc.config.mjs'], { cwd: docs })
  return code === 0 ? [] : [output]
}

/** The exports that no API page has a heading for. */
const missingFromApi = (pages) => {
  const names = exportedNames(publicEntries().map(({ file }) => file))
  return publicEntries().flatMap(({ specifier, file }) => {
    const page = pages.get(`api/${specifier.replace('@daybook/', '')}.md`)
    if (page === undefined) return [`${specifier} has no page`]
    const headings = new Set([...page.matchAll(/^#{2,4} (?:\w+ )?`?([\w$]+)`?/gm)].map(([, name]) => name))
    return names
      .get(file)
      .filter((name) => !headings.has(name))
      .map((name) => `${specifier}: ${name} is on no page`)
  })
}

/** What a page of the site would fetch from elsewhere. */
const foreignRequests = () =>
  globSync('**/*.{html,css,js}', { cwd: siteFolder }).flatMap((path) => {
    const text = readFileSync(join(siteFolder, path), 'utf8')
    const pattern = path.endsWith('.html')
      ? /<(?:script|img|iframe|source)\b[^>]*\s(?:src|srcset)="(?:https?:)?\/\/[^"]+"|<link\b[^>]*\shref="(?:https?:)?\/\/[^"]+"/g
      : /(?:url\(["']?|@import\s*["']|import\(["'])(?:https?:)?\/\/[^)"']+/g
    return [...text.matchAll(pattern)].map(([found]) => `${path} asks another server: ${found.slice(0, 120)}`)
  })

/** The pages that no reader finds, because the sidebar does not lead to them. */
const unlistedPages = async (pages) => {
  const { sections } = await import('../docs/.vitepress/sidebar.mjs')
  const listed = new Set(
    Object.values(sections)
      .flat()
      .map(([, page]) => page),
  )
  const problems = [...listed]
    .filter((page) => !pages.has(page))
    .map((page) => `${page} is in the sidebar, and is not there`)
  const own = [...pages.keys()].filter(
    (page) => page !== 'index.md' && !/^(api|source|decisions|packages|examples)\//.test(page),
  )
  return [
    ...problems,
    ...own.filter((page) => !listed.has(page)).map((page) => `${page} is not in docs/.vitepress/sidebar.mjs`),
  ]
}

const build = async () => {
  const apiProblems = await makeApi()
  const pages = writePages()
  const missing = apiProblems.length > 0 ? [] : missingFromApi(pages)
  rmSync(siteFolder, { recursive: true, force: true })
  const { code, output } = await capture(bin('vitepress'), ['build'], { cwd: docs })
  const warnings = output.split('\n').filter((line) => /\bwarn|\(!\)|dead link|not loaded/i.test(line))
  // Of a failure its beginning: what follows are repetitions and stacks.
  const built = code === 0 && warnings.length === 0 ? [] : [output.slice(0, 3000)]
  const llms = ['llms.txt', 'llms-full.txt'].filter((name) => !existsSync(join(siteFolder, name)))
  printChecks([
    { name: 'the API pages are made without a warning', problems: apiProblems },
    { name: 'every public export has an entry', problems: missing },
    { name: `${pages.size} pages are built without a warning or a dead link`, problems: built },
    { name: 'the sidebar leads to every page', problems: await unlistedPages(pages) },
    { name: 'llms.txt and llms-full.txt are there', problems: llms },
    { name: 'no page asks another server for anything', problems: code === 0 ? foreignRequests() : [] },
  ])
}

const dev = async () => {
  if (!existsSync(join(docs, 'api'))) await makeApi()
  writePages()
  for (const folder of ['docs', 'decisions', 'packages', 'examples'])
    watch(join(root, folder), { recursive: true }, (_, path) => {
      if (path?.endsWith('.md') && !/node_modules|\.vitepress/.test(path)) writePages()
    })
  runHere(bin('vitepress'), ['dev', docs])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'dev') await dev()
  else await build()
}
