import { DatabaseSync } from 'node:sqlite'
import { createDaybook } from '@daybook/core'
import { createStatements, eventTable, mariadb, postgres, sqlite } from '@daybook/sql'
import { createMysql2Store } from '@daybook/sql/mysql2'
import { createNodeSqliteStore } from '@daybook/sql/node-sqlite'
import { createPgStore } from '@daybook/sql/pg'
import mysql, { type Pool } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'

describe.skipIf(!serverUrl('postgres'))('pg', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let pool: pg.Pool
  beforeAll(async () => {
    database = await freshDatabase('postgres')
    pool = new pg.Pool({ connectionString: database.url, max: 4 })
    for (const statement of createStatements(postgres, eventTable({}))) await pool.query(statement)
    await pool.query('CREATE TABLE parent (id int PRIMARY KEY)')
    await pool.query('CREATE TABLE child (parent int REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)')
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  /** What is announced of one transaction on a client, whose statements are sent as an app sends them. */
  async function announced(
    work: (client: pg.PoolClient, log: (action: string) => Promise<unknown>) => Promise<void>,
  ) {
    const daybook = createDaybook({ store: createPgStore(pool) })
    const heard: string[] = []
    daybook.on('eventLogged', ({ action }) => void heard.push(action))
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      await work(client, (action) => daybook.log(action, { tx: client }))
    } finally {
      client.release()
    }
    await daybook.log('last')
    await vi.waitFor(() => expect(heard).toContain('last'))
    const stored = await pool.query("SELECT action FROM daybook_events WHERE action <> 'last' ORDER BY id")
    await pool.query('DELETE FROM daybook_events')
    return {
      heard: heard.filter((action) => action !== 'last'),
      stored: stored.rows.map(({ action }) => action),
    }
  }

  test('a savepoint from before the first event takes the events with it', async () => {
    const outcome = await announced(async (client, log) => {
      await client.query('SAVEPOINT before')
      await log('dropped')
      await client.query('ROLLBACK TO before')
      await log('kept')
      await client.query('COMMIT')
    })
    expect(outcome).toEqual({ heard: ['kept'], stored: ['kept'] })
  })

  test('savepoints of one name hide each other, and statements may have callbacks', async () => {
    const outcome = await announced(async (client, log) => {
      await log('first')
      await client.query('SAVEPOINT a')
      await log('second')
      await client.query({ text: 'savepoint A' })
      await log('dropped')
      await client.query('ROLLBACK TO SAVEPOINT "a"')
      await client.query('RELEASE a')
      await log('third')
      await new Promise((resolve) => client.query('COMMIT', resolve))
    })
    expect(outcome).toEqual({ heard: ['first', 'second', 'third'], stored: ['first', 'second', 'third'] })
  })

  test('a COMMIT that fails, or that PostgreSQL answers with ROLLBACK, announces nothing', async () => {
    const failing = await announced(async (client, log) => {
      await log('lost')
      await client.query('INSERT INTO child VALUES (1)')
      await expect(client.query('COMMIT')).rejects.toMatchObject({ code: '23503' })
    })
    const answered = await announced(async (client, log) => {
      await log('lost')
      await client.query('SELECT 1 / 0').catch(() => undefined)
      await client.query('COMMIT')
    })
    expect([failing, answered]).toEqual([
      { heard: [], stored: [] },
      { heard: [], stored: [] },
    ])
  })

  test('a deferred event alone in a transaction waits for its commit, and is gone with a rollback', async () => {
    const daybook = createDaybook({ store: createPgStore(pool) })
    const client = await pool.connect()
    for (const end of ['ROLLBACK', 'COMMIT']) {
      await client.query('BEGIN')
      daybook.defer('deferred', { data: { end }, tx: client })
      await daybook.flush()
      expect(await daybook.count({ action: 'deferred' })).toBe(0)
      await client.query(end)
    }
    expect(() => daybook.defer('refused', { tx: client })).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_NOT_A_TRANSACTION' }),
    )
    client.release()
    await daybook.flush()
    const { events } = await daybook.find({ action: ['deferred', 'refused'] })
    expect(events.map(({ data }) => data)).toEqual([{ end: 'COMMIT' }])
    expect(daybook.health().queue.events).toBe(0)
    await pool.query('DELETE FROM daybook_events')
  })

  test('a deferred event of a connection that was lost takes no room for ever', async () => {
    const daybook = createDaybook({ store: createPgStore(pool) })
    const client = await pool.connect()
    client.on('error', () => {})
    await client.query('BEGIN')
    daybook.defer('lost', { tx: client })
    await expect(client.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toThrow()
    await expect(client.query('ROLLBACK')).rejects.toThrow()
    client.release(true)
    await vi.waitFor(() => expect(daybook.health().queue.events).toBe(0))
    expect(await daybook.count({ action: 'lost' })).toBe(0)
  })

  test('a client that is in no transaction is refused', async () => {
    const daybook = createDaybook({ store: createPgStore(pool) })
    const client = await pool.connect()
    const refused = daybook.log('x', { tx: client })
    await expect(refused).rejects.toMatchObject({ code: 'DAYBOOK_NOT_A_TRANSACTION' })
    client.release()
    expect(await daybook.count()).toBe(0)
  })

  /** A connection of its own, with what PostgreSQL keeps prepared there. */
  async function openConnection() {
    const connection = new pg.Pool({ connectionString: database.url, max: 1 })
    return {
      daybook: createDaybook({ store: createPgStore(connection) }),
      send: (sql: string) => connection.query(sql),
      prepared: async () =>
        (await connection.query<{ name: string }>('SELECT name FROM pg_prepared_statements')).rows.map(
          ({ name }) => name,
        ),
      [Symbol.asyncDispose]: () => connection.end(),
    }
  }

  test('the insert is prepared once', async () => {
    await using connection = await openConnection()
    await connection.daybook.log('first')
    await connection.daybook.log('second')
    expect(await connection.prepared()).toEqual([expect.stringMatching(/^daybook_[0-9a-f]{32}$/)])
  })

  test('behind a pooler that forgets what was prepared, or has it from another app, nothing is', async () => {
    await using connection = await openConnection()
    await connection.daybook.log('stored')
    const [name] = await connection.prepared()
    await connection.send('DEALLOCATE ALL')
    await connection.daybook.log('stored')
    await connection.daybook.log('stored')
    expect(await connection.prepared()).toEqual([])

    await using other = await openConnection()
    await other.send(`PREPARE "${name}" AS SELECT 1`)
    await other.daybook.log('stored')
    await other.daybook.log('stored')
    expect(await other.prepared()).toEqual([])
    expect(await other.daybook.count({ action: 'stored' })).toBe(5)
  })
})

describe.skipIf(!serverUrl('mariadb'))('mysql2', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let pool: Pool
  beforeAll(async () => {
    database = await freshDatabase('mariadb')
    pool = mysql.createPool({ uri: database.url, connectionLimit: 4 })
    for (const statement of createStatements(mariadb, eventTable({}))) await pool.query(statement)
    await pool.query('CREATE TABLE account (id int PRIMARY KEY, amount int NOT NULL)')
    await pool.query('INSERT INTO account VALUES (1, 0), (2, 0)')
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  test('a deadlock drops what the victim had logged, though it commits', async () => {
    const daybook = createDaybook({ store: createMysql2Store(pool) })
    const heard: string[] = []
    daybook.on('eventLogged', ({ action }) => void heard.push(action))
    const update = 'UPDATE account SET amount = amount + 1 WHERE id = ?'
    const [a, b] = [await pool.getConnection(), await pool.getConnection()]
    for (const [connection, id, action] of [
      [a, 1, 'by a'],
      [b, 2, 'by b'],
    ] as const) {
      await connection.beginTransaction()
      await daybook.log(action, { tx: connection })
      await connection.query(update, [id])
    }
    const crossed = await Promise.allSettled([a.query(update, [2]), b.query(update, [1])])
    expect(crossed.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    for (const connection of [a, b]) {
      await connection.commit()
      connection.release()
    }
    const winner = crossed[0].status === 'fulfilled' ? 'by a' : 'by b'
    await daybook.log('last')
    await vi.waitFor(() => expect(heard).toEqual([winner, 'last']))
    expect((await daybook.find({ order: 'oldest' })).events.map(({ action }) => action)).toEqual([
      winner,
      'last',
    ])
  })

  test('a deferred event alone in a transaction waits for its commit, and is gone with a rollback', async () => {
    const daybook = createDaybook({ store: createMysql2Store(pool) })
    const connection = await pool.getConnection()
    for (const end of ['rollback', 'commit'] as const) {
      await connection.beginTransaction()
      daybook.defer('deferred', { data: { end }, tx: connection })
      await daybook.flush()
      expect(await daybook.count({ action: 'deferred' })).toBe(0)
      await connection[end]()
    }
    // What no transaction holds back is stored at once.
    daybook.defer('deferred', { data: { end: 'none' }, tx: connection })
    await vi.waitFor(async () => {
      await daybook.flush()
      expect(daybook.health().queue.events).toBe(0)
    })
    connection.release()
    const { events } = await daybook.find({ action: 'deferred', order: 'oldest' })
    expect(events.map(({ data }) => data)).toEqual([{ end: 'commit' }, { end: 'none' }])
    await pool.query('DELETE FROM daybook_events')
  })

  test('a connection that is in no transaction is refused', async () => {
    const daybook = createDaybook({ store: createMysql2Store(pool) })
    const connection = await pool.getConnection()
    const refused = daybook.log('refused', { tx: connection })
    await expect(refused).rejects.toMatchObject({ code: 'DAYBOOK_NOT_A_TRANSACTION' })
    connection.release()
    expect(await daybook.count({ action: 'refused' })).toBe(0)
  })
})

test('node:sqlite: an event never joins a transaction of the app unasked', async () => {
  const database = new DatabaseSync(':memory:')
  for (const statement of createStatements(sqlite, eventTable({}))) database.exec(statement)
  const store = createNodeSqliteStore(database)
  const daybook = createDaybook({ store })
  const { recordedAt: _, ...event } = await daybook.log('before')
  database.exec('BEGIN')
  await expect(store.append([{ ...event, recordedAt: null }])).rejects.toMatchObject({
    code: 'DAYBOOK_CONNECTION_BUSY',
    retryable: true,
  })
  database.exec('ROLLBACK')
  await daybook.log('after')
  expect(await daybook.count()).toBe(2)
  database.close()
})
