import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import type { EventStore } from '@daybook/core'
import { postgres } from '../dialect/postgres.ts'
import type { SqlStatement } from '../dialect/sql-dialect.ts'
import { createFeedingStore } from '../feed/feeding-store.ts'
import { createPgListener, type PgConnecting } from '../feed/pg-listener.ts'
import { createSqlStore, type RunStatement } from '../store/sql-store.ts'
import { nativeError } from '../store/storage-error.ts'
import { eventTable } from '../table/event-table.ts'
import { createConnectionTransactions, isEnd } from './connection-transactions.ts'
import { type DriverStoreOptions, foreignConnection, notATransaction } from './driver-store-options.ts'
import { cancelPgStatement, type PgBackendKey } from './pg-cancel.ts'
import { runUntilAborted, type StoppableConnections } from './run-until-aborted.ts'

/** What the store reads of a result of `pg`. */
export interface PgResult {
  readonly rows: Record<string, unknown>[]
  readonly command: string
}

/** A statement that `pg` prepares under its name, once for each connection. */
export interface PgNamedQuery {
  readonly name: string
  readonly text: string
  readonly values: unknown[]
}

/** What the store uses of a `PoolClient` of `pg`. */
export interface PgClient extends PgBackendKey {
  query(sql: string, parameters?: unknown[]): Promise<PgResult>
  /** `I` outside a transaction. */
  getTransactionStatus(): string | null
  release(destroy?: boolean): void
}

/** What the store uses of a `Pool` of `pg`. */
export interface PgPool extends PgConnecting {
  query(sql: string, parameters?: unknown[]): Promise<PgResult>
  query(query: PgNamedQuery): Promise<PgResult>
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
        if (isEnd(sql) && (error || result?.command === 'ROLLBACK')) transactions.undone(client)
        else if (!error) transactions.ran(client, sql)
      }
      const callback = parameters.at(-1)
      if (typeof callback === 'function')
        return query.call(client, ...parameters.slice(0, -1), (error: unknown, result: PgResult) => {
          done(error, result)
          callback(error, result)
        })
      const answer = query.apply(client, parameters)
      if (!(answer instanceof Promise)) return answer
      // Not beside it: whoever awaits a COMMIT goes on when those who wait for it have been called.
      return answer.then(
        (result: PgResult) => {
          done(undefined, result)
          return result
        },
        (error) => {
          done(error)
          throw error
        },
      )
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

  const queryPool = createPreparingQuery(pool)
  const stoppable: StoppableConnections<PgClient> = {
    connect: () => pool.connect(),
    stop: (client, send) => send(() => cancelPgStatement(pool, client)),
    release: (client, failure) => client.release(failure !== undefined),
  }
  const run: RunStatement<PgClient> = async (statement, tx, signal) => {
    const { sql, parameters } = statement
    if (tx === null && signal)
      return runUntilAborted(
        stoppable,
        signal,
        async (client) => (await client.query(sql, [...parameters])).rows,
      )
    return (await (tx === null ? queryPool(statement) : joined(tx).query(sql, [...parameters]))).rows
  }

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

  const about = { name: 'pg', dialect: postgres, table: eventTable(options), cancels: true, run }
  const { afterCommit } = transactions
  return {
    ...(options.feed
      ? createFeedingStore({ ...about, transact, afterCommit, listenTo: createPgListener(pool) })
      : createSqlStore(about)),
    transactions: {
      exclusive: false,
      current: () => ambient.getStore(),
      run: transact,
      afterCommit,
      afterEnd: (tx, callback) => transactions.afterEnd(joined(tx), callback),
    },
  }
}

// A pooler in front handed out another connection than the one on which the name was prepared, or will be.
const unknownName = '26000'
const takenName = '42P05'

/**
 * Sends fixed statements under names, which saves planning them each time, until a pooler in front that knows nothing of
 * names says so: nothing ran then, and everything goes without names from there on. Only outside of transactions, which
 * such an error would end.
 */
function createPreparingQuery(pool: PgPool): (statement: SqlStatement) => Promise<PgResult> {
  let prepares = true
  const names = new Map<string, string>()
  /** Of the text alone, so that two apps behind one pooler mean the same by a name. */
  const nameOf = (sql: string): string => {
    const name = names.get(sql) ?? `daybook_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`
    names.set(sql, name)
    return name
  }
  return async ({ sql, parameters, isFixed }) => {
    if (isFixed && prepares)
      try {
        return await pool.query({ name: nameOf(sql), text: sql, values: [...parameters] })
      } catch (error) {
        const { code } = nativeError(error)
        if (code !== unknownName && code !== takenName) throw error
        prepares = false
      }
    return pool.query(sql, [...parameters])
  }
}

function sqlOf(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { text?: unknown } | undefined)?.text
  return typeof text === 'string' ? text : ''
}
