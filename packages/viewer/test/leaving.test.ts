import { createDaybook } from '@daybook/core'
import { createStatements, eventTable, postgres } from '@daybook/sql'
import { createPgStore } from '@daybook/sql/pg'
import { createViewer, type ViewerOptions } from '@daybook/viewer'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'
import { type StalledEvents, stallEvents } from '../../../scripts/test-stall.mjs'
import { mountPath, serveWithExpress, serveWithKoa } from './mount.ts'

const mounts = { Express: serveWithExpress, Koa: serveWithKoa }

describe.skipIf(!serverUrl('postgres')).each(['Express', 'Koa'] as const)(
  'who leaves leaves no query behind: %s',
  (framework) => {
    let database: Awaited<ReturnType<typeof freshDatabase>>
    let pool: pg.Pool
    const onError = vi.fn()
    beforeAll(async () => {
      database = await freshDatabase('postgres')
      pool = new pg.Pool({ connectionString: database.url, max: 8 })
      for (const statement of createStatements(postgres, eventTable({}))) await pool.query(statement)
      const daybook = createDaybook({ store: createPgStore(pool) })
      await daybook.log('invoice.paid', { actor: { type: 'User', id: 7 } })
      await daybook.close()
    })
    afterAll(async () => {
      await pool.end()
      await database.drop()
    })

    /** The viewer over HTTP. With `later`, the database keeps waiting whatever is asked after the list. */
    const opened = async (options: ViewerOptions = {}, later?: (stall: StalledEvents) => void) => {
      const daybook = createDaybook({ store: createPgStore(pool) })
      const source = {
        ...daybook,
        summarise: async (...asked: Parameters<typeof daybook.summarise>) => {
          later?.(await stallEvents('postgres', database.url))
          return daybook.summarise(...asked)
        },
      }
      const viewer = createViewer(source, { recordAccess: false, live: false, onError, ...options })
      const server = await mounts[framework](viewer)
      return { url: `${server.url}${mountPath}/`, [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
    }

    const waits = (stall: StalledEvents, count: number) =>
      vi.waitFor(async () => expect(await stall.waiting()).toBe(count), { timeout: 10_000, interval: 10 })

    test.each([
      ['the list and its count', '', 2],
      ['the most active actors', 'a', 1],
      ['the usage of 30 days', 'usage', 4],
      ['a summary for a program', 'api/summary', 1],
      ['what one may type', 'suggest?typed=action:inv', 1],
      ['an export', 'export.csv', 1],
    ])('%s', async (_, path, queries) => {
      await using viewer = await opened()
      const stall = await stallEvents('postgres', database.url)
      try {
        const leaving = new AbortController()
        const asked = fetch(`${viewer.url}${path}`, { signal: leaving.signal })
          .then((response) => response.text())
          .catch(() => 'left')
        await waits(stall, queries)
        leaving.abort()
        await waits(stall, 0)
        expect(await asked).toBe('left')
      } finally {
        await stall.end()
      }
      expect((await fetch(`${viewer.url}api/events`)).status).toBe(200)
      expect(onError).not.toHaveBeenCalled()
    })

    test('the overview of a list that is there already', async () => {
      const stalls: StalledEvents[] = []
      await using viewer = await opened({}, (stall) => stalls.push(stall))
      const leaving = new AbortController()
      const response = await fetch(viewer.url, { signal: leaving.signal })
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      expect((await reader?.read())?.value).toContain('invoice.')
      await vi.waitFor(() => expect(stalls).toHaveLength(1), { timeout: 10_000 })
      const [stall] = stalls as [StalledEvents]
      try {
        await waits(stall, 1)
        leaving.abort()
        await waits(stall, 0)
      } finally {
        await stall.end()
      }
      expect(onError).not.toHaveBeenCalled()
    })

    test('who is told that it takes too long leaves none behind either', async () => {
      await using viewer = await opened({ timeLimitMillis: 200 })
      const stall = await stallEvents('postgres', database.url)
      try {
        expect((await fetch(`${viewer.url}api/events`)).status).toBe(503)
        await waits(stall, 0)
      } finally {
        await stall.end()
      }
      expect(onError).not.toHaveBeenCalled()
    })
  },
)
