import { postgres } from '@daybook/sql'
import { createPgStore } from '@daybook/sql/pg'
import type pg from 'pg'
import type { Connection, Runner } from './connection.ts'
import { importDriver } from './drivers.ts'

/** A pool of `pg`. */
export async function openPostgres(url: string, cwd: string): Promise<Connection> {
  const { default: driver } = await importDriver<{ default: typeof pg }>('pg', cwd)
  const pool = new driver.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: 10_000,
    application_name: 'daybook',
  })
  // An idle connection that the server ends: the next query says what is wrong.
  pool.on('error', () => {})
  const runnerOf = (client: Pick<pg.Pool, 'query'> | pg.PoolClient): Runner => ({
    run: async ({ sql, parameters }) => (await client.query(sql, [...parameters])).rows,
  })
  return {
    ...runnerOf(pool),
    dialect: postgres,
    async version() {
      const { rows } = await pool.query<{ server_version: string }>('SHOW server_version')
      return `PostgreSQL ${rows[0]?.server_version.split(' ')[0]}`
    },
    openStore: (options) => createPgStore(pool, options),
    async rehearse(work) {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        return await work(runnerOf(client))
      } finally {
        const broken = await client.query('ROLLBACK').then(
          () => false,
          () => true,
        )
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}
