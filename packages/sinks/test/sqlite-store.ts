import { DatabaseSync } from 'node:sqlite'
import type { EventStore } from '@daybook/core'
import { createSqlStore, createStatements, eventTable, sqlite } from '@daybook/sql'

const table = eventTable({})

/** A store in a file that several processes may open. */
export interface SqliteFile {
  readonly store: EventStore
  /** Makes every write of others fail until {@link unlock}, as a long maintenance does. */
  lock(): void
  unlock(): void
  ids(): readonly string[]
  run(sql: string): void
  close(): void
}

export function openSqliteFile(path: string): SqliteFile {
  const database = new DatabaseSync(path, { timeout: 20 })
  database.exec('PRAGMA journal_mode = WAL')
  const maintenance = new DatabaseSync(path)
  if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'daybook_events'").get() === undefined)
    for (const statement of createStatements(sqlite, table)) database.exec(statement)

  return {
    store: createSqlStore<never>({
      name: 'sqlite-file',
      dialect: sqlite,
      table,
      run: async ({ sql, parameters }) => database.prepare(sql).all(...(parameters as string[])),
    }),
    lock: () => maintenance.exec('BEGIN IMMEDIATE'),
    unlock: () => maintenance.exec('ROLLBACK'),
    ids: () =>
      database
        .prepare('SELECT id FROM daybook_events ORDER BY rowid')
        .all()
        .map(({ id }) => id as string),
    run: (sql) => database.exec(sql),
    close() {
      maintenance.close()
      database.close()
    },
  }
}
