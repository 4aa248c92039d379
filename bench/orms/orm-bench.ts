import type { Daybook, DaybookEvent, EventStore } from '@daybook/core'
import type { SqlStatement } from '@daybook/sql'

export type Engine = 'sqlite' | 'postgres' | 'mariadb'

export const allEngines: readonly Engine[] = ['sqlite', 'postgres', 'mariadb']

/** The driver that an ORM uses, without the ORM. */
export interface BareDriver {
  readonly name: string
  run(statement: SqlStatement): Promise<unknown>
  /** The same as a prepared statement, where that is another way. */
  prepared?(statement: SqlStatement): Promise<unknown>
  close(): Promise<void>
}

/** One ORM over a database whose events table is there. */
export interface OpenOrm<Tx> {
  readonly store: Pick<EventStore, 'append' | 'count'>
  readonly daybook: Pick<Daybook<Record<string, object>, object, Tx>, 'log' | 'defer' | 'flush'>
  transaction(work: (tx: Tx) => Promise<void>): Promise<void>
  /** A statement of ours, sent through the ORM by hand. */
  byHand(tx: Tx, statement: SqlStatement): Promise<unknown>
  /** The ORM's own way to insert one. */
  create(event: DaybookEvent): Promise<unknown>
  /** The ORM's own way to insert many. */
  bulk(events: readonly DaybookEvent[]): Promise<unknown>
  close(): Promise<void>
}

/** An ORM to measure: `url` is that of a server, or the path of an SQLite file. */
export interface OrmBench<Tx> {
  readonly name: string
  /** Those whose driver is installed. */
  readonly engines: readonly Engine[]
  bare(engine: Engine, url: string): Promise<BareDriver>
  open(engine: Engine, url: string): Promise<OpenOrm<Tx>>
}
