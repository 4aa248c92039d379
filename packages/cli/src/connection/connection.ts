import type { EventStore } from '@daybook/core'
import type { EventTable, SqlDialect, SqlStatement } from '@daybook/sql'
import type { DriverStoreOptions } from '@daybook/sql/pg'

/** A row of a result, by column. */
export type Row = Readonly<Record<string, unknown>>

/** Runs statements: on a connection of the pool, or in one transaction. */
export interface Runner {
  run(statement: SqlStatement): Promise<readonly Row[]>
}

/** A store of which nothing is joined to a transaction: the command line has none. */
type LogStore = Omit<EventStore, 'transactions' | '~types'>

/** What a driver can do, opened by the command line and closed by it. */
export interface Connection extends Runner {
  readonly dialect: SqlDialect
  /** Its name and version, in the words of its maker. */
  version(): Promise<string>
  /** The driver's store over this connection. */
  openStore(options: DriverStoreOptions): LogStore
  /** Runs `work` in a transaction that is rolled back, whatever comes of it. */
  rehearse<T>(work: (tx: Runner) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** An open database and the events in it. */
export interface OpenLog {
  readonly connection: Connection
  readonly table: EventTable
  readonly store: LogStore
  /** The address for people, without a password. */
  readonly shown: string
}
