// Every link inside the repository leads to a file that is there, and to a heading that is on its page.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import GitHubSlugger from 'github-slugger'
import { printChecks } from './check-list.mjs'
import { parsePage, readPages, visit } from './markdown.mjs'
import { root } from './run-command.mjs'

const plainText = (node) => node.value ?? node.children?.map(plainText).join('') ?? ''

/** The anchors of a page, as GitHub and VitePress make them from its headings. */
export const anchorsOf = (text) => {
  const slugger = new GitHubSlugger()
  const anchors = new Set([...text.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id]) => id))
  visit(parsePage(text), 'heading', (node) => {
    const own = /^(.*?)\s*\{#([\w-]+)\}$/.exec(plainText(node))
    anchors.add(own ? own[2] : slugger.slug(plainText(node)))
  })
  return anchors
}

/** The targets of a page's links and images, with their lines. */
export const linksOf = (text) => {
  const links = []
  visit(parsePage(text), (node) => {
    const line = node.position?.start.line
    if (['link', 'image', 'definition'].includes(node.type)) links.push({ target: node.url, line })
    if (node.type !== 'html') return
    for (const [, target] of node.value.matchAll(/\s(?:href|src)="([^"]+)"/g)) links.push({ target, line })
  })
  return links.filter(({ target }) => !/^[a-z][a-z+.-]*:|^\/\//i.test(target))
}

const isFile = (file) => existsSync(file) && statSync(file).isFile()

/** A path as a reader would follow it: as it is, as a folder, or (on the site) without `.md` and from `docs`. */
const resolveTarget = (page, path) => {
  if (path === '') return join(root, page)
  const isOnSite = page.startsWith('docs/')
  const bases = path.startsWith('/')
    ? [join(root, isOnSite ? 'docs' : '.', path), join(root, 'docs/public', path)]
    : [join(root, dirname(page), path)]
  const forms = (base) => [
    base,
    ...(isOnSite ? [`${base}.md`, base.replace(/\.html$/, '.md'), join(base, 'index.md')] : []),
  ]
  return bases.flatMap(forms).find(isFile) ?? bases.find((base) => existsSync(base))
}

/** @returns {string[]} problems */
export const brokenLinks = ({ path, text }) =>
  linksOf(text).flatMap(({ target, line }) => {
    const [address, anchor] = target.split('#')
    const file = resolveTarget(path, decodeURI(address))
    if (!file) return [`${path}:${line} leads to ${address}, which is not there`]
    if (!anchor || !file.endsWith('.md')) return []
    const anchors = anchorsOf(file === join(root, path) ? text : readFileSync(file, 'utf8'))
    return anchors.has(anchor)
      ? []
      : [`${path}:${line} leads to ${target}, but that page has no heading #${anchor}`]
  })

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pages = readPages()
  printChecks([
    { name: `the links of all ${pages.length} pages lead somewhere`, problems: pages.flatMap(brokenLinks) },
  ])
}
