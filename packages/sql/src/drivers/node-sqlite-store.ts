import { type EventStore, StorageError } from '@daybook/core'
import type { SqlParameter } from '../dialect/sql-dialect.ts'
import { sqlite } from '../dialect/sqlite.ts'
import { createSqlStore } from '../store/sql-store.ts'
import { eventTable } from '../table/event-table.ts'
import type { DriverStoreOptions } from './driver-store-options.ts'

/** What the store uses of a `DatabaseSync` of `node:sqlite`. */
export interface SqliteDatabase {
  readonly isTransaction: boolean
  prepare(sql: string): { all(...parameters: SqlParameter[]): unknown[] }
}

/**
 * Keeps events in a `DatabaseSync` of `node:sqlite`, which stays the app's: it is never closed here.
 *
 * It has no transactions of its own, and never joins one: while the app has one open on this handle, everything is
 * refused with `DAYBOOK_CONNECTION_BUSY`, because an event would come and go with it unasked.
 */
export function createNodeSqliteStore(
  database: SqliteDatabase,
  options: Pick<DriverStoreOptions, 'table'> = {},
): EventStore {
  return createSqlStore<never>({
    name: 'node-sqlite',
    dialect: sqlite,
    table: eventTable(options),
    async run({ sql, parameters }) {
      if (database.isTransaction) throw busy()
      return database.prepare(sql).all(...parameters) as Record<string, unknown>[]
    },
  })
}

function busy(): StorageError {
  return new StorageError({
    code: 'DAYBOOK_CONNECTION_BUSY',
    message: 'A transaction of the app is open on the only connection to the database.',
    fix: 'End it before anything else is awaited, or give the store a DatabaseSync of its own.',
    retryable: true,
  })
}
