import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from './cli-rig.ts'

async function inApp(manifest: object | undefined, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-init-'))
  try {
    if (manifest) await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const clock = () => 1_795_250_000_000
const app = (dependencies: Record<string, string>, type = 'module') => ({
  type,
  dependencies: { typescript: '6.0.3', ...dependencies },
})
const init = (cwd: string, ...argv: string[]) => run(['init', ...argv], { cwd, clock })

test('init finds the ORM, the framework and the database, and writes two new files', () =>
  inApp(app({ typeorm: '1.1.1', express: '5.3.0', pg: '8.23.1' }), async (folder) => {
    await mkdir(join(folder, 'src'))
    const dry = await init(folder, '--dry-run')
    expect(dry).toMatchObject({ code: 0 })
    expect(await readdir(join(folder, 'src'))).toEqual([])
    const { code, out } = await init(folder, '--yes')
    expect(code).toBe(0)
    expect(out).toContain('Found typeorm 1.1.1, express, postgres, ESM, TypeScript\n')
    expect(out).toContain('npm install @daybook/core @daybook/typeorm @daybook/express @daybook/viewer\n')
    expect(await readFile(join(folder, 'src/migrations/1795250000000-daybook.ts'), 'utf8')).toBe(
      "import { createEventMigration } from '@daybook/typeorm'\n\nexport const DaybookEvents = createEventMigration({ dialect: 'postgres' })\n",
    )
    expect(await readFile(join(folder, 'src/daybook.ts'), 'utf8')).toContain(
      'export function createAppDaybook(dataSource: DataSource) {\n',
    )
    const again = await init(folder, '--yes')
    expect(again.code).toBe(1)
    expect(again.err).toContain('src/daybook.ts is there already. Nothing was written.')
  }))

test.each([
  ['sequelize', { sequelize: '6.37.7', sqlite3: '6.0.1' }, 'export const { up, down } = migration'],
  [
    'mikro-orm',
    { '@mikro-orm/core': '7.0.0', '@mikro-orm/mariadb': '7.0.0' },
    'export default migration.class',
  ],
])('init for %s', (orm, dependencies, line) =>
  inApp(app(dependencies), async (folder) => {
    expect(await init(folder, '--yes')).toMatchObject({ code: 0 })
    const migration = await readFile(join(folder, 'migrations/1795250000000-daybook.ts'), 'utf8')
    expect(migration).toContain(`from '@daybook/${orm}'`)
    expect(migration).toContain(line)
  }),
)

test('in JavaScript, sequelize-cli gets the CommonJS that it reads', () =>
  inApp({ dependencies: { sequelize: '6.37.7', pg: '8.23.1' } }, async (folder) => {
    expect(await init(folder, '--yes')).toMatchObject({ code: 0 })
    expect(await readdir(folder)).toEqual(['daybook.mjs', 'migrations', 'package.json'])
    expect(await readFile(join(folder, 'migrations/1795250000000-daybook.cjs'), 'utf8')).toBe(
      "module.exports = require('@daybook/sequelize').createEventMigration({ dialect: 'postgres' })\n",
    )
  }))

test('what cannot be found is asked for by name; nobody is asked in a pipe', async () => {
  await inApp(undefined, async (folder) => {
    expect((await init(folder, '--yes')).err).toContain('There is no package.json here.')
  })
  await inApp(app({}), async (folder) => {
    expect((await init(folder, '--yes')).err).toContain('--orm typeorm, --orm sequelize or --orm mikro-orm')
    expect((await init(folder, '--yes', '--orm', 'typeorm')).err).toContain('Pass --dialect postgres')
    const piped = await init(folder, '--orm', 'typeorm', '--dialect', 'sqlite')
    expect(piped.code).toBe(1)
    expect(piped.err).toContain('Nobody is here to ask.')
    expect(await readdir(folder)).toEqual(['package.json'])
  })
})

test('migration writes a file for an ORM, for the feed too, and never over another', () =>
  inApp(app({}), async (folder) => {
    const migration = (...argv: string[]) =>
      run(['migration', '--orm', 'typeorm', '--dialect', 'sqlite', ...argv], { cwd: folder, clock })
    expect(await migration('--table', 'trail')).toMatchObject({ code: 0, out: '' })
    expect(await readFile(join(folder, 'src/migrations/1795250000000-daybook.ts'), 'utf8')).toContain(
      "createEventMigration({ dialect: 'sqlite', table: 'trail' })",
    )
    expect((await migration()).code).toBe(1)
    expect((await migration('--feed', '--out', 'db')).code).toBe(0)
    expect(await readFile(join(folder, 'db/1795250000000-daybook-feed.ts'), 'utf8')).toContain(
      'export const DaybookFeed = createFeedMigration({',
    )
    expect((await migration('--only', 'indexes')).code).toBe(2)
    expect(
      (await run(['migration', '--dialect', 'sqlite', '--table', 'no; drop'], { cwd: folder })).code,
    ).not.toBe(0)
  }))
