import type { Daybook, EventStore } from '@daybook/core'

export type FaultEngine = 'sqlite' | 'postgres' | 'mariadb'

/** How to open a daybook of one ORM: in the test, and in a process that is killed. */
export interface FaultRigOptions {
  readonly engine: FaultEngine
  /** Of a server, or the path of an SQLite file. */
  readonly url: string
  /** To be called with every statement that the ORM tells of, before it is sent or after it was answered. */
  readonly onStatement: () => void
}

/** One ORM over one database. Statements are plain SQL without parameters. */
export interface FaultRig<Tx> {
  // biome-ignore lint/suspicious/noExplicitAny: of whatever references
  readonly store: EventStore<Tx, any>
  // biome-ignore lint/suspicious/noExplicitAny: of whatever catalog and references
  readonly daybook: Daybook<any, any, Tx>
  /** Creates the events table. */
  migrate(): Promise<void>
  /** Runs `work` in a transaction of the ORM. */
  transaction<T>(work: (tx: Tx) => Promise<T>, isolation?: 'SERIALIZABLE'): Promise<T>
  /** Runs `work` in a savepoint of `tx`. */
  nested<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T>
  /** The rows of a statement, in `tx` or in no transaction. */
  query(sql: string, tx?: Tx): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
  /** Closes after a connection was cut, for an ORM whose pool would wait for that one for ever. */
  abandon?(): void
}

export type OpenFaultRig<Tx> = (options: FaultRigOptions) => Promise<FaultRig<Tx>>

/**
 * Registers the fault tests for one ORM on every engine of this run: killed at each step, rolled back, serialised
 * and retried, cut off at COMMIT. `module` exports `openFaultRig`; a process without a test runner imports it as well,
 * so it must do with syntax that Node can strip. `without`: engines whose driver is not there.
 */
export declare function runFaultTests<Tx>(
  open: OpenFaultRig<Tx>,
  module: URL,
  options?: { readonly without?: readonly FaultEngine[] },
): void
