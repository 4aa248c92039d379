// What `daybook init` writes into a fresh folder compiles and runs, for each ORM. Build first.
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { printChecks } from './check-list.mjs'
import { capture, root } from './run-command.mjs'

/** An app on SQLite: what it has installed, and how it migrates, logs once and counts. */
const apps = {
  typeorm: {
    packages: { typeorm: 'typeorm', 'better-sqlite3': 'typeorm' },
    main: (migration) => `
import { DataSource } from 'typeorm'
import { DaybookEvents } from '${migration}'
import { createAppDaybook } from './daybook.js'

const dataSource = new DataSource({ type: 'better-sqlite3', database: 'app.db', migrations: [DaybookEvents] })
await dataSource.initialize()
await dataSource.runMigrations()
const daybook = createAppDaybook(dataSource)
await daybook.log('app.started')
console.log(await daybook.count(), 'event')
await dataSource.destroy()
`,
  },
  sequelize: {
    packages: { sequelize: 'sequelize', umzug: 'sequelize', sqlite3: '.' },
    main: (migration) => `
import { Sequelize } from 'sequelize'
import { SequelizeStorage, Umzug } from 'umzug'
import { down, up } from '${migration}'
import { createAppDaybook } from './daybook.js'

const sequelize = new Sequelize({ dialect: 'sqlite', storage: 'app.db', logging: false })
const umzug = new Umzug({
  migrations: [{ name: 'daybook', up, down }],
  context: sequelize.getQueryInterface(),
  storage: new SequelizeStorage({ sequelize }),
  logger: undefined,
})
await umzug.up()
const daybook = createAppDaybook(sequelize)
await daybook.log('app.started')
console.log(await daybook.count(), 'event')
await sequelize.close()
`,
  },
  'mikro-orm': {
    packages: {
      '@mikro-orm/core': 'mikro-orm',
      '@mikro-orm/sqlite': 'mikro-orm',
      '@mikro-orm/migrations': 'mikro-orm',
    },
    main: (migration) => `
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/sqlite'
import DaybookEvents from '${migration}'
import { createAppDaybook } from './daybook.js'

const orm = await MikroORM.init({
  dbName: 'app.db',
  entities: [],
  discovery: { warnWhenNoEntities: false },
  extensions: [Migrator],
  migrations: { migrationsList: [{ name: 'daybook', class: DaybookEvents }] },
})
await orm.migrator.up()
const daybook = createAppDaybook(orm)
await daybook.log('app.started')
console.log(await daybook.count(), 'event')
await orm.close()
`,
  },
}

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  rootDir: 'src',
  outDir: 'out',
}

/** As if installed: links to what the workspace has, at `from`, one of its packages. */
const link = async (folder, name, target) => {
  const path = join(folder, 'node_modules', name)
  await mkdir(dirname(path), { recursive: true })
  await symlink(target, path)
}

const problemsOf = async (orm, { packages, main }) => {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-init-'))
  try {
    const dependencies = Object.fromEntries(Object.keys(packages).map((name) => [name, '*']))
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', dependencies: { ...dependencies, typescript: '*' } }),
    )
    await mkdir(join(folder, 'src'))
    for (const [name, from] of Object.entries(packages))
      await link(folder, name, join(root, from === '.' ? '' : `packages/${from}`, 'node_modules', name))
    for (const name of ['core', orm]) await link(folder, `@daybook/${name}`, join(root, 'packages', name))
    await link(folder, '@types/node', join(root, 'node_modules/@types/node'))

    const ran = []
    const step = async (command, args) => {
      const { code, output } = await capture(command, args, { cwd: folder })
      ran.push(output)
      if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`)
    }
    await step('node', [join(root, 'packages/cli/dist/bin/daybook.js'), 'init', '--yes'])
    const [file] = await readdir(join(folder, 'src/migrations'))
    await writeFile(join(folder, 'src/main.ts'), main(`./migrations/${file.replace(/\.ts$/, '.js')}`))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }))
    await step('tsc', ['-p', folder])
    await step('node', ['out/main.js'])
    return ran.at(-1).includes('1 event') ? [] : [`the app did not log:\n${ran.at(-1)}`]
  } catch (error) {
    return [error.message]
  } finally {
    await rm(folder, { recursive: true })
  }
}

const checks = []
for (const [orm, app] of Object.entries(apps))
  checks.push({
    name: `what daybook init writes for ${orm} compiles and runs`,
    problems: await problemsOf(orm, app),
  })
printChecks(checks)
