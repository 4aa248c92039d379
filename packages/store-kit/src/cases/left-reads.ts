import assert from 'node:assert/strict'
import type { EventStore, ReadOptions } from '@daybook/core'
import { idsOf, sampleEvent, sampleEvents } from '../data/sample-event.ts'
import { allEvents, anyEvent } from '../kit/reading.ts'
import { refusesTransactions } from '../kit/refuses-transactions.ts'
import { type StoreCase, type StoreCaseSkip, skipped, storeCase } from '../kit/store-case.ts'
import type { Stall } from '../kit/store-rig.ts'
import type { StoreWorld } from '../kit/store-world.ts'
import { aMoment, eventually } from '../kit/waiting.ts'

const reason = new Error('nobody waits')

type StallingWorld<Tx> = StoreWorld<Tx> & { stall(): Promise<Stall> }

/** A case about reads that nobody waits for any more. Of a store that cannot stop them it asks that core begins none. */
function leftCase(
  id: string,
  title: string,
  run: <Tx>(world: StallingWorld<Tx>) => Promise<StoreCaseSkip | undefined>,
): StoreCase {
  return storeCase(id, title, async (world) => {
    if (!world.store.capabilities.cancels) {
      await beginsNone(world)
      return undefined
    }
    const stall = world.rig.stall?.bind(world.rig)
    return stall ? run({ ...world, stall }) : skipped('the rig has no `stall`')
  })
}

async function beginsNone<Tx>({ daybook }: StoreWorld<Tx>): Promise<void> {
  const signal = AbortSignal.abort(reason)
  const isReason = (error: unknown) => error === reason
  await daybook.log('here')
  await assert.rejects(daybook.find({ signal }), isReason)
  await assert.rejects(daybook.count({}, { signal }), isReason)
  await assert.rejects(daybook.stream({ signal }).next(), isReason)
  assert.equal(await daybook.count(), 1)
}

/** Every way to read, as a store is asked for it. */
function reads<Tx>(
  store: EventStore<Tx, object>,
): readonly ((options: ReadOptions<Tx>) => Promise<unknown>)[] {
  return [
    (options) => store.find({ filter: anyEvent, order: 'newest', limit: 10 }, options),
    (options) => store.count(anyEvent, 10, options),
    ...(store.summarise
      ? [
          (options: ReadOptions<Tx>) =>
            store.summarise?.(anyEvent, { facets: [], values: 1, cap: 10 }, options) as Promise<unknown>,
        ]
      : []),
  ]
}

/** Runs `work` while the database keeps statements waiting. */
async function whileStalled<T>({ stall }: { stall(): Promise<Stall> }, work: (stalled: Stall) => Promise<T>) {
  const stalled = await stall()
  try {
    return await work(stalled)
  } finally {
    await stalled.end()
  }
}

/** What became of a read: its answer, or what it rejected with. */
function outcomeOf(read: Promise<unknown>): Promise<{ answer: unknown } | { error: unknown }> {
  return read.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  )
}

/** Reads whose signal is aborted. */
export const leftReads = [
  leftCase('L1', 'a read that nobody waits for is stopped in the database', async (world) => {
    const { store } = world
    await store.append(sampleEvents(3))
    for (const read of reads(store)) {
      const reader = new AbortController()
      const left = await whileStalled(world, async ({ waiting }) => {
        const outcome = outcomeOf(read({ signal: reader.signal }))
        await eventually(waiting, 1, 'the read should have reached the database')
        reader.abort(reason)
        await eventually(waiting, 0, 'the database still works for nobody')
        return { outcome }
      })
      assert.deepEqual(await left.outcome, { error: reason })
    }
    assert.equal(await store.count(anyEvent, 10), 3)
    return undefined
  }),

  leftCase('L2', 'a read that is stopped takes no other with it', async (world) => {
    const { store } = world
    await store.append(sampleEvents(3))
    const reader = new AbortController()
    const { signal } = new AbortController()
    const awaited = await whileStalled(world, async ({ waiting }) => {
      const left = outcomeOf(store.count(anyEvent, 10, { signal: reader.signal }))
      const outcome = outcomeOf(store.count(anyEvent, 10, { signal }))
      await eventually(waiting, 2, 'both reads should have reached the database')
      reader.abort(reason)
      await left
      await aMoment()
      assert.equal(await waiting(), 1)
      return { outcome }
    })
    assert.deepEqual(await awaited.outcome, { answer: 3 })
    // Nor one that comes after it on the same connection.
    for (const read of reads(store))
      await assert.doesNotReject(Promise.all(Array.from({ length: 5 }, () => read({}))))
    return undefined
  }),

  leftCase('L3', 'a signal that comes after the answer stops nothing', async ({ store }) => {
    await store.append(sampleEvents(3))
    for (const read of reads(store)) {
      const reader = new AbortController()
      await assert.doesNotReject(read({ signal: reader.signal }))
      const next = read({})
      reader.abort(reason)
      await assert.doesNotReject(next)
      await assert.doesNotReject(read({}))
    }
    return undefined
  }),

  leftCase('L4', 'inside a transaction a read goes on, and the transaction with it', async (world) => {
    const { store } = world
    const { transactions } = store
    if (!transactions) {
      await refusesTransactions(world)
      return undefined
    }
    const event = sampleEvent(1)
    await transactions.run(async (tx) => {
      const reader = new AbortController()
      const left = await whileStalled(world, async ({ waiting }) => {
        const outcome = outcomeOf(store.count(anyEvent, 10, { tx, signal: reader.signal }))
        await eventually(waiting, 1, 'the read should have reached the database')
        reader.abort(reason)
        await aMoment()
        assert.equal(await waiting(), 1)
        return { outcome }
      })
      await left.outcome
      await store.append([event], { tx })
    })
    assert.deepEqual(idsOf(await allEvents(store)), [event.id])
    return undefined
  }),
]
