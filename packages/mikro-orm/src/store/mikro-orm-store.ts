import { type Classes, type EventStore, type InstancesOf, ValidationError } from '@daybook/core'
import { createFeedingStore, createSqlStore, eventTable, nativeError, type RunStatement } from '@daybook/sql'
import { type ObservedTransactions, observeTransactions } from '../transactions/observe.ts'
import { createTransactionRunner, onSharedConnection, runOn, writeClient } from './connection.ts'
import {
  dialectOf,
  type LiveMikroOrm,
  type MikroOrmTransaction,
  type TransactionContext,
} from './live-mikro-orm.ts'
import { createReferences, type FindEntities } from './references.ts'

/** Which classes events can refer to, and which table holds them. */
export interface MikroOrmStoreOptions<M extends Classes = Record<never, never>> {
  /**
   * The app's classes by the type name under which events refer to them: `{ Invoice, User }`. Their objects can
   * then be passed as `actor` and `target`. A key keeps its meaning when the class is renamed.
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
 * Keeps events in the database of an initialised MikroORM, which stays the app's: it is never closed here, and
 * nothing is ever persisted or flushed through an `EntityManager`.
 *
 * What is logged inside `em.transactional()` joins it. On SQLite, where there is one connection, events outside a
 * transaction wait for the end of an open one, at most 30 seconds.
 *
 * @throws ConfigurationError for a database without a dialect, or two classes under one name.
 */
export function createMikroOrmStore<const M extends Classes = Record<never, never>>(
  orm: LiveMikroOrm,
  options: MikroOrmStoreOptions<M> = {},
): EventStore<MikroOrmTransaction, InstancesOf<M>> {
  const dialect = dialectOf(orm)
  const exclusive = dialect.name === 'sqlite'
  const transactions = observeTransactions(orm, dialect)
  const current = () => {
    const em = transactions.context()
    return em && transactions.openIn(em) ? em : undefined
  }

  const runIn = createTransactionRunner(orm, dialect)
  const run: RunStatement<MikroOrmTransaction> = async (statement, tx) => {
    if (tx !== null) return runIn(openTransaction(tx, orm, transactions), statement)
    if (exclusive) return onSharedConnection(orm, (held) => runOn(held, statement))
    return runOn(await writeClient(orm), statement)
  }

  // Of this ORM and apart from what the caller is in.
  const transact = <T>(work: (tx: MikroOrmTransaction) => Promise<T>): Promise<T> =>
    orm.em.fork({ disableContextResolution: true }).transactional(work)

  const find: FindEntities = async (metadata, where) => {
    // A fork that resolves no context is a manager of this ORM's, with an identity map of its own.
    const fork = (transactions.context() ?? orm.em).fork({
      disableContextResolution: true,
      // A refused id would doom the caller's transaction, so only where there is no other connection.
      keepTransactionContext: exclusive && current() !== undefined,
    })
    const found = () => fork.find(metadata.class as never, where as never, { filters: false } as never)
    if (!exclusive || transactions.openIn(fork)) return found()
    return onSharedConnection(orm, (held) => {
      fork.setTransactionContext(held)
      return found()
    })
  }

  const about = { name: 'mikro-orm', dialect, table: eventTable(options), run }
  const afterCommit = (tx: MikroOrmTransaction, callback: () => void) =>
    transactions.frameOf(tx)?.afterCommit.push(callback)

  return {
    ...(options.feed ? createFeedingStore({ ...about, transact, afterCommit }) : createSqlStore(about)),
    references: createReferences(
      orm,
      options.references ?? {},
      find,
      (error) => dialect.classify(nativeError(error)) === 'poison',
    ),
    transactions: {
      exclusive,
      current,
      run: (work) => transactions.context()?.transactional(work) ?? transact(work),
      afterCommit,
      beforeCommit: transactions.beforeCommit,
      afterEnd: (tx, callback) => transactions.frameOf(tx)?.afterEnd.push(callback),
    },
  }
}

function openTransaction(
  tx: MikroOrmTransaction,
  orm: LiveMikroOrm,
  { openIn }: ObservedTransactions,
): TransactionContext {
  if (tx.getDriver() !== orm.em.getDriver())
    throw new ValidationError({
      code: 'DAYBOOK_FOREIGN_TRANSACTION',
      message: '`tx` belongs to another MikroORM than the store.',
      fix: "Pass the EntityManager that the callback of this ORM's em.transactional() was given.",
    })
  // One that stands for others may stand for another by the time it is used.
  const open = tx.getContext(false) === tx ? openIn(tx) : undefined
  if (open) return open
  throw new ValidationError({
    code: 'DAYBOOK_NOT_A_TRANSACTION',
    message: '`tx` is an EntityManager without an open transaction of its own.',
    fix: 'Pass the one that the callback of em.transactional() was given, while it runs; or leave `tx` out.',
  })
}
