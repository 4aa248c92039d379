import type { JsonObject } from '@daybook/core'
import type { History, HistoryEvent } from './history-event.ts'
import { between, createRandom, pick, type Random } from './random.ts'

const days = 30
const dayMillis = 86_400_000

/**
 * The last 30 days of a shop that never was, about 2,000 events. A day's events are always the same, so that a
 * second import on the same day finds them all, and one a day later adds the day between.
 */
export async function* madeUpHistory(now: number = Date.now()): History {
  const today = Math.floor(now / dayMillis)
  for (let day = today - days; day < today; day++)
    for (const event of eventsOf(day)) yield [event, (day - today + days) / days]
}

function eventsOf(day: number): readonly HistoryEvent[] {
  const random = createRandom(day)
  const isWeekend = [6, 0].includes(new Date(day * dayMillis).getUTCDay())
  const count = isWeekend ? between(random, 15, 30) : between(random, 70, 100)
  return Array.from({ length: count }, (_, index) => eventOf(day, index, random))
}

function eventOf(day: number, index: number, random: Random): HistoryEvent {
  const [, make] = weighted(random)
  const actor = random() < 0.08 ? robot : person(random)
  // Two numbers make a bell over the working day, 8 to 18 h.
  const hour = 8 + 5 * (random() + random())
  return {
    occurredAt: new Date(day * dayMillis + Math.floor(hour * 3_600_000)).toISOString(),
    requestId: `shop-${day}-${index}`,
    actor,
    ...make(random),
  }
}

type Made = Pick<HistoryEvent, 'action' | 'target' | 'outcome' | 'reason' | 'data'>
type Kind = readonly [weight: number, make: (random: Random) => Made]

const robot = { type: 'Service', id: 'nightly', name: 'Nightly job' }
const names = [
  'Ines Costa',
  'Jonas Vik',
  'Kaja Mäki',
  'Liam Byrne',
  'Mei Chen',
  'Nadia Farah',
  'Oskar Lind',
] as const

function person(random: Random) {
  const name = pick(random, names)
  return { type: 'Employee', id: String(names.indexOf(name) + 1), name }
}

function order(random: Random) {
  const id = String(between(random, 10_000, 10_800))
  return { type: 'Order', id, name: `#${id}` }
}

function done(action: string, data: (random: Random) => JsonObject = () => ({})): Kind[1] {
  return (random) => ({ action, target: order(random), data: data(random) })
}

const kinds: readonly [Kind, ...Kind[]] = [
  [30, done('order.placed', (random) => ({ amount: between(random, 900, 90_000), currency: 'EUR' }))],
  [22, done('order.packed', (random) => ({ parcels: between(random, 1, 4) }))],
  [20, done('order.shipped', (random) => ({ carrier: pick(random, ['DHL', 'UPS', 'Post'] as const) }))],
  [5, done('order.refunded', (random) => ({ amount: between(random, 900, 30_000), currency: 'EUR' }))],
  [
    4,
    (random) => ({
      action: 'order.refunded',
      target: order(random),
      outcome: 'denied',
      reason: 'refunds above 300 EUR need a second person',
      data: { amount: between(random, 30_001, 90_000), currency: 'EUR' },
    }),
  ],
  [
    3,
    (random) => ({
      action: 'order.shipped',
      target: order(random),
      outcome: 'failure',
      reason: 'the carrier did not answer',
    }),
  ],
  [8, (random) => ({ action: 'customer.updated', target: customer(random), data: { fields: ['address'] } })],
  [
    2,
    (random) => ({
      action: 'customer.erased',
      target: customer(random),
      data: { ticket: between(random, 1, 999) },
    }),
  ],
  [4, (random) => ({ action: 'report.exported', data: { rows: between(random, 10, 9_000), format: 'csv' } })],
  [
    1,
    () => ({
      action: 'settings.changed',
      data: { setting: 'shipping.free_from', before: 5_000, after: 6_000 },
    }),
  ],
]

function customer(random: Random) {
  const id = String(between(random, 1, 250))
  return { type: 'Customer', id, name: `Customer ${id}` }
}

const totalWeight = kinds.reduce((total, [weight]) => total + weight, 0)

function weighted(random: Random): Kind {
  let left = random() * totalWeight
  for (const kind of kinds) {
    left -= kind[0]
    if (left < 0) return kind
  }
  return kinds[0]
}
