import { type EventStore, StorageError } from '@daybook/core'
import type { SqlParameter, SqlStatement } from '../dialect/sql-dialect.ts'
import { sqlite } from '../dialect/sqlite.ts'
import { createSqlFeed } from '../feed/sql-feed.ts'
import { createSqlStore, type RunStatement } from '../store/sql-store.ts'
import { eventTable } from '../table/event-table.ts'
import { createTurns } from '../transactions/turns.ts'
import type { DriverStoreOptions } from './driver-store-options.ts'

/** What the store uses of a `DatabaseSync` of `node:sqlite`. */
export interface SqliteDatabase {
  readonly isTransaction: boolean
  prepare(sql: string): PreparedStatement
}

/** What the store uses of a `StatementSync`. */
interface PreparedStatement {
  all(...parameters: SqlParameter[]): unknown[]
}

/**
 * Keeps events in a `DatabaseSync` of `node:sqlite`, which stays the app's: it is never closed here.
 *
 * It has no transactions of its own, and never joins one: while the app has one open on this handle, everything is
 * refused with `DAYBOOK_CONNECTION_BUSY`, because an event would come and go with it unasked.
 */
export function createNodeSqliteStore(
  database: SqliteDatabase,
  options: Pick<DriverStoreOptions, 'table' | 'feed'> = {},
): EventStore {
  const turns = createTurns()
  const prepared = new Map<string, PreparedStatement>()
  const prepare = ({ sql, isFixed }: SqlStatement): PreparedStatement => {
    const statement = prepared.get(sql) ?? database.prepare(sql)
    if (isFixed) prepared.set(sql, statement)
    return statement
  }
  const send = (statement: SqlStatement) =>
    prepare(statement).all(...statement.parameters) as Record<string, unknown>[]
  const alone = async (statement: SqlStatement) => {
    if (database.isTransaction) throw busy()
    return send(statement)
  }
  const table = eventTable(options)
  // What is not the feed's own waits while that has a transaction open.
  const run: RunStatement<typeof feedTransaction> = async (statement, tx) =>
    tx ? send(statement) : options.feed ? turns.take(() => alone(statement)) : alone(statement)
  const transact = <T>(work: (tx: typeof feedTransaction) => Promise<T>): Promise<T> =>
    turns.take(async () => {
      await alone({ sql: 'BEGIN IMMEDIATE', parameters: [] })
      try {
        const result = await work(feedTransaction)
        send({ sql: 'COMMIT', parameters: [] })
        return result
      } catch (error) {
        if (database.isTransaction) send({ sql: 'ROLLBACK', parameters: [] })
        throw error
      }
    })

  return {
    ...createSqlStore<never>({ name: 'node-sqlite', dialect: sqlite, table, run }),
    ...(options.feed && { feed: createSqlFeed({ dialect: sqlite, table, run, transact }) }),
  }
}

const feedTransaction = Symbol('the transaction of the feed')

function busy(): StorageError {
  return new StorageError({
    code: 'DAYBOOK_CONNECTION_BUSY',
    message: 'A transaction of the app is open on the only connection to the database.',
    fix: 'End it before anything else is awaited, or give the store a DatabaseSync of its own.',
    retryable: true,
  })
}
