import assert from 'node:assert/strict'
import type { EventStore } from '@daybook/core'
import { matchesFilter } from '@daybook/core/memory'
import { hostileEvents } from '../data/hostile-events.ts'
import { idsOf, sampleEvents } from '../data/sample-event.ts'
import { anyEvent, foundIds, shuffled } from '../kit/reading.ts'
import { type StoreCase, storeCase } from '../kit/store-case.ts'
import type { StoreWorld } from '../kit/store-world.ts'
import { rolledBack } from './transaction-steps.ts'

type Pruning<Tx> = StoreWorld<Tx> & { readonly prune: NonNullable<EventStore<Tx>['prune']> }

/** A case about pruning. Of a store that declares none it asks that core refuses it, and nothing is deleted. */
function pruneCase(id: string, title: string, run: <Tx>(world: Pruning<Tx>) => Promise<void>): StoreCase {
  return storeCase(id, title, async (world) => {
    const { store, daybook } = world
    const prune = store.prune?.bind(store)
    if (prune) await run({ ...world, prune })
    else {
      await daybook.log('kept')
      await assert.rejects(daybook.prune({ action: 'kept' }), { code: 'DAYBOOK_STORE_CANNOT' })
      assert.equal(await daybook.count(), 1)
    }
    return undefined
  })
}

/** What is deleted is what was asked for, and no more at once than asked for. */
export const prunes = [
  pruneCase('P1', 'prune deletes what matches', async ({ store, daybook }) => {
    const events = sampleEvents(6)
    await store.append(events)
    const asked = daybook.prune({ until: events[4]?.occurredAt })
    assert.equal(await asked, 4)
    assert.deepEqual(await foundIds(store, anyEvent, 'oldest'), idsOf(events).slice(4))
    assert.equal(await daybook.prune({ until: events[4]?.occurredAt }), 0)
  }),

  pruneCase('P2', 'prune deletes the oldest first, at most `limit`', async ({ store, daybook, prune }) => {
    const events = sampleEvents(20)
    await store.append(shuffled(events))
    assert.equal(await prune(anyEvent, 7), 7)
    assert.deepEqual(await foundIds(store, anyEvent, 'oldest'), idsOf(events).slice(7))
    assert.equal(await daybook.prune({ action: 'kit.*' }, { limit: 3 }), 3)
    assert.equal(await prune(anyEvent, 1_000), 10)
    assert.equal(await prune(anyEvent, 1_000), 0)
  }),

  pruneCase('P3', 'prune leaves alone what does not match, hostile values too', async ({ store, prune }) => {
    await store.append(shuffled(hostileEvents))
    let left = hostileEvents
    for (const filter of [
      { tenant: 'acme', until: hostileEvents[30]?.occurredAt as Date, conditions: [] },
      { tenant: null, conditions: [{ field: 'outcome', values: ['denied'] }] },
      { conditions: [{ field: 'actor', values: [{ type: 'User', id: "o'hara" }] }] },
      { conditions: [{ field: 'action', values: ['*%*', '*_*'] }] },
      { conditions: [{ field: 'data', path: ['word'], values: ['quo"te'] }] },
      { conditions: [{ field: 'target', values: [{ type: 'Order' }], not: true }] },
    ] as const) {
      const before = left.length
      left = left.filter((event) => !matchesFilter(event, filter))
      assert.equal(await prune(filter, 1_000), before - left.length)
      assert.deepEqual(await foundIds(store, anyEvent, 'oldest'), idsOf(left))
    }
  }),

  pruneCase('P4', 'a filter that leaves nothing out is refused, unless it is said', async ({ daybook }) => {
    for (const tenant of ['acme', 'other']) await daybook.log('x', { tenant })
    const acme = daybook.forTenant('acme')
    for (const refused of [
      daybook.prune({}),
      daybook.prune({ since: undefined, not: {} }),
      daybook.prune({ not: { action: [] } }),
      acme.prune({}),
      acme.prune({}, { limit: 5 }),
    ])
      await assert.rejects(refused, { code: 'DAYBOOK_PRUNES_EVERYTHING' })
    assert.equal(await daybook.count(), 2)
    assert.equal(await acme.prune({ tenant: 'other', action: 'x' }), 1)
    assert.equal(await acme.count(), 0)
    assert.equal(await daybook.prune({}, { everything: true }), 1)
  }),

  pruneCase('P5', 'a daybook prunes more than a batch', async ({ store, daybook }) => {
    for (const part of [0, 1, 2])
      await store.append(sampleEvents(3_000).slice(part * 1_000, (part + 1) * 1_000))
    const last = sampleEvents(3_000)[2_500]
    assert.equal(await daybook.prune({ until: last?.occurredAt }), 2_500)
    assert.equal(await store.count(anyEvent, 10_000), 500)
  }),

  pruneCase(
    'P6',
    'what is pruned in a transaction comes back with its rollback',
    async ({ store, daybook }) => {
      const { transactions } = store
      if (!transactions) return
      await store.append(sampleEvents(5))
      await rolledBack(transactions, async (tx) => {
        assert.equal(await daybook.within(tx).prune({ action: 'kit.*' }), 5)
        assert.equal(await store.count(anyEvent, 10, { tx }), 0)
      })
      assert.equal(await store.count(anyEvent, 10), 5)
    },
  ),
]
