import { createDaybook } from '@daybook/core'
import { followFeed } from '@daybook/core/relay'
import { createFeedStatements, createStatements, eventTable, postgres } from '@daybook/sql'
import { createPgStore } from '@daybook/sql/pg'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'

describe.skipIf(!serverUrl('postgres'))('news of a feed, told by PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  const pools: pg.Pool[] = []

  /** A pool as a process of its own would have. */
  const open = (max = 2) => {
    const pool = new pg.Pool({ connectionString: database.url, max })
    // The database is dropped while the last connections are still closing.
    pool.on('remove', (client) => void client.on('error', () => {}))
    pools.push(pool)
    return { pool, store: createPgStore(pool, { feed: true }) }
  }

  // One for each test: what one of them has stored may be told of while the next one listens.
  beforeEach(async () => {
    database = await freshDatabase('postgres')
    const { pool } = open()
    const table = eventTable({})
    for (const sql of [...createStatements(postgres, table), ...createFeedStatements(postgres, table)])
      await pool.query(sql)
  })
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.end()))
    await database.drop()
  })

  /** Somebody who follows the feed, and what they have been told so far. */
  async function following() {
    const { pool, store } = open()
    const leaving = new AbortController()
    let tell = () => {}
    let news = false
    const onNews = () => {
      news = true
      tell()
    }
    if (!store.feed) throw new Error('no feed')
    const follower = await followFeed(store.feed, { onNews, signal: leaving.signal })
    return {
      pool,
      follower,
      leave: () => leaving.abort(),
      async news() {
        if (!news)
          await new Promise<void>((resolve) => {
            tell = resolve
          })
        news = false
      },
    }
  }

  const listeners = async () => {
    const { rows } = await (pools[0] as pg.Pool).query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'`,
    )
    return rows.map(({ pid }: { pid: number }) => pid)
  }

  test('an event of another process is told of, after its transaction has been committed', async () => {
    const one = await following()
    await one.news()
    const { store } = open()
    const daybook = createDaybook({ store })
    await daybook.log('alone')
    await one.news()
    expect((await one.follower.next()).map(({ event }) => event?.action)).toEqual(['alone'])
    await store.transactions?.run(async (tx) => void (await daybook.log('together', { tx })))
    let entries = await one.follower.next()
    while (entries.length === 0) {
      await one.news()
      entries = await one.follower.next()
    }
    expect(entries.map(({ event }) => event?.action)).toEqual(['together'])
    one.leave()
  })

  test('a connection that is lost is made anew, with news at once, for what may have been missed', async () => {
    const one = await following()
    await one.news()
    const [pid] = await listeners()
    await (pools[0] as pg.Pool).query('SELECT pg_terminate_backend($1)', [pid])
    await one.news()
    expect(await listeners()).not.toContain(pid)
    one.leave()
    await expect.poll(listeners).toEqual([])
  })

  test('it takes none of the pool’s connections, and nobody who ends the pool waits for it', async () => {
    const one = await following()
    await one.news()
    expect([one.pool.totalCount - one.pool.idleCount, (await listeners()).length]).toEqual([0, 1])
    await one.pool.end()
    pools.splice(pools.indexOf(one.pool), 1)
    one.leave()
  })

  test('an insert does not notify: its commit would hold a lock of the whole cluster', async () => {
    const { rows } = await open().pool.query(
      `SELECT count(*)::int AS found FROM pg_proc WHERE prosrc ILIKE '%notify%' AND proname LIKE 'daybook%'`,
    )
    expect(rows).toEqual([{ found: 0 }])
  })
})
