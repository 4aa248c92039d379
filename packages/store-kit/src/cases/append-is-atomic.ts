import assert from 'node:assert/strict'
import { maxBatch } from '@daybook/core'
import { idsOf, sampleEvent, sampleEvents } from '../data/sample-event.ts'
import { allEvents, anyEvent, foundIds } from '../kit/reading.ts'
import { storeCase } from '../kit/store-case.ts'

/** A batch is stored whole or not at all, whatever its size. */
export const appendIsAtomic = [
  storeCase('A1', 'append stores all of a batch or none', async ({ store }) => {
    // No database takes an event without an action; a store that takes it must take the others too.
    const refused = sampleEvent(1, { action: null as unknown as string })
    const batch = [sampleEvent(0), refused, sampleEvent(2)]
    const isStored = await store.append(batch).then(
      () => true,
      () => false,
    )
    const values = idsOf(batch)
    assert.deepEqual(
      await foundIds(store, { conditions: [{ field: 'id', values }] }, 'oldest'),
      isStored ? values : [],
      `append ${isStored ? 'resolved' : 'rejected'}, so ${isStored ? 'all' : 'none'} should be stored`,
    )
    const good = sampleEvent(3)
    await store.append([good])
    assert.deepEqual(await foundIds(store, { conditions: [{ field: 'id', values: [good.id] }] }), [good.id])
  }),

  storeCase('A4', 'append takes the largest batch and loses none of it', async ({ store }) => {
    const batch = sampleEvents(maxBatch)
    const { inserted } = await store.append(batch)
    assert.equal(inserted.size, maxBatch)
    assert.deepEqual(idsOf(await allEvents(store)), idsOf(batch))
  }),

  storeCase('A5', 'an empty append stores nothing', async ({ store }) => {
    const { inserted, recordedAt } = await store.append([])
    assert.equal(inserted.size, 0)
    assert.ok(recordedAt instanceof Date)
    assert.equal(await store.count(anyEvent, 10), 0)
  }),
]
