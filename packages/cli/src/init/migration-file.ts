import { defaultTableName, type EventTable, type SqlDialect } from '@daybook/sql'

/** The ORMs that have a store. */
export type Orm = 'typeorm' | 'sequelize' | 'mikro-orm'

/** A file to write, by its path from the folder. */
export interface NewFile {
  readonly path: string
  readonly text: string
}

/** What a migration's file depends on. */
export interface MigrationFileOptions {
  readonly orm: Orm
  readonly folder: string
  readonly dialect: SqlDialect['name']
  readonly table: EventTable
  readonly kind: 'events' | 'feed'
  /** Names the file, so that it sorts after those that are there. */
  readonly millis: number
  /** CommonJS instead of ES modules, where the app is that. */
  readonly isCommonJs?: boolean
  /** JavaScript instead of TypeScript. */
  readonly isJavaScript?: boolean
}

/** The file that makes the table known to an ORM's own migrations. */
export function migrationFile(options: MigrationFileOptions): NewFile {
  const { orm, folder, dialect, table, kind, millis } = options
  const maker = kind === 'feed' ? 'createFeedMigration' : 'createEventMigration'
  const settings = [
    `dialect: '${dialect}'`,
    ...(table.name === defaultTableName ? [] : [`table: '${table.name}'`]),
    ...(table.schema === undefined ? [] : [`schema: '${table.schema}'`]),
  ].join(', ')
  const call = `${maker}({ ${settings} })`
  const suffix = kind === 'feed' ? 'daybook-feed' : 'daybook'
  if (orm === 'sequelize' && options.isCommonJs) {
    return {
      path: `${folder}/${millis}-${suffix}.cjs`,
      text: `module.exports = require('@daybook/sequelize').${call}\n`,
    }
  }
  const extension = options.isJavaScript ? 'js' : 'ts'
  const name = kind === 'feed' ? 'DaybookFeed' : 'DaybookEvents'
  const text =
    orm === 'typeorm'
      ? `export const ${name} = ${call}\n`
      : `const migration = ${call}\n\n${
          orm === 'sequelize' ? 'export const { up, down } = migration\n' : 'export default migration.class\n'
        }`
  return {
    path: `${folder}/${millis}-${suffix}.${extension}`,
    text: `import { ${maker} } from '@daybook/${orm}'\n\n${text}`,
  }
}
