import { createDaybook, type EventStore, StorageError } from '@daybook/core'
import { expect, test } from 'vitest'
import { details } from './orms/made-event.ts'
import { publish } from './results.ts'

const maxBytes = 32 * 1024 * 1024
const perSecond = 2_000
const seconds = Number(process.env.DAYBOOK_BENCH_OUTAGE ?? 20_000) / 1_000

/** A store that is away. */
const away: EventStore = {
  name: 'away',
  capabilities: { durable: false, cancels: false },
  append: () =>
    Promise.reject(
      new StorageError({ code: 'DAYBOOK_UNAVAILABLE', message: 'Away.', fix: 'Wait.', retryable: true }),
    ),
  find: async () => [],
  count: async () => 0,
}

/** Megabytes in use after a collection. */
function used(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

test('memory while the store is away, deferred', async () => {
  const daybook = createDaybook({
    store: away,
    delivery: { maxBytes, maxEvents: 1_000_000, whenFull: 'drop' },
    onError: () => undefined,
  })
  let dropped = 0
  daybook.on('eventDropped', () => dropped++)
  const before = used()
  const samples: number[] = []
  for (let second = 0; second < seconds; second++) {
    for (let tenth = 0; tenth < 10; tenth++) {
      // Five times the rate, so that the bound is reached early and the rest shows whether it holds.
      for (let done = 0; done < perSecond / 2; done++) daybook.defer('file.modified', details)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    samples.push(used() - before)
  }
  const { queue } = daybook.health()
  expect(dropped + queue.events).toBe(seconds * perSecond * 5)
  expect(dropped).toBeGreaterThan(0)
  const half = samples.slice(samples.length >> 1)
  publish({
    kind: 'figures',
    suite: 'memory',
    title: `${perSecond * 5} deferred events a second, no store for ${seconds} s`,
    rows: [
      { name: 'the bound, `maxBytes`', value: maxBytes / 2 ** 20, unit: 'MiB' },
      { name: 'heap in use above the start, at most', value: Math.max(...samples), unit: 'MiB' },
      {
        name: 'the same, most against least in the second half',
        value: Math.max(...half) / Math.min(...half),
        unit: 'times',
        aim: { atMost: 1.1 },
      },
      { name: 'events in memory', value: queue.events, unit: '' },
      { name: 'events dropped and counted', value: dropped, unit: '' },
    ],
  })
  await daybook.close({ deadlineMillis: 1 })
})
