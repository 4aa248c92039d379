import { DatabaseSync } from 'node:sqlite'
import type { EventStore } from '@daybook/core'
import { createSqlStore, eventTable, mariadb, postgres, type SqlDialect, sqlite } from '@daybook/sql'
import mysql from 'mysql2/promise'
import pg from 'pg'

/** A database of any size, by its driver. */
export interface BenchDatabase {
  readonly dialect: SqlDialect
  readonly store: EventStore
  run(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

type Driver = Pick<BenchDatabase, 'dialect' | 'run' | 'close'>

/** Opens the database of a URL: `postgres://…`, `mysql://…`, or `sqlite:` and a path. */
export function openBenchDatabase(url: string): BenchDatabase {
  const driver = openDriver(url)
  const { dialect, run } = driver
  const store = createSqlStore<never>({
    name: dialect.name,
    dialect,
    table: eventTable({}),
    run: ({ sql, parameters }) => run(sql, parameters),
  })
  return { ...driver, store }
}

function openDriver(url: string): Driver {
  if (url.startsWith('postgres:')) {
    const pool = new pg.Pool({ connectionString: url, max: 8 })
    return {
      dialect: postgres,
      run: async (sql, parameters = []) => (await pool.query(sql, [...parameters])).rows,
      close: () => pool.end(),
    }
  }
  if (url.startsWith('mysql:')) {
    const pool = mysql.createPool({ uri: url, connectionLimit: 8 })
    return {
      dialect: mariadb,
      run: async (sql, parameters = []) =>
        (await pool.query(sql, [...parameters]))[0] as Record<string, unknown>[],
      close: () => pool.end(),
    }
  }
  const database = new DatabaseSync(url.slice('sqlite:'.length))
  database.exec('PRAGMA journal_mode = WAL')
  return {
    dialect: sqlite,
    run: async (sql, parameters = []) =>
      database.prepare(sql).all(...(parameters as string[])) as Record<string, unknown>[],
    close: async () => database.close(),
  }
}
