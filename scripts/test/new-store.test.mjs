import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemOf, withArrow, writeStorePackage } from '../new-store.mjs'
import { capture, root } from '../run-command.mjs'

describe('a new store', () => {
  // A workspace of its own around the new package, outside this one: nothing is left behind in it.
  let workspace
  let folder
  beforeAll(() => {
    workspace = mkdtempSync(join(tmpdir(), 'daybook-new-store-'))
    folder = join(workspace, 'packages/paper-trail')
    writeStorePackage('paper-trail', folder)
    for (const path of ['node_modules', 'tsconfig.base.json', 'vitest.config.ts', 'scripts', 'biome.json'])
      symlinkSync(join(root, path), join(workspace, path))
    mkdirSync(join(folder, 'node_modules/@daybook'), { recursive: true })
    for (const name of ['core', 'store-kit'])
      symlinkSync(join(root, 'packages', name), join(folder, 'node_modules/@daybook', name))
  })
  afterAll(() => rmSync(workspace, { recursive: true }))

  const run = async (command, ...args) => {
    // This run's own variables would make the inner vitest one of its workers.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
    const path = `${join(root, 'node_modules/.bin')}:${env.PATH}`
    const { code, output } = await capture(command, args, { cwd: workspace, env: { ...env, PATH: path } })
    return { code, output: code === 0 ? '' : output }
  }
  const good = { code: 0, output: '' }

  it('passes the kit', async () => {
    const kit = await run('vitest', 'run', '--root', workspace, '--project', 'integration', 'paper-trail')
    expect(kit).toEqual(good)
  }, 120_000)

  it('passes the type check and the linter', async () => {
    expect(await run('tsc', '--noEmit', '-p', folder)).toEqual(good)
    expect(await run('biome', 'ci', '--vcs-enabled=false', 'packages/paper-trail')).toEqual(good)
  }, 120_000)

  it('is called by its own name everywhere', () => {
    const files = globSync('packages/paper-trail/{*.*,{src,test}/**/*.ts}', { cwd: workspace })
    expect(files).toContain('packages/paper-trail/src/store/paper-trail-store.ts')
    for (const file of files) expect(readFileSync(join(workspace, file), 'utf8')).not.toMatch(/template/i)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    expect(manifest.name).toBe('@daybook/paper-trail')
    expect(readFileSync(join(folder, 'src/index.ts'), 'utf8')).toContain('createPaperTrailStore')
  })

  it('gets a rule of its own among the arrows', () => {
    const rules = readFileSync(join(root, 'scripts/check-arrows.mjs'), 'utf8')
    expect(withArrow(rules, 'paper-trail')).toContain(
      "  'store-kit': ['core'],\n  'paper-trail': ['core'],\n",
    )
    expect(withArrow(rules, 'redis')).toContain("\n  redis: ['core'],\n")
  })

  it('needs a name that is free and can be one', () => {
    expect(problemOf(undefined, '')).toMatch(/^usage/)
    expect(problemOf('Paper Trail', '')).toMatch(/^usage/)
    expect(problemOf('core', join(root, 'packages/core'))).toMatch(/already/)
    expect(problemOf('nothing-of-that-name', join(root, 'packages/nothing-of-that-name'))).toBeUndefined()
  })
})
