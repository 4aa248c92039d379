import {
  createPreparedStatements,
  type EventRow,
  type SqliteConnection,
  type SqlStatement,
  type Turns,
  untilFree,
} from '@daybook/sql'
import type { LiveDataSource } from './live-data-source.ts'

/** What TypeORM's driver of better-sqlite3 shows. */
interface SqliteDriver {
  readonly databaseConnection: SqliteConnection
}

/**
 * Runs statements that belong to no transaction on the connection that everybody shares. While a transaction is
 * open there they wait, because their rows would vanish with it, and what they read might; looking and running
 * happen in one tick, so that none can begin between them.
 */
export function createSharedConnection(dataSource: LiveDataSource, turns: Turns) {
  const runOn = createPreparedStatements()
  const current = () => (dataSource.driver as SqliteDriver).databaseConnection

  return {
    inTransaction: (): boolean => current().inTransaction,

    /** Runs a statement of the open transaction, past TypeORM. */
    runInside: (statement: SqlStatement): readonly EventRow[] => runOn(current(), statement),

    run: (statement: SqlStatement): Promise<readonly EventRow[]> =>
      turns.take(async () => {
        const connection = current()
        // A transaction that did not take a turn: begun by hand, or by TypeORM round a save().
        if (connection.inTransaction) await untilFree(() => connection.inTransaction)
        return runOn(connection, statement)
      }),
  }
}
