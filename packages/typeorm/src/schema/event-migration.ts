import { createStatements, dialects, dropStatements, type EventSchemaOptions, eventTable } from '@daybook/sql'
import type { MigrationInterface, QueryRunner } from 'typeorm'

/** TypeORM orders migrations by the milliseconds at the end of their name. */
const firstVersion = '1795000000000'

/**
 * The migration that creates the events table, for the `migrations` of a DataSource. Its name ends in a fixed
 * time, so it runs once however often it is made; another `table` gives another name.
 */
export function createEventMigration(options: EventSchemaOptions): new () => MigrationInterface {
  const table = eventTable(options)
  const create = createStatements(dialects[options.dialect], table)
  const drop = dropStatements(dialects[options.dialect], table)
  return class implements MigrationInterface {
    readonly name = `${table.schema === undefined ? '' : `${table.schema}_`}${table.name}_${firstVersion}`

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of create) await runner.query(statement)
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const statement of drop) await runner.query(statement)
    }
  }
}
