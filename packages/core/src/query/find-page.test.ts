import { beforeAll, describe, expect, it } from 'vitest'
import { createDaybook } from '../daybook/create-daybook.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { FindOptions } from './find-options.ts'
import { pageSize } from './find-page.ts'

const maxPageSize = 1_000
const start = Date.UTC(2026, 10, 21)
const daybook = createDaybook({ store: createMemoryStore(), clock: () => start })
let all: readonly DaybookEvent[]

// 500 events over 25 milliseconds, twenty of them in each, every tenth from the past.
beforeAll(async () => {
  const logged = Array.from({ length: 500 }, (_, index) =>
    daybook.log(index % 2 ? 'odd' : 'even', {
      data: { index },
      tenant: index % 5 ? 'acme' : null,
      occurredAt: new Date(start - (index % 25)),
    }),
  )
  all = (await Promise.all(logged)).sort((a, b) => (a.id < b.id ? 1 : -1))
})

const ids = (events: readonly DaybookEvent[]) => events.map(({ id }) => id)

/** All pages of a query from the first to the last. */
async function walk(query: FindOptions) {
  const pages = [await daybook.find(query)]
  for (let page = pages[0]; page?.nextCursor; page = pages.at(-1))
    pages.push(await daybook.find({ ...query, cursor: page.nextCursor }))
  return pages
}

describe.each(['newest', 'oldest'] as const)('500 events from the %s', (order) => {
  const expected = () => (order === 'newest' ? ids(all) : ids(all).reverse())

  it.each([1, 7, 50, 125, 250, 499, 500, 501, 1_000])(
    'come in pages of %i, each exactly once',
    async (limit) => {
      const pages = await walk({ order, limit })
      expect(pages.flatMap(({ events }) => ids(events))).toEqual(expected())
      expect(pages).toHaveLength(Math.ceil(500 / limit))
      expect(pages.slice(0, -1).every(({ events }) => events.length === limit)).toBe(true)
    },
  )

  it.each([1, 7, 50, 125, 499])('come again page by page of %i on the way back', async (limit) => {
    const pages = await walk({ order, limit })
    for (let index = pages.length - 1; index > 0; index--) {
      const cursor = pages[index]?.previousCursor as string
      expect(await daybook.find({ order, limit, cursor })).toEqual(pages[index - 1])
    }
  })
})

it('has no previous page on the first and no next on the last', async () => {
  const pages = await walk({ limit: 200 })
  expect(pages.map(({ previousCursor }) => previousCursor === null)).toEqual([true, false, false])
  expect(pages.map(({ nextCursor }) => nextCursor === null)).toEqual([false, false, true])
})

it('pages through a filter', async () => {
  const pages = await walk({ action: 'odd', tenant: 'acme', limit: 30 })
  expect(pages.flatMap(({ events }) => ids(events))).toEqual(
    ids(all.filter(({ action, tenant }) => action === 'odd' && tenant === 'acme')),
  )
})

it('has no cursors where nothing is found', async () => {
  expect(await daybook.find({ action: 'none' })).toEqual({
    events: [],
    nextCursor: null,
    previousCursor: null,
  })
})

it('neither skips nor repeats while newer events arrive', async () => {
  const growing = createDaybook({ store: createMemoryStore() })
  for (let index = 0; index < 30; index++) await growing.log('before')
  const seen: DaybookEvent[] = []
  let cursor: string | undefined
  do {
    const page = await growing.find({ limit: 4, cursor })
    seen.push(...page.events)
    cursor = page.nextCursor ?? undefined
    await growing.log('meanwhile')
  } while (cursor)
  expect(seen.every(({ action }) => action === 'before')).toBe(true)
  expect(new Set(ids(seen)).size).toBe(30)
})

describe('a cursor', () => {
  it('serves another page size', async () => {
    const { nextCursor } = await daybook.find({ limit: 10 })
    expect(ids((await daybook.find({ limit: 3, cursor: nextCursor as string })).events)).toEqual(
      ids(all.slice(10, 13)),
    )
  })

  it.each<[string, FindOptions]>([
    ['another tenant', { tenant: 'other' }],
    ['all tenants', {}],
    ['another order', { tenant: 'acme', order: 'oldest' }],
    ['another action', { tenant: 'acme', action: 'odd' }],
    ['a time', { tenant: 'acme', since: new Date(0) }],
    ['an exclusion', { tenant: 'acme', not: { action: 'odd' } }],
  ])('is refused for %s', async (_, query) => {
    const { nextCursor } = await daybook.find({ tenant: 'acme', limit: 5 })
    await expect(daybook.find({ ...query, cursor: nextCursor as string })).rejects.toMatchObject({
      code: 'DAYBOOK_BAD_CURSOR',
    })
  })

  it.each(['', 'x', "' OR 1=1--", null, 7, {}])('is refused where it is %o', async (cursor) => {
    await expect(daybook.find({ cursor: cursor as string })).rejects.toMatchObject({
      code: 'DAYBOOK_BAD_CURSOR',
    })
  })
})

describe('the size of a page', () => {
  it('is 50 where none is asked', async () => {
    expect((await daybook.find()).events).toHaveLength(50)
  })

  it.each([
    [-1, 1],
    [0, 1],
    [1, 1],
    [1_000, 1_000],
    [1_001, maxPageSize],
    [1e9, maxPageSize],
    [Number.MAX_SAFE_INTEGER, maxPageSize],
  ])('%d is brought to %d', (limit, size) => {
    expect(pageSize(limit)).toBe(size)
  })

  it.each([Number.NaN, 1.5, Number.POSITIVE_INFINITY, '10', null, {}, [10]])('%o is refused', (limit) => {
    expect(() => pageSize(limit)).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_QUERY' }))
  })
})
