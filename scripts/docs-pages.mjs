// The pages of the documentation site, made from the files of the repository: every link that leads somewhere on
// GitHub leads somewhere on the site, source files included.
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parsePage, visit } from './markdown.mjs'
import { root } from './run-command.mjs'

const pagePatterns = [
  'docs/**/*.md',
  'decisions/*.md',
  'packages/*/README.md',
  'examples/*/README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
]

/** The files of the repository that are pages of the site, with forward slashes. */
const pageFiles = () =>
  globSync(pagePatterns, {
    cwd: root,
    exclude: (path) => /node_modules|docs\/\.vitepress/.test(String(path)),
  })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()

/** Where a file of the repository stands on the site: undefined where it is no page. */
export const sitePath = (file) => {
  const [folder, ...rest] = file.split('/')
  if (file === 'README.md') return 'index.md'
  if (file === 'CONTRIBUTING.md' || file === 'SECURITY.md') return file.toLowerCase()
  if (!file.endsWith('.md')) return undefined
  if (file.startsWith('docs/api/'))
    return `api/${rest
      .slice(1)
      .join('/')
      .replace('@daybook/', '')
      .replace(/-1\.md$/, '.md')
      .replace(/^README\.md$/, 'index.md')}`
  if (folder === 'docs') return rest.join('/')
  if (folder === 'decisions') return file.replace(/README\.md$/, 'index.md')
  if (folder === 'packages' || folder === 'examples')
    return rest.length === 2 && rest[1] === 'README.md' ? `${folder}/${rest[0]}.md` : undefined
  return undefined
}

const isFolder = (file) => existsSync(join(root, file)) && statSync(join(root, file)).isDirectory()

/** What a link on a page means: a page of the site, a source file that becomes one, or what is left as it is. */
const targetOf = (page, url) => {
  if (/^([a-z][a-z+.-]*:|\/\/|#)/i.test(url) || url === '') return undefined
  const [address, anchor] = url.split('#')
  const file = posix.join(posix.dirname(page), decodeURI(address)).replace(/\/$/, '')
  const readme = isFolder(file) ? `${file}/README.md` : file
  const path = sitePath(readme)
  if (path) return { path, anchor }
  // Pictures stand beside the pages.
  if (/\.(png|svg)$/.test(file)) return { picture: file }
  return { path: `source/${file}.md`, anchor, source: file }
}

const replaceUrl = (text, node, from, to) => {
  const { start, end } = node.position
  const slice = text.slice(start.offset, end.offset)
  const at = slice.lastIndexOf(from)
  return text.slice(0, start.offset + at) + to + text.slice(start.offset + at + from.length)
}

/** A picture with a dark twin, as GitHub knows it, follows the switch of the site. */
const themedPictures = (text) =>
  text.replaceAll(
    /<picture>\s*<source [^>]*srcset="([^"]+)"[^>]*>\s*<img alt="([^"]*)" src="([^"]+)"[^>]*>\s*<\/picture>/g,
    '<img class="only-light" alt="$2" src="$3"><img class="only-dark" alt="$2" src="$1">',
  )

/**
 * A page's text with the links of the site.
 *
 * @param {string} page the file of the repository
 * @returns {{ text: string, sources: { file: string, anchor: string | undefined }[] }} with the source files it names
 */
export const pageForSite = (page, original) => {
  const sources = []
  const onSite = (url) => {
    const target = targetOf(page, url)
    if (!target) return url
    if (target.picture) return `/${target.picture.replace(/^docs\//, '')}`
    if (target.source) sources.push({ file: target.source, anchor: target.anchor })
    return `/${target.path}${target.anchor ? `#${target.anchor}` : ''}`
  }
  const nodes = []
  visit(parsePage(original), (node) => {
    if (['link', 'image', 'definition', 'html'].includes(node.type)) nodes.push(node)
  })
  let text = original
  // From the end, so that positions hold; a link comes after what is inside it.
  for (const node of nodes.sort((a, b) => b.position.start.offset - a.position.start.offset)) {
    if (node.type !== 'html') {
      text = replaceUrl(text, node, node.url, onSite(node.url))
      continue
    }
    const slice = original.slice(node.position.start.offset, node.position.end.offset)
    const replaced = themedPictures(slice).replaceAll(
      /(\s(?:href|src|srcset)=")([^"]+)"/g,
      (_, before, url) => `${before}${onSite(url)}"`,
    )
    text = text.slice(0, node.position.start.offset) + replaced + text.slice(node.position.end.offset)
  }
  return { text, sources }
}

const languages = {
  ts: 'ts',
  mts: 'ts',
  tsx: 'tsx',
  mjs: 'js',
  js: 'js',
  json: 'json',
  yml: 'yaml',
  sql: 'sql',
}
const frontmatter = '---\nsearch: false\neditLink: false\noutline: false\n---\n'

/** The line of an anchor: `L12`, or what stands there as a text, such as the number of a case. */
const lineOf = (anchor, lines) =>
  /^L\d+$/.test(anchor)
    ? Number(anchor.slice(1))
    : lines.findIndex((line) => line.includes(`'${anchor}',`)) + 1

/** A source file as a page; each place that a link names can be reached. @param {string[]} anchors `L12`, `A1` */
export const sourcePage = (file, anchors) => {
  if (isFolder(file)) {
    const files = filesOf(file)
    const links = files.map((each) => `- [${posix.basename(each)}](/source/${each}.md)`)
    return { text: `${frontmatter}\n# ${file}\n\n${links.join('\n')}\n`, files }
  }
  const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n')
  const language = languages[file.split('.').at(-1)] ?? 'text'
  const fence = '`'.repeat(Math.max(3, ...lines.map((line) => (/`{3,}/.exec(line)?.[0].length ?? 0) + 1)))
  const places = anchors
    .map((anchor) => ({ anchor, line: lineOf(anchor, lines) }))
    .filter(({ line }) => line > 0)
  const starts = [...new Set([1, ...places.map(({ line }) => line)])].sort((a, b) => a - b)
  const parts = starts.map((start, index) => {
    const end = (starts[index + 1] ?? lines.length + 1) - 1
    const ids = places.filter(({ line }) => line === start).map(({ anchor }) => `<a id="${anchor}"></a>`)
    const code = lines.slice(start - 1, end).join('\n')
    const shown = `${fence}${language}:line-numbers=${start}\n${code}\n${fence}`
    return ids.length > 0 ? `${ids.join('')}\n\n${shown}` : shown
  })
  return { text: `${frontmatter}\n# ${file}\n\n${parts.join('\n\n')}\n`, files: [] }
}

const filesOf = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => `${folder}/${name}`)

/**
 * Every page of the site, by its path there.
 *
 * @returns {Map<string, string>}
 */
export const sitePages = () => {
  const pages = new Map()
  const anchorsByFile = new Map()
  for (const file of pageFiles()) {
    const { text, sources } = pageForSite(file, readFileSync(join(root, file), 'utf8'))
    pages.set(sitePath(file), text)
    for (const { file: source, anchor } of sources) {
      const anchors = anchorsByFile.get(source) ?? new Set()
      if (anchor) anchors.add(anchor)
      anchorsByFile.set(source, anchors)
    }
  }
  const waiting = [...anchorsByFile.keys()]
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (!existsSync(join(root, file))) continue // a dead link: the build says where
    const { text, files } = sourcePage(file, [...(anchorsByFile.get(file) ?? [])])
    pages.set(`source/${file}.md`, text)
    for (const each of files) if (!pages.has(`source/${each}.md`)) waiting.push(each)
  }
  return pages
}

/** The pictures of the site: `[file of the repository, its path on the site]`. */
export const sitePictures = () =>
  globSync('docs/images/**/*.{png,svg}', { cwd: root }).map((file) => [file, posix.relative('docs', file)])
