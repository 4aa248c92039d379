import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DaybookEvent, EventFeed } from '@daybook/core'
import { createMemorySink } from '@daybook/core/memory'
import { createRelay } from '@daybook/core/relay'
import { idsOf, sampleEvents } from '../data/sample-event.ts'
import { anyEvent } from '../kit/reading.ts'
import { type StoreCase, storeCase } from '../kit/store-case.ts'
import type { StoreWorld } from '../kit/store-world.ts'
import { rolledBack } from './transaction-steps.ts'

type Feeding<Tx> = StoreWorld<Tx> & { readonly feed: EventFeed }

/** A case about the feed. Of a store that declares none it asks that no relay can be made over it. */
function feedCase(id: string, title: string, run: <Tx>(world: Feeding<Tx>) => Promise<void>): StoreCase {
  return storeCase(id, title, async (world) => {
    const { feed } = world.store
    if (feed) await run({ ...world, feed })
    else
      assert.throws(() => createRelay({ store: { name: world.store.name }, sinks: [] }), {
        code: 'DAYBOOK_NO_FEED',
      })
    return undefined
  })
}

/** What comes after a position, by id. */
async function idsAfter(feed: EventFeed, position: number): Promise<readonly (string | undefined)[]> {
  return (await feed.read(position, 1_000)).map(({ event }) => event?.id)
}

async function sequenceAll(feed: EventFeed): Promise<number> {
  let moved = 0
  for (let step = await feed.sequence(100); step > 0; step = await feed.sequence(100)) moved += step
  return moved
}

const long = 60_000
const mine = { owner: 'kit-1', millis: long }
const theirs = { owner: 'kit-2', millis: long }

/** Whoever reads the feed gets every committed event, once, at a place that never changes. */
export const feed = [
  feedCase('G1', 'every stored event gets one place, in order, and stays there', async ({ store, feed }) => {
    const events = sampleEvents(25)
    await store.append(events)
    await store.append(events.slice(5, 9))
    assert.deepEqual(await idsAfter(feed, 0), [])
    assert.equal(await feed.head(), 0)
    assert.equal(await feed.sequence(10), 10)
    assert.equal(await sequenceAll(feed), 15)
    assert.equal(await feed.head(), 25)
    const entries = await feed.read(0, 1_000)
    const stored = await store.find({ filter: anyEvent, order: 'oldest', limit: 1_000 })
    assert.deepEqual(
      entries.map(({ event }) => event),
      stored,
    )
    assert.deepEqual(
      entries.map(({ position }) => position),
      entries.map((_, index) => (entries[0]?.position as number) + index),
    )
    assert.deepEqual(await feed.read(entries[6]?.position as number, 3), entries.slice(7, 10))
    assert.equal(await feed.sequence(10), 0)
  }),

  feedCase('G2', 'what is rolled back gets no place', async ({ store, daybook, feed }) => {
    const { transactions } = store
    if (!transactions) return
    await rolledBack(transactions, async (tx) => {
      await daybook.log('never', { tx })
    })
    const kept = await daybook.log('ever')
    await sequenceAll(feed)
    assert.deepEqual(await idsAfter(feed, 0), [kept.id])
  }),

  feedCase(
    'G3',
    'an event that is committed after a later one is not missed',
    async ({ store, daybook, feed, rig }) => {
      if (!rig.begin || store.transactions?.exclusive) return
      const opened = await rig.begin()
      const slow = await daybook.log('begun first', { tx: opened.tx as never })
      const quick = await daybook.log('committed first', { tx: null })
      await sequenceAll(feed)
      assert.deepEqual(await idsAfter(feed, 0), [quick.id])
      await opened.commit()
      await sequenceAll(feed)
      assert.deepEqual(await idsAfter(feed, 0), [quick.id, slow.id])
    },
  ),

  feedCase(
    'G4',
    'several that sequence at once give no place twice and lose none',
    async ({ store, feed }) => {
      const events = sampleEvents(400)
      await store.append(events)
      await Promise.all(Array.from({ length: 8 }, () => feed.sequence(30)))
      await sequenceAll(feed)
      assert.deepEqual([...(await idsAfter(feed, 0))].sort(), idsOf(events).slice().sort())
    },
  ),

  feedCase('G5', 'a consumer has one worker at a time', async ({ store, feed }) => {
    await store.append(sampleEvents(3))
    await sequenceAll(feed)
    const start = await feed.claim('one', mine)
    assert.notEqual(start, undefined)
    assert.equal(await feed.claim('one', theirs), undefined)
    assert.equal(await feed.claim('one', mine), start)
    assert.equal(await feed.advance('one', 2, theirs), false)
    assert.equal(await feed.advance('one', 2, mine), true)
    assert.notEqual(await feed.claim('two', theirs), undefined)
    await feed.release('one', theirs.owner)
    assert.equal(await feed.claim('one', theirs), undefined)
    await feed.release('one', mine.owner)
    assert.equal(await feed.claim('one', theirs), 2)
    assert.equal(await feed.advance('one', 3, mine), false)
  }),

  feedCase('G6', 'a lease that ran out can be taken, and its holder finds out', async ({ feed }) => {
    assert.equal(await feed.claim('one', { ...mine, millis: 1 }), 0)
    for (let tries = 0; (await feed.claim('one', theirs)) === undefined; tries++) {
      assert.ok(tries < 200, 'the lease never ran out')
      await sleep(10)
    }
    assert.equal(await feed.advance('one', 1, mine), false)
    assert.equal(await feed.claim('one', theirs), 0)
  }),

  feedCase(
    'G7',
    'dead letters are kept once, in order, until they are dealt with',
    async ({ store, feed }) => {
      const events = sampleEvents(4)
      await store.append(events)
      const letters = events.map(({ id }, index) => ({
        position: index + 1,
        eventId: id,
        reason: `reason ${index}`,
      }))
      await feed.bury('one', letters.slice(2))
      await feed.bury('one', letters)
      await feed.bury('one', [])
      await feed.bury('two', letters.slice(0, 1))
      const buried = await feed.deadLetters('one', 100)
      assert.deepEqual(
        buried.map(({ event, ...letter }) => letter),
        letters,
      )
      assert.deepEqual(
        buried.map(({ event }) => (event as DaybookEvent).id),
        idsOf(events),
      )
      assert.equal((await feed.deadLetters('one', 2)).length, 2)
      assert.equal((await feed.lag('one')).deadLetters, 4)
      await feed.unbury('one', [1, 3])
      await feed.unbury('one', [])
      assert.deepEqual(
        (await feed.deadLetters('one', 100)).map(({ position }) => position),
        [2, 4],
      )
      assert.equal((await feed.deadLetters('two', 100)).length, 1)
    },
  ),

  feedCase('G8', 'a pruned event leaves an empty place', async ({ store, daybook, feed }) => {
    const [first, second] = [await daybook.log('a'), await daybook.log('b')]
    await sequenceAll(feed)
    await feed.bury('one', [{ position: 1, eventId: first.id, reason: '' }])
    if (!store.prune) return
    assert.equal(await daybook.prune({ action: 'a' }), 1)
    assert.deepEqual(await idsAfter(feed, 0), [undefined, second.id])
    assert.equal((await feed.deadLetters('one', 10))[0]?.event, undefined)
  }),

  feedCase('G9', 'lag counts what a consumer has not passed', async ({ store, feed }) => {
    const events = sampleEvents(5)
    await store.append(events)
    assert.deepEqual(await feed.lag('one'), { entries: 0, unsequenced: 5, since: null, deadLetters: 0 })
    await sequenceAll(feed)
    await feed.claim('one', mine)
    await feed.advance('one', 2, mine)
    const since = events[2]?.occurredAt
    assert.deepEqual(await feed.lag('one'), { entries: 3, unsequenced: 0, since, deadLetters: 0 })
    await feed.advance('one', 5, mine)
    assert.deepEqual(await feed.lag('one'), { entries: 0, unsequenced: 0, since: null, deadLetters: 0 })
  }),

  feedCase('G10', 'only what every consumer has passed is trimmed', async ({ store, feed }) => {
    const events = sampleEvents(10)
    await store.append(events)
    await sequenceAll(feed)
    assert.equal(await feed.trim(100), 0)
    await feed.claim('quick', mine)
    await feed.claim('slow', mine)
    await feed.advance('quick', 9, mine)
    await feed.advance('slow', 6, mine)
    assert.equal(await feed.trim(4), 4)
    assert.equal(await feed.trim(100), 2)
    assert.equal(await feed.trim(100), 0)
    assert.deepEqual(await idsAfter(feed, 0), idsOf(events).slice(6))
    assert.equal(await feed.claim('late', mine), 6)
    await feed.advance('quick', 10, mine)
    await feed.advance('slow', 10, mine)
    await feed.advance('late', 10, mine)
    assert.equal(await feed.trim(100), 4)
    await store.append(sampleEvents(11).slice(10))
    await sequenceAll(feed)
    assert.deepEqual(
      (await feed.read(0, 10)).map(({ position }) => position),
      [11],
    )
  }),

  feedCase('G11', 'a relay hands every event to every sink, and goes on where it was', async (world) => {
    const { daybook, store } = world
    const [first, second] = [createMemorySink('first'), createMemorySink('second')]
    const relay = () => createRelay({ store, sinks: [first, second], batchSize: 2, onError: assert.ifError })
    for (const action of ['a', 'b', 'c', 'd', 'e']) await daybook.log(action)
    await using one = relay()
    assert.deepEqual(await one.drain(), { first: { sent: 5, buried: 0 }, second: { sent: 5, buried: 0 } })
    await one.close()
    await daybook.log('f')
    await using two = relay()
    assert.deepEqual(await two.drain(), { first: { sent: 1, buried: 0 }, second: { sent: 1, buried: 0 } })
    const { events } = await daybook.find({ order: 'oldest' })
    assert.deepEqual(first.events, events)
    assert.deepEqual(second.events, events)
  }),

  feedCase('G12', 'an event that was pruned and is stored again has a place', async ({ store, feed }) => {
    const [event] = sampleEvents(1) as [DaybookEvent]
    await store.append([event])
    if (!store.prune) return
    assert.equal(await store.prune(anyEvent, 10), 1)
    assert.equal((await store.append([event])).inserted.size, 1)
    await sequenceAll(feed)
    assert.ok((await idsAfter(feed, 0)).includes(event.id))
  }),

  feedCase('G13', 'whoever waits for news is woken by an event, until they stop', async ({ store, feed }) => {
    if (!feed.wakeups) return
    const [first, second, third] = sampleEvents(3) as [DaybookEvent, DaybookEvent, DaybookEvent]
    const one = await listening(feed)
    await store.append([first])
    await one.news()
    one.stop()
    const heard = one.heard()
    const other = await listening(feed)
    await store.append([second])
    await other.news()
    assert.equal(one.heard(), heard)
    const { transactions } = store
    if (transactions) await transactions.run(async (tx) => void (await store.append([third], { tx })))
    else await store.append([third])
    await other.news()
    other.stop()
  }),
]

/** One who waits for news of a feed. */
async function listening(feed: EventFeed) {
  const leaving = new AbortController()
  let heard = 0
  let answered = 0
  let tell = () => {}
  await feed.wakeups?.(() => {
    heard++
    tell()
  }, leaving.signal)
  // Being told once at the beginning is allowed, and no answer to what comes.
  answered = heard
  return {
    heard: () => heard,
    stop: () => leaving.abort(),
    /** Resolves when there was news since it was asked last. */
    async news() {
      if (heard === answered)
        await Promise.race([
          new Promise<void>((resolve) => {
            tell = resolve
          }),
          sleep(10_000, undefined, { ref: false }).then(() => assert.fail('Nobody told of the event')),
        ])
      answered = heard
    },
  }
}
