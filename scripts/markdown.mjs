import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { visit } from 'unist-util-visit'
import { root } from './run-command.mjs'

/** The pages people read: each is checked for fences that compile and links that lead somewhere. */
export const pagePatterns = [
  '*.md',
  'docs/**/*.md',
  'decisions/**/*.md',
  'packages/*/README.md',
  'examples/*/README.md',
]

/** @returns {{ path: string, text: string }[]} */
export const readPages = () =>
  globSync(pagePatterns, {
    cwd: root,
    exclude: (path) => /node_modules|docs\/(api|\.vitepress)/.test(String(path)),
  })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/**
 * The fenced code of a page: its language, the words after it, and the line of the page its first line is on.
 *
 * @returns {{ language: string, flags: string[], text: string, line: number }[]}
 */
export const findFences = (text) => {
  const fences = []
  visit(fromMarkdown(text), 'code', (node) => {
    if (!node.lang) return
    fences.push({
      language: node.lang,
      flags: node.meta?.split(/\s+/) ?? [],
      text: node.value,
      line: node.position.start.line + 1,
    })
  })
  return fences
}

export const parsePage = fromMarkdown
export { visit }
