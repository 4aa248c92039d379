import {
  createFeedStatements,
  createStatements,
  dialects,
  dropFeedStatements,
  dropStatements,
  type EventSchemaOptions,
  eventTable,
} from '@daybook/sql'

/** The members of Sequelize's `QueryInterface` that a migration uses. */
export interface MigrationContext {
  readonly sequelize: { query(sql: string): Promise<unknown> }
}

/** A migration as umzug and sequelize-cli run it. */
export interface EventMigration {
  readonly name: string
  up(context: MigrationContext | { readonly context: MigrationContext }): Promise<void>
  down(context: MigrationContext | { readonly context: MigrationContext }): Promise<void>
}

/**
 * The migration that creates the events table. For umzug, put it among `migrations`; for sequelize-cli, let a file of
 * its own export it. Its name is fixed, so it runs once however often it is made; another `table` gives another name.
 */
export function createEventMigration(options: EventSchemaOptions): EventMigration {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  return migration(options, '', createStatements(dialect, table), dropStatements(dialect, table))
}

/**
 * The migration that creates the feed of the events table, which a relay reads: side tables, and a trigger that notes
 * each stored event down in its own transaction. It runs after that of {@link createEventMigration}.
 */
export function createFeedMigration(options: EventSchemaOptions): EventMigration {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  return migration(options, '_feed', createFeedStatements(dialect, table), dropFeedStatements(dialect, table))
}

function migration(
  options: EventSchemaOptions,
  suffix: string,
  create: readonly string[],
  drop: readonly string[],
): EventMigration {
  const { name: table, schema } = eventTable(options)
  const run =
    (statements: readonly string[]): EventMigration['up'] =>
    async (given) => {
      const { sequelize } = 'context' in given ? given.context : given
      for (const statement of statements) await sequelize.query(statement)
    }
  return {
    name: `${schema === undefined ? '' : `${schema}_`}${table}${suffix}`,
    up: run(create),
    down: run(drop),
  }
}
