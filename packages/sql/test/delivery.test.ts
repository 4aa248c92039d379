import { createDaybook, type Daybook, type DaybookEvent, type DeliveryOptions } from '@daybook/core'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { type BareStore, connect, openBareStore, storeOver } from './bare-drivers.ts'

describe.skipIf(!serverUrl('postgres'))('on PostgreSQL', () => {
  let bare: BareStore
  beforeAll(async () => {
    bare = await openBareStore('postgres')
  })
  afterAll(() => bare.close())

  const cleanUps: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  /** A connection of the test's own, past every proxy. */
  async function openClient(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: bare.url })
    await client.connect()
    cleanUps.push(() => client.end())
    return client
  }

  function openDaybook(store = bare.store, delivery: DeliveryOptions = {}) {
    const daybook = createDaybook({ store, delivery })
    const logged: DaybookEvent[] = []
    daybook.on('eventLogged', (event) => logged.push(event))
    return { daybook, logged }
  }

  /** A daybook whose connections go through a proxy. */
  async function openProxied(delivery: DeliveryOptions) {
    const proxy = await openFaultProxy(bare.url)
    const driver = await connect('postgres', proxy.url)
    cleanUps.push(proxy.close, driver.close)
    return { proxy, ...openDaybook(storeOver('postgres', driver), delivery) }
  }

  const idsOf = async (daybook: Daybook, action: string) => {
    const ids: string[] = []
    for await (const { id } of daybook.stream({ action })) ids.push(id)
    return ids.sort()
  }

  test('X2: ids that an open transaction holds keep no other caller waiting', async () => {
    const client = await openClient()
    const occurredAt = new Date()
    const held = ['a', 'b', 'c'].map((idempotencyKey) => ({ occurredAt, idempotencyKey, data: { n: 1 } }))
    await client.query('BEGIN')
    const run = async (sql: string, parameters: readonly unknown[] = []) =>
      (await client.query(sql, [...parameters])).rows
    const holder = createDaybook({ store: storeOver('postgres', { run }) })
    const first: DaybookEvent[] = []
    for (const details of held) first.push(await holder.log('x2', details))

    const { daybook } = openDaybook()
    let answered = false
    const second = held.map((details) =>
      daybook.log('x2', details).finally(() => {
        answered = true
      }),
    )
    const others = await Promise.all(
      Array.from({ length: 63 }, (_, index) => daybook.log('x2.other', { data: { index } })),
    )
    expect(others.every(({ recordedAt }) => recordedAt !== null)).toBe(true)
    expect(answered).toBe(false)

    await client.query('COMMIT')
    expect((await Promise.all(second)).map(({ id }) => id)).toEqual(first.map(({ id }) => id))
    expect(await daybook.count({ action: 'x2' })).toBe(3)
  })

  test('B11: nothing is lost and nothing stored twice when the server ends the connections, again and again', async () => {
    const client = await openClient()
    const { daybook, logged } = openDaybook()
    const acknowledged: string[] = []
    const caller = async () => {
      while (daybook.health().counters.retried < 5) acknowledged.push((await daybook.log('b11')).id)
    }
    const killer = async () => {
      while (daybook.health().counters.retried < 5)
        await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'INSERT%'`,
        )
    }
    await Promise.all([killer(), ...Array.from({ length: 64 }, caller)])
    expect(await idsOf(daybook, 'b11')).toEqual(acknowledged.sort())
    expect(logged.map(({ id }) => id).sort()).toEqual(acknowledged)
    expect(daybook.health().counters).toMatchObject({ stored: acknowledged.length, failed: 0 })
  })

  test('B04: a reply that is lost after the commit leaves one row, one answer and one signal', async () => {
    const { proxy, daybook, logged } = await openProxied({})
    await daybook.log('b04')
    for (const note of ['cut-1', 'cut-2', 'cut-3']) {
      proxy.arm('after', new RegExp(note))
      const event = await daybook.log('b04', { note })
      expect(await daybook.get(event.id)).toEqual(event)
    }
    expect(daybook.health().counters).toMatchObject({ stored: 4, retried: 3, failed: 0 })
    expect(await daybook.count({ action: 'b04' })).toBe(4)
    expect(logged.map(({ note }) => note)).toEqual(['', 'cut-1', 'cut-2', 'cut-3'])
  })

  test('B06: a server that hangs is given up in time, and what was written is known by its id', async () => {
    const { proxy, daybook } = await openProxied({ statementMillis: 200, deadlineMillis: 500 })
    const again = { occurredAt: new Date(), idempotencyKey: 'once' }
    await daybook.log('b06.before')
    proxy.freeze()
    await expect(daybook.log('b06', again)).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'DAYBOOK_TIMEOUT',
      ambiguous: true,
    })
    expect(daybook.health().state).toBe('down')
    proxy.thaw()
    const event = await vi.waitFor(() => daybook.log('b06', again), { timeout: 20_000 })
    expect(event.recordedAt).not.toBe(null)
    expect(daybook.health().state).toBe('up')
    expect(await daybook.count({ action: 'b06' })).toBe(1)
  })

  test('B06: deferred events outlast a server that hangs', async () => {
    const { proxy, daybook, logged } = await openProxied({ statementMillis: 200 })
    proxy.freeze()
    const ids = Array.from({ length: 500 }, () => daybook.defer('b06.deferred').id)
    await vi.waitFor(() => expect(daybook.health().state).toBe('down'), { timeout: 20_000 })
    proxy.thaw()
    await daybook.flush()
    expect(await idsOf(daybook, 'b06.deferred')).toEqual(ids.sort())
    expect(logged).toHaveLength(500)
  })

  test('B18: deferred events wait for the table, awaited ones tell that it is missing', async () => {
    const client = await openClient()
    const { daybook } = openDaybook()
    await client.query('ALTER TABLE daybook_events RENAME TO elsewhere')
    try {
      for (let index = 0; index < 10; index++) daybook.defer('b18')
      await expect(daybook.log('b18')).rejects.toMatchObject({ code: 'DAYBOOK_TABLE_MISSING' })
      await vi.waitFor(() => expect(daybook.health().counters.retried).toBeGreaterThan(0), {
        timeout: 20_000,
      })
    } finally {
      await client.query('ALTER TABLE elsewhere RENAME TO daybook_events')
    }
    await daybook.flush()
    expect(await daybook.count({ action: 'b18' })).toBe(10)
  })

  test('B09: a pool whose connections the app holds is given up in time', async () => {
    const pool = new pg.Pool({ connectionString: bare.url, max: 1 })
    cleanUps.push(() => pool.end())
    const run = async (sql: string, parameters: readonly unknown[] = []) =>
      (await pool.query(sql, [...parameters])).rows
    const { daybook } = openDaybook(storeOver('postgres', { run }), {
      statementMillis: 200,
      deadlineMillis: 500,
    })
    const held = await pool.connect()
    await expect(daybook.log('b09')).rejects.toMatchObject({ code: 'DAYBOOK_TIMEOUT', ambiguous: true })
    held.release()
    expect((await daybook.log('b09.after')).recordedAt).not.toBe(null)
  })
})
