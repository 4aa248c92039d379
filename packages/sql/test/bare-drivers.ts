import { DatabaseSync } from 'node:sqlite'
import type { EventStore } from '@daybook/core'
import {
  createSqlStore,
  createStatements,
  type EventRow,
  eventTable,
  mariadb,
  postgres,
  type SqlDialect,
  type SqlStatement,
  sqlite,
} from '@daybook/sql'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'

/** A store over a driver, without any ORM, on an empty database of its own. */
export interface BareStore {
  readonly dialect: SqlDialect
  readonly store: EventStore
  readonly url: string
  run(sql: string, parameters?: readonly unknown[]): Promise<readonly EventRow[]>
  close(): Promise<void>
}

export type Engine = SqlDialect['name']

/** The engines of this run: SQLite always, the others where there is a server. */
export const engines: readonly Engine[] = [
  'sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

type Driver = Omit<BareStore, 'dialect' | 'store'>

/** A connection pool of a driver. */
export async function connect(engine: Exclude<Engine, 'sqlite'>, url: string): Promise<Driver> {
  if (engine === 'postgres') {
    const pool = new pg.Pool({ connectionString: url, max: 4 })
    // An idle connection that the server ends would otherwise end the process.
    pool.on('error', () => {})
    return {
      url,
      run: async (sql, parameters = []) => (await pool.query(sql, [...parameters])).rows,
      close: () => pool.end(),
    }
  }
  const pool = mysql.createPool({ uri: url, connectionLimit: 4 })
  return {
    url,
    run: async (sql, parameters = []) => (await pool.query(sql, [...parameters]))[0] as EventRow[],
    close: () => pool.end(),
  }
}

function openSqlite(): Driver {
  const database = new DatabaseSync(':memory:')
  return {
    url: ':memory:',
    run: async (sql, parameters = []) => database.prepare(sql).all(...(parameters as string[])),
    close: async () => database.close(),
  }
}

const dialects = { sqlite, postgres, mariadb }

/** The store over a driver whose table is there already. */
export function storeOver(engine: Engine, { run }: Pick<Driver, 'run'>): EventStore {
  return createSqlStore<never>({
    name: engine,
    dialect: dialects[engine],
    table: eventTable({}),
    run: ({ sql, parameters }: SqlStatement) => run(sql, parameters),
  })
}

export async function openBareStore(engine: Engine): Promise<BareStore> {
  const database = engine === 'sqlite' ? undefined : await freshDatabase(engine)
  const driver = engine === 'sqlite' ? openSqlite() : await connect(engine, database?.url ?? '')
  for (const statement of createStatements(dialects[engine], eventTable({}))) await driver.run(statement)
  return {
    ...driver,
    dialect: dialects[engine],
    store: storeOver(engine, driver),
    async close() {
      await driver.close()
      await database?.drop()
    },
  }
}

/** A connection to the same database with the rights to insert and select, and no others. */
export async function connectLimited(bare: BareStore, engine: Exclude<Engine, 'sqlite'>): Promise<Driver> {
  const role = `daybook_${Math.random().toString(36).slice(2, 10)}`
  const url = new URL(bare.url)
  const name = url.pathname.slice(1)
  const grants = {
    postgres: [
      `CREATE ROLE ${role} LOGIN PASSWORD 'x'`,
      `GRANT CONNECT ON DATABASE ${name} TO ${role}`,
      `GRANT INSERT, SELECT ON daybook_events TO ${role}`,
    ],
    mariadb: [
      `CREATE USER ${role} IDENTIFIED BY 'x'`,
      `GRANT INSERT, SELECT ON ${name}.daybook_events TO ${role}`,
    ],
  }
  const drops = { postgres: [`DROP OWNED BY ${role}`, `DROP ROLE ${role}`], mariadb: [`DROP USER ${role}`] }
  for (const grant of grants[engine]) await bare.run(grant)
  url.username = role
  url.password = 'x'
  const limited = await connect(engine, url.href)
  return {
    ...limited,
    async close() {
      await limited.close()
      for (const drop of drops[engine]) await bare.run(drop)
    },
  }
}
