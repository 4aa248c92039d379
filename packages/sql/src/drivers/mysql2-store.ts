import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventStore } from '@daybook/core'
import { mariadb } from '../dialect/mariadb.ts'
import type { SqlParameter } from '../dialect/sql-dialect.ts'
import { createSqlFeed } from '../feed/sql-feed.ts'
import type { EventRow } from '../store/event-row.ts'
import { createSqlStore, type RunStatement } from '../store/sql-store.ts'
import { nativeError } from '../store/storage-error.ts'
import { eventTable } from '../table/event-table.ts'
import { createConnectionTransactions, isEnd } from './connection-transactions.ts'
import { type DriverStoreOptions, foreignConnection, notATransaction } from './driver-store-options.ts'
import { runUntilAborted, type StoppableConnections } from './run-until-aborted.ts'

/** The connection under a `PoolConnection`: the same one however often it is taken from the pool. */
export interface Mysql2CoreConnection {
  readonly threadId?: number | null
  query(...parameters: never[]): unknown
  execute(...parameters: never[]): unknown
}

/** What the store uses of a `PoolConnection` of `mysql2/promise`. */
export interface Mysql2Connection {
  readonly connection: Mysql2CoreConnection
  query(sql: string, parameters?: unknown[]): Promise<[unknown, unknown]>
  execute(sql: string, parameters?: SqlParameter[]): Promise<[unknown, unknown]>
  release(): void
  destroy(): void
}

/** What the store uses of a `Pool` of `mysql2/promise`. */
export interface Mysql2Pool {
  query(sql: string, parameters?: unknown[]): Promise<[unknown, unknown]>
  execute(sql: string, parameters?: SqlParameter[]): Promise<[unknown, unknown]>
  getConnection(): Promise<Mysql2Connection>
  on(event: 'acquire', listener: (connection: object) => void): unknown
}

/**
 * Keeps events in MariaDB over a pool of `mysql2/promise`, which stays the app's: it is never ended here.
 *
 * `tx` is a connection of the pool on which the app has begun a transaction. What happens to that is read from the
 * statements that the app sends, savepoints included; `store.transactions.run()` begins one, commits it, and makes it
 * ambient in its callback.
 */
export function createMysql2Store(
  pool: Mysql2Pool,
  options: DriverStoreOptions = {},
): EventStore<Mysql2Connection> {
  const transactions = createConnectionTransactions<Mysql2CoreConnection>()
  const ambient = new AsyncLocalStorage<Mysql2Connection>()
  const ours = new WeakSet<object>()
  pool.on('acquire', (connection: object) => void ours.add(connection))

  const watched = new WeakSet<Mysql2CoreConnection>()
  const watch = (connection: Mysql2CoreConnection) => {
    if (watched.has(connection)) return
    watched.add(connection)
    for (const method of ['query', 'execute'] as const) {
      const send: (...parameters: never[]) => unknown = connection[method]
      const watching = (...parameters: unknown[]) => {
        const sql = sqlOf(parameters[0])
        const done = (error: unknown) => {
          // A deadlock rolls the whole transaction back, and the connection goes on without one.
          if (error && (isEnd(sql) || isDeadlock(error))) transactions.undone(connection)
          else if (!error) transactions.ran(connection, sql)
        }
        const callback = parameters.at(-1)
        if (typeof callback !== 'function') return send.apply(connection, parameters as never[])
        const told = (...answer: unknown[]) => {
          done(answer[0])
          callback(...answer)
        }
        return send.apply(connection, [...parameters.slice(0, -1), told] as never[])
      }
      Object.defineProperty(connection, method, { value: watching, configurable: true, writable: true })
    }
  }

  const assertOurs = ({ connection }: Mysql2Connection): void => {
    if (connection === undefined || !ours.has(connection)) throw foreignConnection()
  }

  const isInTransaction = async (tx: Mysql2Connection): Promise<boolean> => {
    const [rows] = await tx.query('SELECT @@in_transaction AS open')
    return Boolean((rows as readonly { readonly open: number }[])[0]?.open)
  }

  /** The connection, if it is in a transaction, which is watched from here on. */
  const joined = async (tx: Mysql2Connection): Promise<Mysql2Connection> => {
    const { connection } = tx
    if (connection !== undefined && transactions.isOpen(connection)) return tx
    assertOurs(tx)
    watch(connection)
    if (!(await isInTransaction(tx)))
      throw notATransaction('Await `connection.beginTransaction()` first, and pass it before its commit.')
    transactions.open(connection)
    return tx
  }

  /** The same at once. Where it turns out that there is no transaction, nothing has to be waited for. */
  const joinedNow = (tx: Mysql2Connection): Mysql2CoreConnection => {
    const { connection } = tx
    if (connection !== undefined && transactions.isOpen(connection)) return connection
    assertOurs(tx)
    watch(connection)
    transactions.open(connection)
    isInTransaction(tx).then(
      (isOpen) => isOpen || transactions.absent(connection),
      () => transactions.undone(connection),
    )
    return connection
  }

  const stoppable: StoppableConnections<Mysql2Connection> = {
    connect: () => pool.getConnection(),
    async stop({ connection: { threadId } }, send) {
      // From another of the pool: while none is free, statements go on.
      const other = await pool.getConnection()
      try {
        await send(() => other.query(`KILL QUERY ${Number(threadId)}`))
      } finally {
        other.release()
      }
    },
    release: (connection) => connection.release(),
  }
  const run: RunStatement<Mysql2Connection> = async ({ sql, parameters, isFixed }, tx, signal) => {
    if (tx === null && signal)
      return runUntilAborted(stoppable, signal, async (connection) =>
        rowsOf(await connection.query(sql, [...parameters])),
      )
    // Else as text: prepared, a batch is about 15 % faster, but each size of batch is another statement that every
    // connection keeps, with up to 22,000 parameters.
    const method = isFixed ? 'execute' : 'query'
    return rowsOf(await (tx === null ? pool : await joined(tx))[method](sql, [...parameters]))
  }

  const transact = async <T>(work: (tx: Mysql2Connection) => Promise<T>): Promise<T> => {
    const tx = await pool.getConnection()
    let isBroken = false
    try {
      await tx.query('START TRANSACTION')
      watch(tx.connection)
      transactions.open(tx.connection)
      const result = await ambient.run(tx, () => work(tx))
      await tx.query('COMMIT')
      return result
    } catch (error) {
      await tx.query('ROLLBACK').catch(() => {
        isBroken = true
        transactions.undone(tx.connection)
      })
      throw error
    } finally {
      if (isBroken) tx.destroy()
      else tx.release()
    }
  }

  const table = eventTable(options)
  return {
    ...createSqlStore({ name: 'mysql2', dialect: mariadb, table, cancels: true, run }),
    ...(options.feed && { feed: createSqlFeed({ dialect: mariadb, table, run, transact }) }),
    transactions: {
      exclusive: false,
      current: () => ambient.getStore(),
      run: transact,
      afterCommit: (tx, callback) => transactions.afterCommit(tx.connection, callback),
      afterEnd: (tx, callback) => transactions.afterEnd(joinedNow(tx), callback),
    },
  }
}

function rowsOf([rows]: readonly [unknown, unknown]): readonly EventRow[] {
  return rows as readonly EventRow[]
}

function isDeadlock(error: unknown): boolean {
  return nativeError(error).code === 'ER_LOCK_DEADLOCK'
}

function sqlOf(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { sql?: unknown } | undefined)?.sql
  return typeof text === 'string' ? text : ''
}
