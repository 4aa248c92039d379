import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { createDaybook } from '@daybook/core'
import { createFeedStatements, createStatements, eventTable, postgres } from '@daybook/sql'
import { createPgStore } from '@daybook/sql/pg'
import { createViewer } from '@daybook/viewer'
import { toNodeHandler } from '@daybook/viewer/node'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'
import { serve } from './serve.ts'
import { sseMessages } from './sse.ts'

const restarts = 20
const transactions = 600

describe.skipIf(!serverUrl('postgres'))('live events of another process', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  beforeAll(async () => {
    database = await freshDatabase('postgres')
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const table = eventTable({})
    for (const sql of [...createStatements(postgres, table), ...createFeedStatements(postgres, table)])
      await client.query(sql)
    await client.end()
  })
  afterAll(() => database.drop())

  /** A viewer with nothing in common with one before it. */
  async function start(pollMillis = 20) {
    const pool = new pg.Pool({ connectionString: database.url, max: 3 })
    // The database is dropped while the last connections are still closing.
    pool.on('remove', (client) => void client.on('error', () => {}))
    const daybook = createDaybook({ store: createPgStore(pool, { feed: true }) })
    // It is stopped in the middle of its work.
    const options = { recordAccess: false, onError: () => undefined, live: { pollMillis } }
    const handle = toNodeHandler(createViewer(daybook, options))
    const server = await serve(createServer((req, res) => void handle(req, res, { access: {} })))
    return {
      url: server.url,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]()
        await pool.end()
      },
    }
  }

  test(`L2: ${restarts} restarts under load, with late commits: none missed, none doubled`, {
    timeout: 180_000,
  }, async () => {
    const script = new URL('./late-writer.ts', import.meta.url).pathname
    const written = promisify(execFile)(process.execPath, [
      '--conditions=daybook-source',
      '--no-warnings',
      script,
      database.url,
      String(transactions),
    ]).then(({ stdout }) => Number(stdout))
    const seen: number[] = []
    let total = Number.POSITIVE_INFINITY
    void written.then((count) => {
      total = count
    })
    let last = '0'
    for (let run = 0; run <= restarts; run++) {
      const enough =
        run === restarts ? Number.POSITIVE_INFINITY : ((run + 1) * transactions * 0.85) / (restarts + 1)
      await using server = await start()
      const response = await fetch(`${server.url}/api/live`, { headers: { 'Last-Event-ID': last } })
      expect(response.status).toBe(200)
      for await (const { event, id, data } of sseMessages(response)) {
        last = id
        if (event === 'message') seen.push((data as { data: { number: number } }).data.number)
        else expect(event).toBe('beat')
        if (seen.length >= Math.min(enough, total)) break
      }
    }
    const committed = await written
    expect(committed).toBe(transactions * 0.9)
    expect(new Set(seen).size).toBe(committed)
    expect(seen).toHaveLength(committed)
    expect(seen).not.toEqual(seen.toSorted((a, b) => a - b))
  })

  test('L1: an event of another process comes by itself, however rarely the log is looked at', async () => {
    await using server = await start(3_600_000)
    const other = new pg.Pool({ connectionString: database.url, max: 1 })
    other.on('remove', (client) => void client.on('error', () => {}))
    const elsewhere = createDaybook({ store: createPgStore(other, { feed: true }) })
    const response = await fetch(`${server.url}/api/live?q=action:elsewhere.*`)
    const logged = [await elsewhere.log('elsewhere.one'), await elsewhere.log('elsewhere.two')]
    const seen: unknown[] = []
    for await (const { event, data } of sseMessages(response)) {
      if (event === 'message') seen.push((data as { id: string }).id)
      if (seen.length === logged.length) break
    }
    expect(seen).toEqual(logged.map(({ id }) => id))
    await other.end()
  })
})
