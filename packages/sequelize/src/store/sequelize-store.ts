import { type Classes, type EventStore, type InstancesOf, ValidationError } from '@daybook/core'
import { createFeedingStore, createSqlStore, eventTable, nativeError, type RunStatement } from '@daybook/sql'
import { observeTransactions } from '../transactions/observe.ts'
import {
  assertSupported,
  dialectOf,
  isOpen,
  type LiveSequelize,
  type OpenTransaction,
  outermost,
  type SequelizeTransaction,
} from './live-sequelize.ts'
import { createReferences } from './references.ts'

type Transact = (work: (tx: SequelizeTransaction) => Promise<unknown>) => Promise<unknown>

/** Which models events can refer to, and which table holds them. */
export interface SequelizeStoreOptions<M extends Classes = Record<never, never>> {
  /**
   * The app's models by the type name under which events refer to them: `{ Invoice, User }`. Their instances can
   * then be passed as `actor` and `target`. A key keeps its meaning when the model is renamed.
   */
  readonly references?: M
  /** The events table. Default: `daybook_events`. */
  readonly table?: string
  /** The table's schema, on PostgreSQL. Default: the connection's. */
  readonly schema?: string
  /** Whether the migration of `createFeedMigration` has run, so that a relay can read the feed. Default: false. */
  readonly feed?: boolean
}

/**
 * Keeps events in the database of a Sequelize instance, which stays the app's: it is never closed here.
 *
 * Makes `sequelize.transaction()` ambient: what is logged inside joins it, with Sequelize's CLS and without. On
 * SQLite, which has one writer, it also makes top-level transactions wait for each other, and events outside a
 * transaction for an open one; Sequelize alone would mix them, or fail.
 *
 * @throws ConfigurationError for another release than 6, a database without a dialect, or two models under one name.
 */
export function createSequelizeStore<const M extends Classes = Record<never, never>>(
  sequelize: LiveSequelize,
  options: SequelizeStoreOptions<M> = {},
): EventStore<SequelizeTransaction, InstancesOf<M>> {
  assertSupported(sequelize)
  const dialect = dialectOf(sequelize)
  const { frames, ambient, connections, turns } = observeTransactions(sequelize, dialect)

  const run: RunStatement<SequelizeTransaction> = async (statement, tx, signal) => {
    if (tx !== null) return connections.run(openConnection(tx as OpenTransaction, sequelize), statement)
    const alone = () => connections.runAlone(statement, signal)
    return turns ? turns.take(alone) : alone()
  }

  const cancels = dialect.name !== 'sqlite'
  const about = { name: 'sequelize', dialect, table: eventTable(options), run, cancels }
  // Read at each call: an app may wrap it too.
  const transact = <T>(work: (tx: SequelizeTransaction) => Promise<T>) =>
    (sequelize.transaction as Transact)((tx) => work(tx)) as Promise<T>
  const afterCommit = (tx: SequelizeTransaction, callback: () => void) =>
    frames.innermost(tx as OpenTransaction)?.afterCommit.push(callback)

  return {
    ...(options.feed ? createFeedingStore({ ...about, transact, afterCommit }) : createSqlStore(about)),
    references: createReferences(
      sequelize,
      options.references ?? {},
      (error) => dialect.classify(nativeError(error)) === 'poison',
    ),
    transactions: {
      exclusive: turns !== undefined || hasOneConnection(sequelize),
      current: ambient.current,
      run: transact,
      beforeCommit(tx, callback) {
        const open = tx as OpenTransaction
        const frame = isOpen(open) ? frames.innermost(open) : undefined
        // Its savepoints have ended by then.
        frame?.beforeCommit.push(() => callback(outermost(open)))
        return frame !== undefined
      },
      afterCommit,
      afterEnd: (tx, callback) => frames.innermost(tx as OpenTransaction)?.afterEnd.push(callback),
    },
  }
}

function hasOneConnection({ connectionManager }: LiveSequelize): boolean {
  return (connectionManager as { config?: { pool?: { max?: number } } }).config?.pool?.max === 1
}

function openConnection(tx: OpenTransaction, sequelize: LiveSequelize): object {
  if (tx.sequelize !== sequelize && tx.sequelize !== undefined)
    throw new ValidationError({
      code: 'DAYBOOK_FOREIGN_TRANSACTION',
      message: '`tx` belongs to another Sequelize instance than the store.',
      fix: "Pass the transaction that the callback of this instance's transaction() was given.",
    })
  if (tx.connection !== undefined && isOpen(tx)) return tx.connection
  throw new ValidationError({
    code: 'DAYBOOK_NOT_A_TRANSACTION',
    message: '`tx` is no open transaction.',
    fix: 'Pass the one that the callback of sequelize.transaction() was given, while that callback runs.',
  })
}
