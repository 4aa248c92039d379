import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventStore } from '@daybook/core'
import { mariadb } from '../dialect/mariadb.ts'
import type { SqlParameter } from '../dialect/sql-dialect.ts'
import { createSqlFeed } from '../feed/sql-feed.ts'
import { createSqlStore, type RunStatement } from '../store/sql-store.ts'
import { nativeError } from '../store/storage-error.ts'
import { eventTable } from '../table/event-table.ts'
import { createConnectionTransactions, isCommit } from './connection-transactions.ts'
import { type DriverStoreOptions, foreignConnection, notATransaction } from './driver-store-options.ts'

/** The connection under a `PoolConnection`: the same one however often it is taken from the pool. */
export interface Mysql2CoreConnection {
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
          if (error && (isCommit(sql) || isDeadlock(error))) transactions.undone(connection)
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

  /** The connection, if it is in a transaction, which is watched from here on. */
  const joined = async (tx: Mysql2Connection): Promise<Mysql2Connection> => {
    const { connection } = tx
    if (connection !== undefined && transactions.isOpen(connection)) return tx
    if (connection === undefined || !ours.has(connection)) throw foreignConnection()
    watch(connection)
    const [rows] = await tx.query('SELECT @@in_transaction AS open')
    if (!(rows as readonly { readonly open: number }[])[0]?.open)
      throw notATransaction('Await `connection.beginTransaction()` first, and pass it before its commit.')
    transactions.open(connection)
    return tx
  }

  const run: RunStatement<Mysql2Connection> = async ({ sql, parameters, isFixed }, tx) => {
    // Else as text: prepared, a batch is about 15 % faster, but each size of batch is another statement that every
    // connection keeps, with up to 22,000 parameters.
    const method = isFixed ? 'execute' : 'query'
    const [rows] = await (tx === null ? pool : await joined(tx))[method](sql, [...parameters])
    return rows as readonly Record<string, unknown>[]
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
    ...createSqlStore({ name: 'mysql2', dialect: mariadb, table, run }),
    ...(options.feed && { feed: createSqlFeed({ dialect: mariadb, table, run, transact }) }),
    transactions: {
      exclusive: false,
      current: () => ambient.getStore(),
      run: transact,
      afterCommit: (tx, callback) => transactions.afterCommit(tx.connection, callback),
      afterEnd: (tx, callback) => transactions.afterEnd(tx.connection, callback),
    },
  }
}

function isDeadlock(error: unknown): boolean {
  return nativeError(error).code === 'ER_LOCK_DEADLOCK'
}

function sqlOf(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { sql?: unknown } | undefined)?.sql
  return typeof text === 'string' ? text : ''
}
