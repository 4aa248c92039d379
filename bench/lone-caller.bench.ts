import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createDaybook, type EventStore } from '@daybook/core'
import { createStatements, eventTable, mariadb, postgres, type SqlDialect, sqlite } from '@daybook/sql'
import { createMysql2Store } from '@daybook/sql/mysql2'
import { createNodeSqliteStore } from '@daybook/sql/node-sqlite'
import { createPgStore } from '@daybook/sql/pg'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { durabilityOf } from './durability.ts'
import { type Contestant, measure, pairs } from './measure.ts'
import { details, madeEvent } from './orms/made-event.ts'
import { publish } from './results.ts'

/** A bare driver on an empty events table, with the store over it. */
interface World {
  readonly dialect: SqlDialect
  log(): Promise<unknown>
  stored(): Promise<number>
  /** As its manual shows it: the statement and its values. */
  send(sql: string, values: readonly (string | number | null)[]): unknown
  /** Prepared once. */
  sendPrepared(sql: string, values: readonly (string | number | null)[]): unknown
  close(): Promise<void>
}

function daybookOver<Tx>(store: EventStore<Tx>): Pick<World, 'log' | 'stored'> {
  const daybook = createDaybook({ store })
  return {
    log: () => daybook.log('file.modified', details),
    stored: () => store.count({ conditions: [] }, Number.MAX_SAFE_INTEGER),
  }
}

const drivers: Readonly<Record<string, () => Promise<World>>> = {
  'node:sqlite': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-bench-'))
    const database = new DatabaseSync(join(folder, 'events.db'))
    database.exec('PRAGMA journal_mode = WAL')
    for (const statement of createStatements(sqlite, eventTable({}))) database.exec(statement)
    const prepared = new Map<string, ReturnType<typeof database.prepare>>()
    return {
      dialect: sqlite,
      ...daybookOver(createNodeSqliteStore(database)),
      send: (sql, values) => database.prepare(sql).all(...values),
      sendPrepared(sql, values) {
        const statement = prepared.get(sql) ?? database.prepare(sql)
        prepared.set(sql, statement)
        return statement.all(...values)
      },
      async close() {
        database.close()
        await rm(folder, { recursive: true })
      },
    }
  },
  ...(serverUrl('postgres') && {
    pg: async () => {
      const database = await freshDatabase('postgres')
      const pool = new pg.Pool({ connectionString: database.url, max: 1 })
      for (const statement of createStatements(postgres, eventTable({}))) await pool.query(statement)
      return {
        dialect: postgres,
        ...daybookOver(createPgStore(pool)),
        send: (sql, values) => pool.query(sql, [...values]),
        sendPrepared: (sql, values) => pool.query({ name: 'append', text: sql, values: [...values] }),
        async close() {
          await pool.end()
          await database.drop()
        },
      }
    },
  }),
  ...(serverUrl('mariadb') && {
    mysql2: async () => {
      const database = await freshDatabase('mariadb')
      const pool = mysql.createPool({ uri: database.url, connectionLimit: 1 })
      for (const statement of createStatements(mariadb, eventTable({}))) await pool.query(statement)
      return {
        dialect: mariadb,
        ...daybookOver(createMysql2Store(pool)),
        send: (sql, values) => pool.query(sql, [...values]),
        sendPrepared: (sql, values) => pool.execute(sql, [...values]),
        async close() {
          await pool.end()
          await database.drop()
        },
      }
    },
  }),
}

const rounds = pairs
const count = 200

describe.each(Object.entries(drivers))('one caller on %s', (driver, open) => {
  test('awaits each event', async () => {
    const { dialect, log, stored, send, sendPrepared, close } = await open()
    const one = () => dialect.append(eventTable({}), [madeEvent()])
    const repeated = (name: string, once: () => unknown): Contestant => ({
      name,
      async run(times) {
        for (let done = 0; done < times; done++) await once()
      },
    })
    const contestants = [
      repeated(`${driver}, the same insert`, () => {
        const { sql, parameters } = one()
        return send(sql, parameters)
      }),
      repeated(`${driver}, prepared`, () => {
        const { sql, parameters } = one()
        return sendPrepared(sql, parameters)
      }),
      repeated('Daybook', log),
    ]
    const rows = await measure(contestants, { count, rounds })
    const durability = await durabilityOf(dialect.name, (sql) => send(sql, []))
    const aims = { Daybook: { atLeast: 0.85 } }
    publish({
      kind: 'comparison',
      suite: 'caller',
      title: `one caller on ${driver}`,
      unit: 'events',
      durability,
      rows,
      aims,
    })
    expect(await stored()).toBe(3 * (rounds + 1) * count)
    await close()
  })
})
