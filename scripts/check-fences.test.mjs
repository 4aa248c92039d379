import { describe, expect, it } from 'vitest'
import { checkFences, docCommentPages, fenceModules } from './check-fences.mjs'
import { findFences } from './markdown.mjs'

const page = (...blocks) =>
  blocks.map(([info, code]) => `\`\`\`${info}\n${code}\n\`\`\`\n`).join('\ntext\n\n')

const modulesOf = (text) => fenceModules(findFences(text))

describe('fenceModules', () => {
  it('makes a module of each fence, and leaves other languages and no-check alone', () => {
    const modules = modulesOf(page(['ts', 'a'], ['sh', 'b'], ['ts no-check', 'c'], ['tsx', 'd']))
    expect(modules.map(({ text }) => text)).toEqual(['a\n', 'd\n'])
    expect(modules.map(({ extension }) => extension)).toEqual(['.ts', '.tsx'])
  })

  it('joins a fence marked "continue" to the one before, keeping the lines of the page', () => {
    const [module, ...others] = modulesOf(page(['ts', 'one\ntwo'], ['ts continue', 'three']))
    expect(others).toEqual([])
    expect(module.text).toBe('one\ntwo\nthree\n')
    expect(module.lines).toEqual([2, 3, 9, 10])
  })
})

it('finds the fences of doc comments at their lines', () => {
  const source =
    'const a = 1\n\n/**\n * Adds.\n *\n * @example\n * ```ts\n * add(1)\n * ```\n */\nexport const add = a\n'
  const [comment] = docCommentPages(source)
  expect(findFences(comment)).toMatchObject([{ language: 'ts', text: 'add(1)', line: 8 }])
})

it('compiles fences and reports an error where it is on the page', () => {
  const text = page(
    ['ts', "import { join } from 'node:path'\nconst text: string = join('a')"],
    ['ts', 'const n: number = "x"'],
  )
  const { count, problems } = checkFences([{ path: 'docs/page.md', pages: [text] }])
  expect(count).toBe(2)
  expect(problems).toEqual(["docs/page.md:9 Type 'string' is not assignable to type 'number'. (TS2322)"])
}, 30_000)
