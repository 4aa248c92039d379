import { array, assert as assertProperty, asyncProperty, constant, integer, oneof, record } from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { type DeliveryOptions, toDelivery } from './delivery-options.ts'
import { createStoreState } from './store-state.ts'
import { createWriter } from './writer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A store that answers when it is told to, and counts how often it was given each event. */
function countingStore() {
  const given = new Map<string, number>()
  const waiting: (() => void)[] = []
  return {
    given,
    waiting,
    async append(events: readonly DaybookEvent[]) {
      for (const { id } of events) given.set(id, (given.get(id) ?? 0) + 1)
      await new Promise<void>((resolve) => waiting.push(resolve))
      return { inserted: new Set(events.map(({ id }) => id)), recordedAt: new Date(0) }
    },
    find: async () => [],
  }
}

const step = oneof(
  record({
    what: constant('defer' as const),
    count: oneof(
      { arbitrary: integer({ min: 1, max: 30 }), weight: 9 },
      { arbitrary: constant(1_001), weight: 1 },
    ),
  }),
  record({ what: constant('log' as const), count: integer({ min: 1, max: 30 }) }),
  record({ what: constant('pass' as const), count: integer({ min: 1, max: 30 }) }),
  record({ what: constant('answer' as const), count: integer({ min: 1, max: 3 }) }),
  record({ what: constant('hurry' as const), count: constant(1) }),
)

it('E12: whatever races, the timer, the size of a batch or a flush, each event is written exactly once', async () => {
  const options: DeliveryOptions = { lingerMillis: 10, statementMillis: 3_600_000 }
  await assertProperty(
    asyncProperty(array(step, { maxLength: 20 }), async (steps) => {
      const store = countingStore()
      const writer = createWriter(
        store,
        toDelivery(options),
        createStoreState(() => {}),
      )
      const writes: Promise<unknown>[] = []
      const write = (deferred: boolean) => {
        const event = { id: String(writes.length), tenant: `t${writes.length % 3}` } as DaybookEvent
        writes.push(writer.write({ event, size: 300, ownId: false, deferred }, null))
      }
      for (const { what, count } of steps) {
        if (what === 'pass') await vi.advanceTimersByTimeAsync(count)
        if (what === 'hurry') writer.hurry()
        if (what === 'defer' || what === 'log')
          for (let each = 0; each < count; each++) write(what === 'defer')
        if (what === 'answer') for (const answer of store.waiting.splice(0, count)) answer()
      }
      const done = Promise.all(writes)
      while (store.waiting.length > 0 || store.given.size < writes.length) {
        for (const answer of store.waiting.splice(0)) answer()
        await vi.advanceTimersByTimeAsync(10)
      }
      await done
      expect([...store.given.values()].filter((times) => times !== 1)).toEqual([])
      expect(store.given.size).toBe(writes.length)
    }),
    { numRuns: 60 },
  )
}, 60_000)
