import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { checkExports, uniformFields } from './check-exports.mjs'

const folder = mkdtempSync(join(tmpdir(), 'check-exports-'))
writeFileSync(join(folder, 'tsdown.config.ts'), "entry: ['src/index.ts', 'src/extra.ts']")
afterAll(() => rmSync(folder, { recursive: true }))

const entry = (name) => ({
  'daybook-source': `./src/${name}.ts`,
  types: `./dist/${name}.d.ts`,
  default: `./dist/${name}.js`,
})

const sound = {
  ...uniformFields,
  name: '@daybook/core',
  version: '1.2.3',
  description: 'Something',
  keywords: ['audit-log'],
  exports: { '.': entry('index'), './extra': entry('extra'), './package.json': './package.json' },
  typesVersions: { '*': { extra: ['./dist/extra.d.ts'] } },
}

const soundFiles = {
  'src/index.ts': "export { a } from './a/a.ts'",
  'src/extra.ts': '',
  'src/a/a.ts': '',
  'src/extra.test.ts': '',
}

const problemsOf = (manifest, files = soundFiles) =>
  checkExports([
    { folder, name: 'core', manifest, files: Object.entries(files).map(([path, text]) => ({ path, text })) },
  ]).flatMap(({ problems }) => problems)

it('accepts a sound package', () => {
  expect(problemsOf(sound)).toEqual([])
})

it('finds a file without an entry', () => {
  const { './extra': _, ...exports } = sound.exports
  expect(problemsOf({ ...sound, exports })[0]).toMatch('exports["./extra"] should be')
})

it('finds an entry without a file', () => {
  const exports = { ...sound.exports, './gone': entry('gone') }
  expect(problemsOf({ ...sound, exports })[0]).toMatch('exports["./gone"] has no file')
})

it('finds conditions in an order that would hide one', () => {
  const { default: last, ...rest } = entry('extra')
  const exports = { ...sound.exports, './extra': { default: last, ...rest } }
  expect(problemsOf({ ...sound, exports })).toHaveLength(1)
})

it('finds an entry whose types an older resolution would not find', () => {
  const { typesVersions: _, ...manifest } = sound
  expect(problemsOf(manifest)).toEqual([expect.stringContaining('typesVersions should be {"*":{"extra":')])
})

it('finds an entry that the build forgot', () => {
  const exports = { ...sound.exports, './late': entry('late') }
  const typesVersions = { '*': { ...sound.typesVersions['*'], late: ['./dist/late.d.ts'] } }
  expect(problemsOf({ ...sound, exports, typesVersions }, { ...soundFiles, 'src/late.ts': '' })).toEqual([
    "packages/core/tsdown.config.ts: add 'src/late.ts' to entry",
  ])
})

it.each(["export * from './a/a.ts'", "export * as a from './a/a.ts'"])('finds %s', (text) => {
  expect(problemsOf(sound, { ...soundFiles, 'src/index.ts': text })).toEqual([
    'packages/core/src/index.ts:1: list the exports by name instead of "export *"',
  ])
})

it('finds a package that says something else than the others', () => {
  expect(problemsOf({ ...sound, license: 'ISC' })).toEqual([
    'packages/core/package.json: license should be "MIT"',
  ])
})
