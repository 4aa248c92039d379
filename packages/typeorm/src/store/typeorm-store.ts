import { type Classes, type EventStore, type InstancesOf, ValidationError } from '@daybook/core'
import {
  createFeedingStore,
  createPgListener,
  createSqlStore,
  type EventRow,
  eventTable,
  nativeError,
  type PgConnecting,
  type RunStatement,
  runUntilAborted,
} from '@daybook/sql'
import { observeTransactions } from '../transactions/observe.ts'
import { areStatementsHeard } from './heard-statements.ts'
import {
  dialectOf,
  type LiveDataSource,
  type TypeormQueryRunner,
  type TypeormTransaction,
} from './live-data-source.ts'
import { createReferences } from './references.ts'
import { createStoppableRunners } from './stoppable-runners.ts'

/** Which classes events can refer to, and which table holds them. */
export interface TypeormStoreOptions<M extends Classes = Record<never, never>> {
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
 * Keeps events in the database of an initialised DataSource, which stays the app's: it is never closed here.
 *
 * Makes `dataSource.transaction()` ambient: what is logged inside joins it. On SQLite, where TypeORM has one
 * connection, it also makes top-level transactions wait for each other, and events outside a transaction for an
 * open one; TypeORM alone would mix them. There, what it sends in a transaction goes past TypeORM's `query()` where
 * neither a logger, nor `maxQueryExecutionTime`, nor a subscriber would hear of it.
 *
 * @throws ConfigurationError for a database without a dialect, or two classes under one name.
 */
export function createTypeormStore<const M extends Classes = Record<never, never>>(
  dataSource: LiveDataSource,
  options: TypeormStoreOptions<M> = {},
): EventStore<TypeormTransaction, InstancesOf<M>> {
  const dialect = dialectOf(dataSource)
  const { frames, ambient, shared } = observeTransactions(dataSource, dialect)

  const stoppable = createStoppableRunners(dataSource, dialect)
  const run: RunStatement<TypeormTransaction> = async (statement, tx, signal) => {
    if (tx !== null) {
      const runner = runnerOf(tx, dataSource)
      // The only runner is never released: it shows no end of its transaction.
      if (shared) {
        if (!shared.inTransaction()) throw notATransaction()
        if (!areStatementsHeard(dataSource, runner)) return shared.runInside(statement)
      }
      return rows(await runner.query(statement.sql, [...statement.parameters]))
    }
    if (shared) return shared.run(statement)
    if (signal)
      return runUntilAborted(stoppable, signal, async ({ runner }) =>
        rows(await runner.query(statement.sql, [...statement.parameters])),
      )
    // Its own runner: the DataSource's manager may answer with a transaction.
    const runner = dataSource.createQueryRunner('master')
    try {
      return rows(await runner.query(statement.sql, [...statement.parameters]))
    } finally {
      await runner.release()
    }
  }

  const about = { name: 'typeorm', dialect, table: eventTable(options), run, cancels: shared === undefined }
  const transact = <T>(work: (tx: TypeormTransaction) => Promise<T>) => dataSource.transaction(work)
  const afterCommit = (tx: TypeormTransaction, callback: () => void) =>
    frames.innermost(tx.queryRunner)?.afterCommit.push(callback)
  // On PostgreSQL, a pool of `pg`.
  const { master = {} } = dataSource.driver as { readonly master?: PgConnecting }

  return {
    ...(options.feed
      ? createFeedingStore({ ...about, transact, afterCommit, listenTo: createPgListener(master) })
      : createSqlStore(about)),
    references: createReferences(
      dataSource,
      options.references ?? {},
      (error) => dialect.classify(nativeError(error)) === 'poison',
    ),
    transactions: {
      exclusive: shared !== undefined,
      current: ambient.current,
      run: transact,
      beforeCommit: (tx, callback) => frames.beforeCommit(tx.queryRunner, () => callback(tx)),
      afterCommit,
      afterEnd: (tx, callback) => frames.innermost(tx.queryRunner)?.afterEnd.push(callback),
    },
  }
}

function rows(answer: unknown): readonly EventRow[] {
  return answer as readonly EventRow[]
}

/** The runner of an open transaction, which the manager would only hand a statement on to. */
function runnerOf(tx: TypeormTransaction, dataSource: LiveDataSource): TypeormQueryRunner {
  if ((tx.dataSource ?? tx.connection ?? dataSource) !== dataSource)
    throw new ValidationError({
      code: 'DAYBOOK_FOREIGN_TRANSACTION',
      message: '`tx` belongs to another DataSource than the store.',
      fix: "Pass the EntityManager that the callback of this DataSource's transaction() was given.",
    })
  if (tx.queryRunner !== undefined && !tx.queryRunner.isReleased) return tx.queryRunner
  throw notATransaction()
}

function notATransaction(): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_NOT_A_TRANSACTION',
    message: '`tx` is an EntityManager without an open transaction.',
    fix: 'Pass the one that the callback of dataSource.transaction() was given, while that callback runs.',
  })
}
