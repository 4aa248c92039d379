import Database from 'better-sqlite3'
import mysql from 'mysql2/promise'
import pg from 'pg'
import type { BareDriver, Engine } from './orm-bench.ts'

/** better-sqlite3, pg and mysql2, at their best: one connection, and SQLite's statements prepared once. */
export async function openBareDriver(engine: Engine, url: string): Promise<BareDriver> {
  if (engine === 'sqlite') {
    const database = new Database(url)
    database.pragma('journal_mode = WAL')
    const statements = new Map<string, Database.Statement>()
    return {
      name: 'better-sqlite3',
      async run({ sql, parameters }) {
        const statement = statements.get(sql) ?? database.prepare(sql)
        statements.set(sql, statement)
        return statement.reader ? statement.all(...parameters) : statement.run(...parameters)
      },
      close: async () => void database.close(),
    }
  }
  if (engine === 'postgres') {
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    return {
      name: 'pg',
      run: ({ sql, parameters }) => pool.query(sql, [...parameters]),
      prepared: ({ sql, parameters }) =>
        pool.query({ name: `${sql.length}`, text: sql, values: [...parameters] }),
      close: () => pool.end(),
    }
  }
  const pool = mysql.createPool({ uri: url, connectionLimit: 1 })
  return {
    name: 'mysql2',
    run: ({ sql, parameters }) => pool.query(sql, [...parameters]),
    prepared: ({ sql, parameters }) => pool.execute(sql, [...parameters]),
    close: () => pool.end(),
  }
}
