import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventStore } from '@daybook/core'
import { postgres } from '../dialect/postgres.ts'
import { createSqlFeed } from '../feed/sql-feed.ts'
import { createSqlStore, type RunStatement } from '../store/sql-store.ts'
import { eventTable } from '../table/event-table.ts'
import { createConnectionTransactions, isCommit } from './connection-transactions.ts'
import { type DriverStoreOptions, foreignConnection, notATransaction } from './driver-store-options.ts'

/** What the store reads of a result of `pg`. */
export interface PgResult {
  readonly rows: Record<string, unknown>[]
  readonly command: string
}

/** What the store uses of a `PoolClient` of `pg`. */
export interface PgClient {
  query(sql: string, parameters?: unknown[]): Promise<PgResult>
  /** `I` outside a transaction. */
  getTransactionStatus(): string | null
  release(destroy?: boolean): void
}

/** What the store uses of a `Pool` of `pg`. */
export interface PgPool {
  query(sql: string, parameters?: unknown[]): Promise<PgResult>
  connect(): Promise<PgClient>
  on(event: 'acquire', listener: (client: PgClient) => void): unknown
}

/**
 * Keeps events in PostgreSQL over a pool of `pg` (8.23 and later), which stays the app's: it is never ended here.
 *
 * `tx` is a client of the pool on which the app has run `BEGIN`. What happens to its transaction is read from the
 * statements that the app sends with `client.query`, savepoints included; `store.transactions.run()` begins one, commits
 * it, and makes it ambient in its callback.
 */
export function createPgStore(pool: PgPool, options: DriverStoreOptions = {}): EventStore<PgClient> {
  const transactions = createConnectionTransactions<PgClient>()
  const ambient = new AsyncLocalStorage<PgClient>()
  const ours = new WeakSet<PgClient>()
  pool.on('acquire', (client) => void ours.add(client))

  const watched = new WeakSet<PgClient>()
  const watch = (client: PgClient) => {
    if (watched.has(client)) return
    watched.add(client)
    const query = client.query as (...parameters: unknown[]) => unknown
    const watching = (...parameters: unknown[]) => {
      const sql = sqlOf(parameters[0])
      const done = (error: unknown, result?: PgResult) => {
        // After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error.
        if (isCommit(sql) && (error || result?.command === 'ROLLBACK')) transactions.undone(client)
        else if (!error) transactions.ran(client, sql)
      }
      const callback = parameters.at(-1)
      if (typeof callback === 'function')
        return query.call(client, ...parameters.slice(0, -1), (error: unknown, result: PgResult) => {
          done(error, result)
          callback(error, result)
        })
      const answer = query.apply(client, parameters)
      if (answer instanceof Promise) answer.then((result: PgResult) => done(undefined, result), done)
      return answer
    }
    Object.defineProperty(client, 'query', { value: watching, configurable: true, writable: true })
  }

  /** The client, if it is in a transaction, which is watched from here on. */
  const joined = (client: PgClient): PgClient => {
    if (transactions.isOpen(client)) return client
    if (!ours.has(client)) throw foreignConnection()
    if (client.getTransactionStatus() === 'I')
      throw notATransaction("Await `client.query('BEGIN')` first, and pass the client before its COMMIT.")
    watch(client)
    transactions.open(client)
    return client
  }

  const run: RunStatement<PgClient> = async ({ sql, parameters }, tx) =>
    (await (tx === null ? pool : joined(tx)).query(sql, [...parameters])).rows

  const transact = async <T>(work: (tx: PgClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let isBroken = false
    try {
      await client.query('BEGIN')
      joined(client)
      const result = await ambient.run(client, () => work(client))
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        isBroken = true
        transactions.undone(client)
      })
      throw error
    } finally {
      client.release(isBroken)
    }
  }

  const table = eventTable(options)
  return {
    ...createSqlStore({ name: 'pg', dialect: postgres, table, run }),
    ...(options.feed && { feed: createSqlFeed({ dialect: postgres, table, run, transact }) }),
    transactions: {
      exclusive: false,
      current: () => ambient.getStore(),
      run: transact,
      afterCommit: (tx, callback) => transactions.afterCommit(tx, callback),
      afterEnd: (tx, callback) => transactions.afterEnd(tx, callback),
    },
  }
}

function sqlOf(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { text?: unknown } | undefined)?.text
  return typeof text === 'string' ? text : ''
}
