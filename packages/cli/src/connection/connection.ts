import type { EventStore } from '@daybook/core'
import type { EventTable, SqlDialect, SqlStatement } from '@daybook/sql'

/** A row of a result, by column. */
export type Row = Readonly<Record<string, unknown>>

/** Runs statements: on a connection of the pool, or in one transaction. */
export interface Runner {
  run(statement: SqlStatement): Promise<readonly Row[]>
}

/** What a driver can do, opened by the command line and closed by it. */
export interface Connection extends Runner {
  readonly dialect: SqlDialect
  /** Its name and version, in the words of its maker. */
  version(): Promise<string>
  /** Runs `work` in a transaction: committed when it resolves, else rolled back. */
  transact<T>(work: (tx: Runner) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** An open database and the events in it. */
export interface OpenLog {
  readonly connection: Connection
  readonly table: EventTable
  readonly store: EventStore<Runner>
  /** The address for people, without a password. */
  readonly shown: string
}
