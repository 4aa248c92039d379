import assert from 'node:assert/strict'
import { idsOf, sampleEvent, sampleEvents } from '../data/sample-event.ts'
import { allEvents, unrecorded } from '../kit/reading.ts'
import { storeCase } from '../kit/store-case.ts'

/** An id is stored once, and the first to bring it wins. */
export const appendIsIdempotent = [
  storeCase('A2', 'append is idempotent by id: what is stored stays as it is', async ({ store }) => {
    const first = sampleEvents(3, () => ({ note: 'first' }))
    await store.append(first)
    const before = await allEvents(store)
    await store.append(sampleEvents(3, () => ({ note: 'second' })))
    assert.deepEqual(unrecorded(await allEvents(store)), first)
    assert.deepEqual(await allEvents(store), before, 'recordedAt of a stored event changed')
  }),

  storeCase('A3', '`inserted` holds the ids that were not there before, and no others', async ({ store }) => {
    const [old, fresh, twice] = [sampleEvent(0), sampleEvent(1), sampleEvent(2)]
    assert.deepEqual(new Set((await store.append([old])).inserted), new Set([old.id]))
    const { inserted } = await store.append([old, fresh, twice, { ...twice, note: 'again' }])
    assert.deepEqual(new Set(inserted), new Set([fresh.id, twice.id]))
    assert.deepEqual(unrecorded(await allEvents(store)), [old, fresh, twice])
    assert.equal((await store.append([old, fresh])).inserted.size, 0)
  }),

  storeCase(
    'A6',
    'of two that append the same ids at once, each id has one that inserted it',
    async ({ store }) => {
      const batch = sampleEvents(50)
      const answers = await Promise.all([store.append(batch), store.append(batch), store.append(batch)])
      const inserted = answers.flatMap((answer) => [...answer.inserted])
      assert.deepEqual(inserted.sort(), idsOf(batch))
      assert.deepEqual(idsOf(await allEvents(store)), idsOf(batch))
    },
  ),

  storeCase(
    'A7',
    'the same idempotency key stores one event, also when a thousand callers race; other content is a conflict',
    async ({ daybook }) => {
      const details = {
        idempotencyKey: 'k',
        occurredAt: '2026-01-01',
        data: { b: 1, a: [1, { y: 1, x: 2 }] },
      }
      const events = await Promise.all(Array.from({ length: 1_000 }, () => daybook.log('x', details)))
      assert.equal(new Set(idsOf(events)).size, 1)
      assert.equal(await daybook.count(), 1)
      await assert.rejects(daybook.log('x', { ...details, data: { b: 2 } }), { code: 'DAYBOOK_CONFLICT' })
    },
  ),
]
