import { createDaybook } from '@daybook/core'
import { createStatements, eventTable, mariadb } from '@daybook/sql'
import { createMysql2Store } from '@daybook/sql/mysql2'
import mysql, { type Pool } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'

// A server and a session that were set up as badly as they can be.
describe.skipIf(!serverUrl('mariadb'))('on a careless MariaDB', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let pool: Pool
  beforeAll(async () => {
    database = await freshDatabase('mariadb')
    pool = mysql.createPool({ uri: database.url, connectionLimit: 1 })
    await pool.query(`ALTER DATABASE ${database.name} CHARACTER SET latin1 COLLATE latin1_swedish_ci`)
    await pool.query("SET sql_mode = '', time_zone = '-11:00'")
    for (const statement of createStatements(mariadb, eventTable({}))) await pool.query(statement)
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  test('every text of the table is utf8mb4, and compared byte by byte, trailing spaces too', async () => {
    const [rows] = await pool.query(
      'SELECT DISTINCT character_set_name AS charset, collation_name AS collation FROM information_schema.columns ' +
        "WHERE table_schema = ? AND table_name = 'daybook_events' AND character_set_name IS NOT NULL",
      [database.name],
    )
    expect(rows).toEqual([{ charset: 'utf8mb4', collation: 'utf8mb4_nopad_bin' }])
  })

  test('what does not fit is refused, not cut, in a session without strict mode', async () => {
    const store = createMysql2Store(pool)
    const daybook = createDaybook({ store })
    const good = await daybook.log('kept', { note: '😀 ☃ é' })
    const next = (millis: number, fields: object) => {
      const id = `${good.id.slice(0, -3)}${millis.toString(16).padStart(3, '0')}`
      return { ...good, ...fields, id }
    }
    for (const refused of [{ action: 'a'.repeat(256) }, { statusCode: 70_000 }, { action: null as never }])
      await expect(store.append([next(1, {}), next(2, refused)])).rejects.toMatchObject({
        code: 'DAYBOOK_REFUSED',
        poison: true,
      })
    expect(await daybook.count()).toBe(1)
    expect(await daybook.get(good.id)).toEqual(good)
    const [mode] = await pool.query('SELECT @@sql_mode AS mode')
    expect(mode).toEqual([{ mode: '' }])
  })
})
