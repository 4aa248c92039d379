import type { JsonObject, Outcome } from '@daybook/core'
import { between, createRandom, pick, pickSkewed, type Random } from './random.ts'

/** How far back the made-up events go. */
export const demoDays = 30

const dayMillis = 86_400_000

interface Party {
  readonly type: string
  readonly id: string
  readonly name: string
}

interface Happening {
  readonly target?: Party
  readonly outcome?: Outcome
  readonly reason?: string
  readonly note?: string
  readonly data?: JsonObject
  readonly changes?: Readonly<
    Record<string, { readonly before?: JsonObject[string]; readonly after?: JsonObject[string] }>
  >
  readonly context?: JsonObject
}

/** What happened, for `log()`. */
export interface BelievableEvent extends Happening {
  readonly action: string
  readonly occurredAt: Date
  readonly actor: Party | null
}

/** `count` events of a billing company that never was, over the last 30 days, oldest first; the same ones each time. */
export function* believableEvents(count: number, now: number): Generator<BelievableEvent, void, undefined> {
  const random = createRandom(42)
  const times = Array.from({ length: count }, () => timeOf(random, now)).sort((a, b) => a - b)
  for (const [index, millis] of times.entries()) {
    const { action, actor, make } = weighted(random)
    const { context, ...happening } = make(random)
    yield {
      action,
      occurredAt: new Date(millis),
      actor: actor(random),
      ...happening,
      context: { requestId: `req_${index.toString(36).padStart(6, '0')}`, ...context },
    }
  }
}

/** Office hours of working days are busy, nights are not. */
function timeOf(random: Random, now: number): number {
  while (true) {
    const millis = now - Math.floor(random() * demoDays * dayMillis)
    const date = new Date(millis)
    const isWeekend = [0, 6].includes(date.getUTCDay())
    const hour = date.getUTCHours()
    const busy = (hour >= 8 && hour < 18 ? 1 : 0.15) * (isWeekend ? 0.25 : 1)
    if (random() < busy) return millis
  }
}

const people: readonly [Party, ...Party[]] = [
  { type: 'User', id: '7', name: 'Ada Lovelace' },
  { type: 'User', id: '12', name: 'Grace Hopper' },
  { type: 'User', id: '31', name: 'm.okafor@acme.io' },
  { type: 'User', id: '18', name: 'Katherine Johnson' },
  { type: 'User', id: '44', name: 'Linus Åkesson' },
  { type: 'User', id: '52', name: 'Mei Chen' },
  { type: 'User', id: '61', name: 'Nadia Farah' },
  { type: 'User', id: '70', name: 'Oskar Lind' },
]
const worker: Party = { type: 'Service', id: 'billing-worker', name: 'billing-worker' }
const key: Party = { type: 'ApiKey', id: '7f3c', name: 'API key ••7f3c' }
const companies = [
  'Initech',
  'Hooli',
  'Globex',
  'Umbrella',
  'Stark Industries',
  'Wayne Enterprises',
  'Acme',
  'Soylent',
] as const

const person = (random: Random) => pickSkewed(random, people)
const anyone = (random: Random) => (random() < 0.75 ? person(random) : random() < 0.6 ? worker : key)

function invoice(random: Random): Party {
  const number = Math.floor(random() ** 1.5 * 900) + 1
  return { type: 'Invoice', id: String(number), name: `INV-${String(number).padStart(4, '0')}` }
}

function customer(random: Random): Party {
  const index = Math.floor(random() * companies.length)
  return { type: 'Customer', id: String(190 + index), name: companies[index] ?? companies[0] }
}

const money = (random: Random) => ({
  amount: between(random, 9, 9_000) * 100,
  currency: pick(random, ['EUR', 'EUR', 'USD', 'GBP']),
})

const web = (random: Random, statusCode = 200): JsonObject => ({
  ip: `203.0.113.${between(random, 1, 60)}`,
  statusCode,
  durationMs: between(random, 4, 480) + 0.5,
  userAgent: pick(random, [
    'Firefox 145, Linux',
    'Chrome 141, macOS',
    'Safari 19, iOS',
    'Chrome 141, Windows',
  ]),
})

interface Kind {
  readonly weight: number
  readonly action: string
  readonly actor: (random: Random) => Party | null
  readonly make: (random: Random) => Happening
}

const kinds: readonly [Kind, ...Kind[]] = [
  { weight: 18, action: 'user.signed_in', actor: person, make: (random) => ({ context: web(random) }) },
  {
    weight: 3,
    action: 'user.signed_in',
    actor: () => null,
    make: (random) => ({ outcome: 'denied', reason: 'wrong password', context: web(random, 401) }),
  },
  {
    weight: 16,
    action: 'invoice.created',
    actor: anyone,
    make: (random) => ({ target: invoice(random), data: money(random), context: web(random, 201) }),
  },
  {
    weight: 14,
    action: 'invoice.updated',
    actor: person,
    make: (random) => ({ target: invoice(random), changes: changed(random), context: web(random) }),
  },
  {
    weight: 13,
    action: 'invoice.sent',
    actor: () => worker,
    make: (random) =>
      random() < 0.06
        ? { target: invoice(random), outcome: 'failure', reason: 'SMTP 451: try again later' }
        : { target: invoice(random), data: { to: 'accounts@example.com' } },
  },
  {
    weight: 12,
    action: 'invoice.paid',
    actor: anyone,
    make: (random) => ({
      target: invoice(random),
      data: money(random),
      changes: { '/status': { before: 'open', after: 'paid' } },
      ...(random() < 0.1 && { note: 'Settled by card after a reminder.' }),
      context: web(random),
    }),
  },
  {
    weight: 3,
    action: 'invoice.voided',
    actor: person,
    make: (random) => ({
      target: invoice(random),
      outcome: 'denied',
      reason: 'needs role: finance',
      context: web(random, 403),
    }),
  },
  {
    weight: 6,
    action: 'customer.updated',
    actor: person,
    make: (random) => ({
      target: customer(random),
      changes: {
        '/address/city': { before: 'London', after: pick(random, ['Lisbon', 'Oslo', 'Lagos', 'Graz']) },
      },
      context: web(random),
    }),
  },
  {
    weight: 4,
    action: 'report.exported',
    actor: person,
    make: (random) => ({ data: { rows: between(random, 10, 9_000), format: 'csv' }, context: web(random) }),
  },
  {
    weight: 1,
    action: 'settings.changed',
    actor: person,
    make: () => ({ changes: { '/reminders/days': { before: 14, after: 10 } } }),
  },
]

function changed(random: Random): NonNullable<Happening['changes']> {
  return pick<NonNullable<Happening['changes']>>(random, [
    { '/due_on': { before: '2026-12-01', after: '2026-12-15' } },
    { '/status': { before: 'draft', after: 'open' } },
    { '/lines/0/quantity': { before: 1, after: 3 }, '/total': { before: 4_200, after: 12_600 } },
    { '/billing/address': { after: { street: '1 Analytical Way', city: 'London' } } },
  ])
}

const totalWeight = kinds.reduce((total, { weight }) => total + weight, 0)

function weighted(random: Random): Kind {
  let left = random() * totalWeight
  for (const kind of kinds) {
    left -= kind.weight
    if (left < 0) return kind
  }
  return kinds[0]
}
