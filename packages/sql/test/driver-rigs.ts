import { DatabaseSync } from 'node:sqlite'
import type { EventStore } from '@daybook/core'
import {
  createFeedStatements,
  createStatements,
  eventTable,
  mariadb,
  postgres,
  type SqlDialect,
  sqlite,
} from '@daybook/sql'
import { createMysql2Store, type Mysql2Connection } from '@daybook/sql/mysql2'
import { createNodeSqliteStore } from '@daybook/sql/node-sqlite'
import { createPgStore, type PgClient } from '@daybook/sql/pg'
import type { StoreRig } from '@daybook/store-kit'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { emptyStatements } from '../../../scripts/test-feed.mjs'
import { freshDatabase } from '../../../scripts/test-servers.mjs'
import { stallEvents } from '../../../scripts/test-stall.mjs'
import type { Engine } from './bare-drivers.ts'

/** The store over a driver, on a database of its own. */
export interface DriverWorld<Tx> {
  readonly rig: Omit<StoreRig<Tx>, 'close'> & { readonly store: EventStore<Tx> }
  empty(): Promise<void>
  close(): Promise<void>
}

/** Opens the world of an engine's driver. */
export const openDriverWorld = {
  async postgres(): Promise<DriverWorld<PgClient>> {
    const database = await freshDatabase('postgres')
    const pool = new pg.Pool({ connectionString: database.url, max: 6 })
    for (const statement of tableAndFeed(postgres)) await pool.query(statement)
    return {
      rig: {
        store: createPgStore(pool, { feed: true }),
        ...savepointsBy<PgClient>((client, sql) => client.query(sql)),
        async begin() {
          const client = await pool.connect()
          await client.query('BEGIN')
          const end = async (sql: string) => {
            await client.query(sql)
            client.release()
          }
          return { tx: client, commit: () => end('COMMIT'), rollback: () => end('ROLLBACK') }
        },
        stall: () => stallEvents('postgres', database.url),
        breakTransaction: async (client) => void (await client.query('SELECT 1 / 0').catch(() => undefined)),
      },
      async empty() {
        for (const statement of emptyStatements) await pool.query(statement)
      },
      async close() {
        await pool.end()
        await database.drop()
      },
    }
  },

  async mariadb(): Promise<DriverWorld<Mysql2Connection>> {
    const database = await freshDatabase('mariadb')
    const pool = mysql.createPool({ uri: database.url, connectionLimit: 6 })
    for (const statement of tableAndFeed(mariadb)) await pool.query(statement)
    return {
      rig: {
        store: createMysql2Store(pool, { feed: true }),
        ...savepointsBy<Mysql2Connection>((connection, sql) => connection.query(sql)),
        async begin() {
          const connection = await pool.getConnection()
          await connection.beginTransaction()
          const end = async (method: 'commit' | 'rollback') => {
            await connection[method]()
            connection.release()
          }
          return { tx: connection, commit: () => end('commit'), rollback: () => end('rollback') }
        },
        stall: () => stallEvents('mariadb', database.url),
        breakTransaction: async (connection) =>
          void (await connection.query('SELECT nothing').catch(() => undefined)),
      },
      async empty() {
        for (const statement of emptyStatements) await pool.query(statement)
      },
      async close() {
        await pool.end()
        await database.drop()
      },
    }
  },

  async sqlite(): Promise<DriverWorld<never>> {
    const database = new DatabaseSync(':memory:')
    for (const statement of tableAndFeed(sqlite)) database.exec(statement)
    return {
      rig: { store: createNodeSqliteStore(database, { feed: true }) },
      async empty() {
        for (const statement of emptyStatements) database.exec(statement)
      },
      close: async () => database.close(),
    }
  },
} satisfies Record<Engine, () => Promise<unknown>>

const tableAndFeed = (dialect: SqlDialect) => [
  ...createStatements(dialect, eventTable({})),
  ...createFeedStatements(dialect, eventTable({})),
]

function savepointsBy<Tx>(
  send: (tx: Tx, sql: string) => Promise<unknown>,
): Pick<Required<StoreRig<Tx>>, 'nested'> {
  let made = 0
  return {
    async nested(tx, work) {
      const name = `point_${made++}`
      await send(tx, `SAVEPOINT ${name}`)
      try {
        const result = await work(tx)
        await send(tx, `RELEASE SAVEPOINT ${name}`)
        return result
      } catch (error) {
        await send(tx, `ROLLBACK TO SAVEPOINT ${name}`)
        throw error
      }
    },
  }
}
