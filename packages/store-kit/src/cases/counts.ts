import assert from 'node:assert/strict'
import { hostileEvents } from '../data/hostile-events.ts'
import { sampleEvents } from '../data/sample-event.ts'
import { anyEvent, foundIds } from '../kit/reading.ts'
import { storeCase } from '../kit/store-case.ts'

/** Counts agree with `find` and never go past their cap. */
export const counts = [
  storeCase('C1', 'a count is capped', async ({ store, daybook }) => {
    await store.append(sampleEvents(30))
    for (const cap of [1, 12, 29, 30]) assert.equal(await store.count(anyEvent, cap), cap)
    assert.equal(await store.count(anyEvent, 31), 30)
    assert.equal(await daybook.count({}, { cap: 12 }), 12)
  }),

  storeCase('C2', 'a count counts what find finds', async ({ store }) => {
    assert.equal(await store.count(anyEvent, 10), 0)
    await store.append(hostileEvents)
    const failed = { conditions: [{ field: 'outcome', values: ['failure'] }] } as const
    const others = {
      tenant: 'acme',
      conditions: [{ field: 'outcome', values: ['success'], not: true }],
    } as const
    for (const filter of [anyEvent, failed, others])
      assert.equal(await store.count(filter, 10_000), (await foundIds(store, filter)).length)
  }),
]
