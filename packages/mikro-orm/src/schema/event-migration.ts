import {
  createFeedStatements,
  createStatements,
  dialects,
  dropFeedStatements,
  dropStatements,
  type EventSchemaOptions,
  eventTable,
} from '@daybook/sql'
import type { MigrationObject } from '@mikro-orm/core'

const firstVersion = '1795000000000'
const feedVersion = '1795000000001'

/**
 * The migration that creates the events table, for the `migrations.migrationsList` of an ORM. Its name is fixed, so
 * it runs once however often it is made; another `table` gives another name.
 */
export function createEventMigration(options: EventSchemaOptions): MigrationObject {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  const create = createStatements(dialect, table).map(readableConstraints)
  return migration(options, firstVersion, create, dropStatements(dialect, table))
}

/**
 * The migration that creates the feed of the events table, which a relay reads: four side tables, and a trigger
 * that notes each stored event down in its own transaction. It stands after that of {@link createEventMigration}.
 */
export function createFeedMigration(options: EventSchemaOptions): MigrationObject {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  return migration(
    options,
    `feed_${feedVersion}`,
    createFeedStatements(dialect, table),
    dropFeedStatements(dialect, table),
  )
}

/** On SQLite MikroORM reads the CHECKs back from this text, and knows the word in small letters only. */
function readableConstraints(statement: string): string {
  return statement.replaceAll(', CONSTRAINT ', ', constraint ')
}

function migration(
  options: EventSchemaOptions,
  version: string,
  create: readonly string[],
  drop: readonly string[],
): MigrationObject {
  const { name: table, schema } = eventTable(options)
  return {
    name: `${schema === undefined ? '' : `${schema}_`}${table}_${version}`,
    // Structural, so that only who runs migrations needs @mikro-orm/migrations.
    class: class {
      #statements: readonly string[] = []

      up(): void {
        this.#statements = create
      }

      down(): void {
        this.#statements = drop
      }

      reset(): void {
        this.#statements = []
      }

      getQueries(): string[] {
        return [...this.#statements]
      }

      isTransactional(): boolean {
        return true
      }

      setTransactionContext(): void {
        // The runner sends what getQueries() answers in its transaction.
      }
    },
  }
}
