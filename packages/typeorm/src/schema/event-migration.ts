import {
  createFeedStatements,
  createStatements,
  dialects,
  dropFeedStatements,
  dropStatements,
  type EventSchemaOptions,
  eventTable,
} from '@daybook/sql'
import type { MigrationInterface, QueryRunner } from 'typeorm'

// TypeORM orders migrations by the milliseconds at the end of their name.
const firstVersion = '1795000000000'
const feedVersion = '1795000000001'

/**
 * The migration that creates the events table, for the `migrations` of a DataSource. Its name ends in a fixed
 * time, so it runs once however often it is made; another `table` gives another name.
 */
export function createEventMigration(options: EventSchemaOptions): new () => MigrationInterface {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  return migration(options, firstVersion, createStatements(dialect, table), dropStatements(dialect, table))
}

/**
 * The migration that creates the feed of the events table, which a relay reads: four side tables, and a trigger
 * that notes each stored event down in its own transaction. It runs after that of {@link createEventMigration}.
 */
export function createFeedMigration(options: EventSchemaOptions): new () => MigrationInterface {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  return migration(
    options,
    `feed_${feedVersion}`,
    createFeedStatements(dialect, table),
    dropFeedStatements(dialect, table),
  )
}

function migration(
  options: EventSchemaOptions,
  version: string,
  create: readonly string[],
  drop: readonly string[],
): new () => MigrationInterface {
  const { name: table, schema } = eventTable(options)
  return class implements MigrationInterface {
    readonly name = `${schema === undefined ? '' : `${schema}_`}${table}_${version}`

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of create) await runner.query(statement)
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const statement of drop) await runner.query(statement)
    }
  }
}
