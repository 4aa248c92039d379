import { defaultTableName, type SqlDialect } from '@daybook/sql'
import { migrationFile, type NewFile, type Orm } from './migration-file.ts'
import type { Project } from './project.ts'

/** What `init` writes, and what is left to do by hand. */
export interface Plan {
  readonly files: readonly NewFile[]
  readonly next: readonly string[]
}

/** The files and the next steps for a project, with an ORM and a database that are settled. */
export function planOf(
  project: Project,
  {
    orm,
    dialect,
    millis,
  }: { readonly orm: Orm; readonly dialect: SqlDialect['name']; readonly millis: number },
): Plan {
  const { source, isTypeScript, framework } = project
  const inSource = (name: string) => (source === '.' ? name : `${source}/${name}`)
  // ES modules, which JavaScript in a CommonJS package spells .mjs.
  const extension = isTypeScript ? 'ts' : project.isCommonJs ? 'mjs' : 'js'
  const daybook: NewFile = { path: inSource(`daybook.${extension}`), text: daybookText(orm, isTypeScript) }
  const migration = migrationFile({
    orm,
    dialect,
    millis,
    folder: inSource('migrations'),
    table: { name: defaultTableName },
    kind: 'events',
    isCommonJs: project.isCommonJs && !isTypeScript,
    isJavaScript: !isTypeScript,
  })
  const adapter = framework === undefined ? [] : [`@daybook/${framework}`, '@daybook/viewer']
  const wanted = ['@daybook/core', `@daybook/${orm}`, ...adapter]
  const missing = wanted.filter((name) => !Object.hasOwn(project.packages, name))
  return {
    files: [daybook, migration],
    next: [
      ...(missing.length === 0 ? [] : [`npm install ${missing.join(' ')}`]),
      runs[orm],
      ...(framework === 'express' || framework === 'koa' ? mounting(framework) : []),
    ],
  }
}

const runs: Readonly<Record<Orm, string>> = {
  typeorm: 'npx typeorm migration:run -d <your data source>',
  sequelize: 'npx sequelize-cli db:migrate, or umzug.up()',
  'mikro-orm': 'npx mikro-orm migration:up',
}

function mounting(framework: 'express' | 'koa'): readonly string[] {
  const argument = framework === 'express' ? 'req' : 'ctx'
  const user = framework === 'express' ? 'req.user' : 'ctx.state.user'
  return [
    'Add to your app:',
    `  import { requestContext } from '@daybook/${framework}'`,
    `  import { viewer } from '@daybook/${framework}/viewer'`,
    `  app.use(requestContext(daybook, { actor: (${argument}) => ${user} }))`,
    framework === 'express'
      ? `  app.use('/admin/events', viewer(daybook, { authorize: (req) => req.user?.admin === true }))`
      : `  app.use(viewer(daybook, { path: '/admin/events', authorize: (ctx) => ctx.state.user?.admin === true }))`,
  ]
}

const handles = {
  typeorm: { maker: 'createTypeormStore', type: 'DataSource', name: 'dataSource', from: 'typeorm' },
  sequelize: { maker: 'createSequelizeStore', type: 'Sequelize', name: 'sequelize', from: 'sequelize' },
  'mikro-orm': { maker: 'createMikroOrmStore', type: 'MikroORM', name: 'orm', from: '@mikro-orm/core' },
} as const satisfies Record<Orm, object>

function daybookText(orm: Orm, isTypeScript: boolean): string {
  const { maker, type, name, from } = handles[orm]
  const typeImport = isTypeScript ? `import type { ${type} } from '${from}'\n` : ''
  return `import { createDaybook } from '@daybook/core'
import { ${maker} } from '@daybook/${orm}'
${typeImport}
/** The log of what happens in this app. Call it once, with the one ${type}, and export what it returns. */
export function createAppDaybook(${name}${isTypeScript ? `: ${type}` : ''}) {
  return createDaybook({ store: ${maker}(${name}) })
}
`
}
