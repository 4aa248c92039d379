import assert from 'node:assert/strict'
import type { EventFilter, EventStore, FacetField, SummaryRequest } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { hostileEvents } from '../data/hostile-events.ts'
import { sampleEvent, sampleEvents } from '../data/sample-event.ts'
import { anyEvent, shuffled } from '../kit/reading.ts'
import { type StoreCase, storeCase } from '../kit/store-case.ts'
import type { StoreWorld } from '../kit/store-world.ts'

const every: readonly FacetField[] = [
  'action',
  'outcome',
  'tenant',
  'actor',
  'actorType',
  'target',
  'targetType',
  'ip',
  'statusCode',
]

const begin = 1_700_000_000_000
const since = (minute: number) => new Date(begin + minute * 60_000)

type Summarising<Tx> = StoreWorld<Tx> & { readonly summarise: NonNullable<EventStore<Tx>['summarise']> }

/** A case about summaries. Of a store that declares none it asks that core refuses them. */
function summaryCase(
  id: string,
  title: string,
  run: <Tx>(world: Summarising<Tx>) => Promise<void>,
): StoreCase {
  return storeCase(id, title, async (world) => {
    const { store, daybook } = world
    const summarise = store.summarise?.bind(store)
    if (summarise) await run({ ...world, summarise })
    else await assert.rejects(daybook.summarise({ since: '7d' }), { code: 'DAYBOOK_STORE_CANNOT' })
    return undefined
  })
}

/** Every facet and a histogram, by the store and by memory. A name is any that the value had. */
async function assertAsInMemory<Tx>(
  { summarise }: Summarising<Tx>,
  filter: EventFilter,
  request: SummaryRequest,
): Promise<void> {
  const memory = createMemoryStore()
  await memory.append(hostileEvents)
  const actual = await summarise(filter, request)
  const expected = await memory.summarise(filter, request)
  const nameless = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && 'type' in value ? { ...value, name: undefined } : value
  const plain = (summary: unknown) => JSON.parse(JSON.stringify(summary, nameless))
  assert.deepEqual(plain(actual), plain(expected), `of ${JSON.stringify({ filter, request })}`)
}

/** Facets and histogram say what the events say. */
export const summaries = [
  summaryCase('B1', 'a summary counts values and times', async ({ store, daybook }) => {
    const events = sampleEvents(10, (n) => ({
      occurredAt: since(n),
      action: n % 3 === 0 ? 'a.third' : 'a.rest',
      outcome: n === 9 ? 'failure' : 'success',
    }))
    await store.append(events)
    const asked = daybook.summarise(
      { since: since(0), until: since(10) },
      { facets: ['action', 'actor'], buckets: 2 },
    )
    assert.deepEqual(await asked, {
      events: 10,
      capped: false,
      facets: {
        action: [
          { value: 'a.rest', count: 6 },
          { value: 'a.third', count: 4 },
        ],
        actor: [{ value: null, count: 10 }],
      },
      buckets: [
        { since: since(0), success: 5, failure: 0, denied: 0 },
        { since: since(5), success: 4, failure: 1, denied: 0 },
      ],
    })
  }),

  summaryCase('B2', 'every facet has the most frequent values first, hostile ones too', async (world) => {
    await world.store.append(shuffled(hostileEvents))
    for (const values of [1, 4, 1_000]) {
      const request = { facets: every, values, cap: 1_000 }
      await assertAsInMemory(world, anyEvent, request)
      await assertAsInMemory(world, { tenant: 'acme', since: since(20), conditions: [] }, request)
      await assertAsInMemory(world, { conditions: [{ field: 'actor', values: [{ type: 'User' }] }] }, request)
      await assertAsInMemory(world, { conditions: [{ field: 'text', values: ['quo"te'] }] }, request)
    }
  }),

  summaryCase('B3', 'a name in a facet is one that the actor had', async ({ store, summarise }) => {
    const actor = { type: 'User', id: '7' }
    await store.append([
      sampleEvent(0, { actor }),
      sampleEvent(1, { actor: { ...actor, name: 'Ada' } }),
      sampleEvent(2, { actor: { ...actor, name: 'Ada L.' } }),
    ])
    const { facets } = await summarise(anyEvent, { facets: ['actor'], values: 5, cap: 10 })
    assert.equal(facets.actor.length, 1)
    assert.equal(facets.actor[0]?.count, 3)
    const { name, ...rest } = facets.actor[0]?.value ?? {}
    assert.deepEqual(rest, actor)
    assert.ok(name === 'Ada' || name === 'Ada L.', `not a name it had: ${name}`)
  }),

  summaryCase('B4', 'buckets begin inclusively, to the millisecond, and none is left out', async (world) => {
    await world.store.append(shuffled(hostileEvents))
    for (const buckets of [
      { since: since(0), widthMillis: 60_000, count: 180 },
      { since: since(5), widthMillis: 7 * 60_000, count: 9 },
      { since: new Date(begin + 1), widthMillis: 60_000, count: 30 },
      { since: since(-50), widthMillis: 30 * 60_000, count: 3 },
      { since: since(500), widthMillis: 1, count: 4 },
      { since: since(0), widthMillis: 180 * 60_000, count: 1 },
    ])
      await assertAsInMemory(world, anyEvent, { facets: [], values: 1, buckets, cap: 1_000 })
  }),

  summaryCase(
    'B5',
    'a summary of more than `cap` events is one of the newest, and says so',
    async (world) => {
      await world.store.append(shuffled(hostileEvents))
      const buckets = { since: since(0), widthMillis: 60_000, count: 180 }
      for (const cap of [1, 50, 180, 181])
        await assertAsInMemory(world, anyEvent, { facets: every, values: 100, buckets, cap })
    },
  ),

  summaryCase('B6', 'a summary of one tenant tells nothing of another', async ({ daybook }) => {
    for (const tenant of ['acme', 'other'])
      await daybook.log(`${tenant}.done`, { tenant, occurredAt: since(1) })
    const { events, facets } = await daybook
      .forTenant('acme')
      .summarise({ since: since(0), tenant: 'other' }, { facets: ['tenant', 'action'] })
    assert.equal(events, 1)
    assert.deepEqual(facets, {
      tenant: [{ value: 'acme', count: 1 }],
      action: [{ value: 'acme.done', count: 1 }],
    })
  }),

  summaryCase('B7', 'a summary of nothing is empty', async ({ summarise }) => {
    const buckets = { since: since(0), widthMillis: 1_000, count: 2 }
    assert.deepEqual(await summarise(anyEvent, { facets: every, values: 10, buckets, cap: 10 }), {
      events: 0,
      capped: false,
      facets: Object.fromEntries(every.map((field) => [field, []])),
      buckets: [0, 1].map((second) => ({
        since: new Date(begin + second * 1_000),
        success: 0,
        failure: 0,
        denied: 0,
      })),
    })
  }),

  summaryCase('B8', 'summaries by a daybook agree with finding', async ({ store, daybook }) => {
    await store.append(shuffled(hostileEvents))
    const filter = { since: since(0), until: since(180), outcome: ['failure', 'denied'] } as const
    const { events, facets, buckets } = await daybook.summarise(filter, { facets: ['outcome'], buckets: 6 })
    assert.equal(events, await daybook.count(filter))
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
    assert.equal(sum(facets.outcome.map(({ count }) => count)), events)
    assert.equal(sum(buckets.map(({ failure, denied }) => failure + denied)), events)
  }),
]
