import { expect, it } from 'vitest'
import type { Condition, EventFilter } from './event-query.ts'
import { checkPrune, pruneEvents } from './prune-events.ts'

const everything: EventFilter = { conditions: [] }
const not = (condition: Condition): EventFilter => ({ conditions: [{ ...condition, not: true }] })

it.each([everything, not({ field: 'action', values: [] }), not({ field: 'actor', values: [] })])(
  'refuses what leaves nothing out: %j',
  (filter) => {
    expect(() => checkPrune(filter, {})).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_PRUNES_EVERYTHING' }),
    )
    expect(() => checkPrune(filter, { everything: true })).not.toThrow()
  },
)

it.each([
  { tenant: null, conditions: [] },
  { tenant: 'acme', conditions: [] },
  { until: new Date(0), conditions: [] },
  { conditions: [{ field: 'action', values: [] } as const] },
  not({ field: 'data', path: ['a'], values: [] }),
  not({ field: 'changes', path: '/a' }),
])('takes a filter that says something: %j', (filter) => {
  expect(() => checkPrune(filter, {})).not.toThrow()
})

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the limit %o', (limit) => {
  expect(() => checkPrune({ ...everything, tenant: 'a' }, { limit })).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_BAD_QUERY' }),
  )
})

it.each([
  [2_500, Number.POSITIVE_INFINITY, [1_000, 1_000, 1_000], 2_500],
  [2_000, Number.POSITIVE_INFINITY, [1_000, 1_000, 1_000], 2_000],
  [5_000, 1_300, [1_000, 300], 1_300],
  [5_000, 1_000, [1_000], 1_000],
  [0, 10, [10], 0],
])('of %i events up to %o: in batches of %j', async (there, limit, batches, pruned) => {
  let left = there
  const asked: number[] = []
  const prune = async (_: EventFilter, batch: number) => {
    asked.push(batch)
    const gone = Math.min(left, batch)
    left -= gone
    return gone
  }
  expect(await pruneEvents(prune, everything, limit, null)).toBe(pruned)
  expect(asked).toEqual(batches)
})
