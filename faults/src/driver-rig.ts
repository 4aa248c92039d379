import { DatabaseSync } from 'node:sqlite'
import { createDaybook, type EventStore } from '@daybook/core'
import { createFeedStatements, createStatements, eventTable, mariadb, postgres, sqlite } from '@daybook/sql'
import { createMysql2Store } from '@daybook/sql/mysql2'
import { createNodeSqliteStore } from '@daybook/sql/node-sqlite'
import { createPgStore } from '@daybook/sql/pg'
import mysql from 'mysql2/promise'
import pg from 'pg'
import type { FaultRig, FaultRigOptions, OpenFaultRig } from '../../scripts/test-faults.mjs'

type Rows = readonly Record<string, unknown>[]

/** A driver without an ORM. SQLite has no transactions here: its store never joins one. */
export const openFaultRig: OpenFaultRig<unknown> = async ({ engine, url }: FaultRigOptions) => {
  if (engine === 'postgres') return openPostgres(url)
  if (engine === 'mariadb') return openMariadb(url)
  return openSqlite(url)
}

/** The statements that make the tables, the feed's too. */
export function tableStatements(engine: FaultRigOptions['engine']): readonly string[] {
  const dialect = { postgres, mariadb, sqlite }[engine]
  return createStatements(dialect, eventTable({}))
}

export function feedStatements(engine: FaultRigOptions['engine']): readonly string[] {
  return createFeedStatements({ postgres, mariadb, sqlite }[engine], eventTable({}))
}

async function openPostgres(url: string): Promise<FaultRig<unknown>> {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  // An idle connection that the server ends would otherwise end the process.
  pool.on('error', () => {})
  // Nor one in use, before whoever has it listens.
  pool.on('connect', (client) => client.on('error', () => {}))
  const store = createPgStore(pool) as EventStore<unknown>
  const query = async (sql: string, tx: unknown = pool): Promise<Rows> =>
    (await (tx as pg.Pool).query(sql)).rows as Rows
  return {
    store,
    daybook: createDaybook({ store }),
    query,
    migrate: async () => {
      for (const statement of tableStatements('postgres')) await pool.query(statement)
    },
    async transaction(work) {
      const client = await pool.connect()
      return inTransaction(
        (sql) => client.query(sql),
        () => work(client),
      ).finally(() => client.release(true))
    },
    nested: savepoint(query),
    close: () => pool.end(),
  }
}

async function openMariadb(url: string): Promise<FaultRig<unknown>> {
  const pool = mysql.createPool({ uri: url, connectionLimit: 4 })
  const store = createMysql2Store(pool) as EventStore<unknown>
  const query = async (sql: string, tx: unknown = pool): Promise<Rows> =>
    (await (tx as mysql.Pool).query(sql))[0] as unknown as Rows
  return {
    store,
    daybook: createDaybook({ store }),
    query,
    migrate: async () => {
      for (const statement of tableStatements('mariadb')) await pool.query(statement)
    },
    async transaction(work) {
      const connection = await pool.getConnection()
      return inTransaction(
        (sql) => connection.query(sql),
        () => work(connection),
      ).finally(() => connection.destroy())
    },
    nested: savepoint(query),
    close: () => pool.end(),
  }
}

function openSqlite(url: string): FaultRig<unknown> {
  const database = new DatabaseSync(url, { timeout: 5_000 })
  const store = createNodeSqliteStore(database) as unknown as EventStore<unknown>
  const query = async (sql: string): Promise<Rows> => database.prepare(sql).all()
  return {
    store,
    daybook: createDaybook({ store }),
    query,
    migrate: async () => {
      for (const statement of tableStatements('sqlite')) database.exec(statement)
    },
    transaction: () => Promise.reject(new Error('the store over node:sqlite joins no transaction')),
    nested: savepoint(query),
    close: async () => database.close(),
  }
}

async function inTransaction<T>(send: (sql: string) => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  await send('BEGIN')
  try {
    const result = await work()
    await send('COMMIT')
    return result
  } catch (error) {
    await send('ROLLBACK').catch(() => {})
    throw error
  }
}

function savepoint(send: (sql: string, tx?: unknown) => Promise<unknown>): FaultRig<unknown>['nested'] {
  return async (tx, work) => {
    await send('SAVEPOINT fault', tx)
    try {
      const result = await work(tx)
      await send('RELEASE SAVEPOINT fault', tx)
      return result
    } catch (error) {
      await send('ROLLBACK TO SAVEPOINT fault', tx)
      throw error
    }
  }
}
