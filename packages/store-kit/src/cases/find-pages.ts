import assert from 'node:assert/strict'
import type { EventOrder, EventStore } from '@daybook/core'
import { idsOf, sampleEvents } from '../data/sample-event.ts'
import { allEvents, anyEvent, foundIds, shuffled } from '../kit/reading.ts'
import { storeCase } from '../kit/store-case.ts'

const at = new Date(1_700_000_000_000)

async function pagesOf<Tx>(
  store: EventStore<Tx, object>,
  order: EventOrder,
  limit: number,
): Promise<string[]> {
  const seen: string[] = []
  // One page more than there can be ends a walk that does not move on.
  for (let page = 0; page < 40; page++) {
    const after = seen.at(-1)
    const events = await store.find({ filter: anyEvent, order, limit, ...(after !== undefined && { after }) })
    seen.push(...idsOf(events))
    if (events.length < limit) break
  }
  return seen
}

/** The order of ids is the order of the log, and a page goes on after an id. */
export const findPages = [
  storeCase(
    'F1',
    'newest first is the descending order of ids, whatever the order of arrival',
    async ({ store }) => {
      const events = sampleEvents(40)
      await store.append(shuffled(events).slice(0, 20))
      await store.append(shuffled(events).slice(20))
      assert.deepEqual(await foundIds(store, anyEvent, 'newest'), idsOf(events).toReversed())
    },
  ),

  storeCase('F2', 'oldest first is the ascending order of ids', async ({ store }) => {
    const events = sampleEvents(40)
    await store.append(shuffled(events))
    assert.deepEqual(await foundIds(store, anyEvent, 'oldest'), idsOf(events))
  }),

  storeCase('F3', 'pages after an id hold every event once, in both orders', async ({ store }) => {
    const ids = idsOf(sampleEvents(53))
    await store.append(shuffled(sampleEvents(53)))
    assert.deepEqual(await pagesOf(store, 'oldest', 10), ids)
    assert.deepEqual(await pagesOf(store, 'newest', 10), ids.toReversed())
  }),

  storeCase('F4', 'a page has at most `limit` events', async ({ store }) => {
    await store.append(sampleEvents(10))
    for (const limit of [1, 3, 10, 11])
      assert.equal(
        (await store.find({ filter: anyEvent, order: 'newest', limit })).length,
        Math.min(limit, 10),
      )
  }),

  storeCase(
    'F5',
    'the events of one millisecond have an order, and pages go through it',
    async ({ store }) => {
      const events = sampleEvents(53, () => ({ occurredAt: at }))
      await store.append(shuffled(events))
      assert.deepEqual(await pagesOf(store, 'oldest', 7), idsOf(events))
      assert.deepEqual(await pagesOf(store, 'newest', 7), idsOf(events).toReversed())
    },
  ),

  storeCase(
    'F6',
    'nothing stored, nothing matching and nothing after the last are empty pages',
    async ({ store }) => {
      assert.deepEqual(await allEvents(store), [])
      const events = sampleEvents(3)
      await store.append(events)
      assert.deepEqual(await foundIds(store, { conditions: [{ field: 'action', values: ['no.such'] }] }), [])
      const after = events.at(-1)?.id as string
      assert.deepEqual(await store.find({ filter: anyEvent, order: 'oldest', after, limit: 5 }), [])
      // An id that was never stored is a place all the same.
      const early = '00000000-0000-7000-8000-000000000000'
      assert.equal(
        (await store.find({ filter: anyEvent, order: 'oldest', after: early, limit: 5 })).length,
        3,
      )
    },
  ),

  storeCase(
    'F7',
    'a daybook pages forwards and back over events of one millisecond, each once',
    async ({ daybook }) => {
      await Promise.all(Array.from({ length: 230 }, (_, n) => daybook.log('x', { occurredAt: at, data: n })))
      const pages: (readonly unknown[])[] = []
      let cursor: string | null | undefined
      let previous: string | null = null
      do {
        const page = await daybook.find({ limit: 50, ...(cursor && { cursor }) })
        pages.push(page.events.map(({ data }) => data))
        cursor = page.nextCursor
        previous = page.previousCursor
      } while (cursor && pages.length < 10)
      assert.deepEqual(
        pages.flat(),
        Array.from({ length: 230 }, (_, n) => 229 - n),
      )
      assert.ok(previous !== null)
      const back = await daybook.find({ limit: 50, cursor: previous })
      assert.deepEqual(
        back.events.map(({ data }) => data),
        pages.at(-2),
      )
    },
  ),
]
