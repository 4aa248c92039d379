import { DatabaseSync } from 'node:sqlite'
import { createDaybook, type Daybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createSqlStore, createStatements, eventTable, sqlite } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayMillis, manyEvents, newest } from './many-events.ts'

// A statement of SQLite runs on the app's own thread.
describe('a summary on SQLite goes in slices', () => {
  const database = new DatabaseSync(':memory:')
  const table = eventTable({})
  let daybook: Daybook
  let expected: Daybook
  let sent = 0

  beforeAll(async () => {
    for (const statement of createStatements(sqlite, table)) database.exec(statement)
    const store = createSqlStore<never>({
      name: 'sqlite',
      dialect: sqlite,
      table,
      async run({ sql, parameters }) {
        sent++
        return database.prepare(sql).all(...parameters) as Record<string, unknown>[]
      },
    })
    const memory = createMemoryStore()
    const events = manyEvents(45_000, (number) => (number % 3 === 0 ? null : `tenant-${number % 3}`))
    for (let from = 0; from < events.length; from += 1_000) {
      await store.append(events.slice(from, from + 1_000))
      await memory.append(events.slice(from, from + 1_000))
    }
    daybook = createDaybook({ store, clock: () => newest })
    expected = createDaybook({ store: memory, clock: () => newest })
  })
  afterAll(() => database.close())

  const since = new Date(newest - 90 * dayMillis)
  const actor = { type: 'developer', id: 'd0' }
  const facets = ['action', 'outcome', 'tenant', 'actor', 'target', 'targetType', 'statusCode', 'ip'] as const

  test.each([
    ['of all', { since }, { facets, buckets: 48 }],
    ['of one tenant', { since, tenant: 'tenant-1' }, { facets, buckets: 7 }],
    ['of an actor in each tenant', { since, actor }, { facets, buckets: 48, values: 3 }],
    ['of a pattern', { since, action: 'file.*' }, { facets: ['target'], values: 1_000 }],
    ['of what did not succeed', { since, outcome: ['failure', 'denied'] }, { facets, buckets: 10 }],
    ['of the newest', { since }, { facets, buckets: 48, cap: 23_456 }],
    ['of exactly two slices', { since }, { facets, buckets: 48, cap: 20_000 }],
    ['of none', { since, tenant: 'nobody' }, { facets, buckets: 2 }],
    ['without facets', { since }, {}],
  ] as const)('%s', async (_, filter, options) => {
    expect(await daybook.summarise(filter, options)).toEqual(await expected.summarise(filter, options))
  })

  test('between which other work has its turn, and the reader may leave', async () => {
    let turns = 0
    let running = true
    const leaving = new AbortController()
    const work = () => {
      if (++turns === 2) leaving.abort(new Error('left'))
      if (running) setImmediate(work)
    }
    setImmediate(work)
    sent = 0
    await expect(daybook.summarise({ since }, { facets, signal: leaving.signal })).rejects.toThrow('left')
    running = false
    expect(turns).toBeGreaterThanOrEqual(2)
    expect(sent).toBeLessThan(5)
  })
})
