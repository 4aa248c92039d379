import { mariadb } from '@daybook/sql'
import { createMysql2Store } from '@daybook/sql/mysql2'
import type mysql from 'mysql2/promise'
import type { Connection, Row, Runner } from './connection.ts'
import { importDriver } from './drivers.ts'

/** A pool of `mysql2`. */
export async function openMariadb(url: string, cwd: string): Promise<Connection> {
  const { default: driver } = await importDriver<{ default: typeof mysql }>('mysql2/promise', cwd)
  const pool = driver.createPool({ uri: url, connectionLimit: 4, connectTimeout: 10_000 })
  const runnerOf = (client: Pick<mysql.Pool, 'query'> | mysql.PoolConnection): Runner => ({
    run: async ({ sql, parameters }) =>
      (await client.query(sql, [...parameters]))[0] as unknown as readonly Row[],
  })
  return {
    ...runnerOf(pool),
    dialect: mariadb,
    async version() {
      const [row] = await runnerOf(pool).run({ sql: 'SELECT version() AS version', parameters: [] })
      const version = String(row?.version)
      return /mariadb/i.test(version) ? `MariaDB ${version.split('-')[0]}` : `MySQL ${version}`
    },
    openStore: (options) => createMysql2Store(pool, options),
    async rehearse(work) {
      const connection = await pool.getConnection()
      try {
        await connection.beginTransaction()
        return await work(runnerOf(connection))
      } finally {
        await connection.rollback().then(
          () => connection.release(),
          () => connection.destroy(),
        )
      }
    },
    close: () => pool.end(),
  }
}
