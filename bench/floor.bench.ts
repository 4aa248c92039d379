import { createDaybook } from '@daybook/core'
import { expect, test } from 'vitest'
import { publish } from './results.ts'
import { storeIntoNothing } from './store-into-nothing.ts'

// The floor of event-tracking, with its three knobs: how many events, how large each, and how long that may take;
// a negative time only reports.
const count = Number(process.env.DAYBOOK_FLOOR_EVENTS ?? 20_000)
const size = Number(process.env.DAYBOOK_FLOOR_BYTES ?? 600)
const threshold = Number(process.env.DAYBOOK_FLOOR_SECONDS ?? 1.75)

test(`${count} events of ${size} bytes`, async () => {
  let taken = 0
  const store = storeIntoNothing((events) => {
    taken += events
  })
  const daybook = createDaybook({ store })
  const data = { payload: 'x'.repeat(size) }
  const start = performance.now()
  for (let done = 0; done < count; done++) await daybook.log('perf.event', { data })
  const value = (performance.now() - start) / 1_000
  publish({
    kind: 'figures',
    suite: 'floor',
    title: `the floor of event-tracking: ${count} events of ${size} bytes`,
    rows: [
      {
        name: 'log(), each awaited',
        value,
        unit: 's',
        ...(threshold >= 0 && { aim: { atMost: threshold } }),
      },
    ],
  })
  expect(taken).toBe(count)
})
