import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createDaybook } from '../daybook/create-daybook.ts'
import { createMemorySink, type EventSink } from '../sinks/event-sink.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { createRelay } from './create-relay.ts'
import { followFeed } from './follow-feed.ts'
import { withMemoryFeed } from './memory-feed.ts'

function feeding() {
  const store = withMemoryFeed(createMemoryStore())
  return { store, daybook: createDaybook({ store }) }
}

const send = async () => undefined

describe('what cannot be relayed is refused when the relay is made', () => {
  test('a store without a feed', () => {
    expect(() => createRelay({ store: createMemoryStore(), sinks: [] })).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_NO_FEED' }),
    )
  })

  test.each([
    ['no name', [{ name: '', send }], 'needs a name'],
    ['too long a name', [{ name: 'x'.repeat(129), send }], 'needs a name'],
    ['nothing to send with', [{ name: 'x' } as EventSink], 'no method `send`'],
    ['one name for two', [createMemorySink('x'), createMemorySink('x')], 'Two sinks are named `x`'],
  ])('a sink with %s', (_case, sinks, words) => {
    const { store } = feeding()
    const attempt = () => createRelay({ store, sinks })
    expect(attempt).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_SINK' }))
    expect(attempt).toThrow(words)
  })

  test('a question about a sink it does not have', async () => {
    await using relay = createRelay({ store: feeding().store, sinks: [createMemorySink('known')] })
    expect(() => relay.deadLetters('unknown')).toThrow('no sink named `unknown`')
  })
})

test('nothing happens before it is started, and the sinks are closed with it', async () => {
  const { store, daybook } = feeding()
  let closed = 0
  const sink = { ...createMemorySink('sink'), close: async () => void closed++ }
  const relay = createRelay({ store, sinks: [sink], pollMillis: 1 })
  await daybook.log('x')
  expect(sink.events).toEqual([])
  await relay.close()
  await relay.close()
  expect([sink.events, closed]).toEqual([[], 1])
})

test('a wake cuts the pause short', async () => {
  const { store, daybook } = feeding()
  const arrived = Promise.withResolvers<void>()
  const sink: EventSink = { name: 'sink', send: async () => arrived.resolve() }
  await using relay = createRelay({ store, sinks: [sink], pollMillis: 3_600_000 })
  relay.start()
  relay.start()
  // The first look finds nothing; then the relay waits for an hour.
  await new Promise((resolve) => setImmediate(resolve))
  daybook.on('eventLogged', relay.wake)
  await daybook.log('x')
  await arrived.promise
})

test('so does news that the store tells of', async () => {
  const { store, daybook } = feeding()
  const arrived = Promise.withResolvers<void>()
  const sink: EventSink = { name: 'sink', send: async () => arrived.resolve() }
  await using relay = createRelay({ store, sinks: [sink], pollMillis: 3_600_000 })
  relay.start()
  await new Promise((resolve) => setImmediate(resolve))
  await daybook.log('x')
  await arrived.promise
})

test('a follower hears of news until it stops', async () => {
  const { store, daybook } = feeding()
  const { feed } = store
  if (!feed) throw new Error('no feed')
  const stop = new AbortController()
  let heard = 0
  const follower = await followFeed(feed, { onNews: () => heard++, signal: stop.signal })
  await daybook.log('x')
  expect(heard).toBe(1)
  expect(await follower.next()).toHaveLength(1)
  stop.abort()
  await daybook.log('y')
  expect(heard).toBe(1)
})

test('a send that takes longer than the lease keeps it', async () => {
  const { store, daybook } = feeding()
  const slow = Promise.withResolvers<void>()
  const sent: string[] = []
  const sink = (name: string): EventSink => ({
    name: 'sink',
    async send() {
      sent.push(name)
      await slow.promise
    },
  })
  await daybook.log('x')
  await using one = createRelay({ store, sinks: [sink('one')], leaseMillis: 30_000 })
  await using other = createRelay({ store, sinks: [sink('other')], leaseMillis: 30_000 })
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const draining = one.drain()
  for (let seconds = 0; seconds < 120; seconds += 5) {
    await vi.advanceTimersByTimeAsync(5_000)
    await other.drain()
  }
  slow.resolve()
  expect(await draining).toEqual({ sink: { sent: 1, buried: 0 } })
  expect(sent).toEqual(['one'])
})

test('closing ends a sink that is being retried, and what it did not take stays for the next', async () => {
  const { store, daybook } = feeding()
  await daybook.log('x')
  const failed = Promise.withResolvers<void>()
  const broken: EventSink = {
    name: 'sink',
    async send() {
      failed.resolve()
      throw new Error('down')
    },
  }
  const relay = createRelay({
    store,
    sinks: [broken],
    retry: { pauseMillis: 3_600_000, maxPauseMillis: 3_600_000 },
    onError: () => undefined,
  })
  relay.start()
  await failed.promise
  await relay.close()
  const sink = createMemorySink('sink')
  await using next = createRelay({ store, sinks: [sink] })
  expect(await next.drain()).toEqual({ sink: { sent: 1, buried: 0 } })
})

test('a feed that fails is told and tried again', async () => {
  const { store, daybook } = feeding()
  await daybook.log('x')
  let failures = 2
  const feed = {
    ...(store.feed as NonNullable<typeof store.feed>),
    async sequence(limit: number) {
      if (failures-- > 0) throw new Error('the store is down')
      return (store.feed as NonNullable<typeof store.feed>).sequence(limit)
    },
  }
  const errors: unknown[] = []
  const arrived = Promise.withResolvers<void>()
  await using relay = createRelay({
    store: { name: 'moody', feed },
    sinks: [{ name: 'sink', send: async () => arrived.resolve() }],
    pollMillis: 1,
    onError: (error) => errors.push(error),
  })
  relay.start()
  await arrived.promise
  expect(errors).toEqual([new Error('the store is down'), new Error('the store is down')])
})
