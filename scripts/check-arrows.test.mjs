import { describe, expect, it } from 'vitest'
import { checkArrows } from './check-arrows.mjs'

const pkg = (name, files, manifest = {}) => ({
  folder: `/repository/packages/${name}`,
  name,
  manifest,
  files: Object.entries(files).map(([path, text]) => ({ path, text })),
})

const problemsOf = (...packages) => checkArrows(packages).flatMap(({ problems }) => problems)

describe('check-arrows', () => {
  it('accepts arrows that point inward', () => {
    const files = { 'src/index.ts': "export { appendText } from '@daybook/sql'\nimport '@daybook/core'" }
    expect(problemsOf(pkg('typeorm', files, { dependencies: { '@daybook/sql': '1' } }))).toEqual([])
  })

  it.each([
    ['a static import', "import { createDaybook } from '@daybook/typeorm'"],
    ['a type import', "import type { Store } from '@daybook/typeorm'"],
    ['a dynamic import', "const load = () => import('@daybook/typeorm')"],
    ['an import type', "export type Store = import('@daybook/typeorm').Store"],
    ['a re-export', "export { x } from '@daybook/typeorm'"],
    ['a subpath', "import '@daybook/typeorm/testing'"],
    ['an augmented module', "declare module '@daybook/typeorm' {}"],
    ['require', "require('@daybook/typeorm')"],
  ])('finds %s that points outward', (_, text) => {
    const problems = problemsOf(pkg('sql', { 'src/deep/file.ts': `// a line before\n${text}` }))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch('packages/sql/src/deep/file.ts:2 imports @daybook/typeorm')
    expect(problems[0]).toMatch('sql may import core')
  })

  it('does not take text for an import', () => {
    expect(
      problemsOf(
        pkg('core', { 'src/a.ts': '/** import "@daybook/sql" */ const a = "import \'@daybook/web\'"' }),
      ),
    ).toEqual([])
  })

  it('lets one entry of a framework package know the viewer, and no other file', () => {
    const text = "import { createViewer } from '@daybook/viewer'"
    expect(problemsOf(pkg('express', { 'src/viewer.ts': text }))).toEqual([])
    expect(problemsOf(pkg('express', { 'src/index.ts': text }))).toHaveLength(1)
  })

  it('finds a wrong dependency in package.json, whatever its kind', () => {
    const manifest = {
      peerDependencies: { '@daybook/web': '1' },
      devDependencies: { '@daybook/viewer': '1' },
    }
    expect(problemsOf(pkg('sql', {}, manifest))).toEqual([
      'packages/sql/package.json lists @daybook/web in peerDependencies: remove it',
    ])
  })

  it('finds a relative import that leaves the package, except the shared parts of tests', () => {
    const outside = { 'src/a.ts': "import '../../core/src/index.ts'" }
    expect(problemsOf(pkg('web', outside))).toHaveLength(1)
    const shared = { 'test/a.test.ts': "import '../../../scripts/test-servers.mjs'" }
    expect(problemsOf(pkg('web', shared))).toEqual([])
  })

  it('lets tests import what they like', () => {
    expect(problemsOf(pkg('core', { 'src/a.test.ts': "import 'node:fs'\nimport '@daybook/sql'" }))).toEqual(
      [],
    )
  })

  it('keeps Node out of core but for two modules, each in one file', () => {
    const files = {
      'src/random.ts': "import { randomBytes } from 'node:crypto'",
      'src/context.ts': "import { AsyncLocalStorage } from 'node:async_hooks'",
    }
    expect(problemsOf(pkg('core', files))).toEqual([])
    expect(problemsOf(pkg('core', { ...files, 'src/more.ts': "import 'node:crypto'" }))).toHaveLength(1)
    expect(problemsOf(pkg('core', { 'src/a.ts': "import 'node:fs'" }))).toHaveLength(1)
    expect(problemsOf(pkg('core', { 'src/a.ts': "import 'fs'" }))).toHaveLength(1)
  })

  it('asks for a rule for a new package', () => {
    expect(problemsOf(pkg('drizzle', {}))[0]).toMatch('add it to allowedArrows')
  })
})
