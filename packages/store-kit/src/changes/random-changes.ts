import assert from 'node:assert/strict'
import { context, type DaybookEvent } from '@daybook/core'
import { type HistoryReader, stateAt } from '@daybook/core/changes'
import { seededNumbers } from '../data/seeded-numbers.ts'
import type { InvoiceValues } from './change-rig.ts'
import { type ChangeWorld, plainInvoice } from './change-world.ts'
import type { ChangeScenario } from './run-change-scenarios.ts'

/** A row as it was read right after a change. */
interface Moment {
  readonly id: string
  readonly row: Readonly<Record<string, unknown>> | undefined
}

const changesMade = 1_000
const seed = 20_261

/** The same thousand changes every time. */
export const randomChanges: ChangeScenario = {
  title: 'stateAt equals the row as it was read, after each of 1,000 random changes',
  async run(world) {
    world.trackWith({ invoice: { except: ['lastSeenAt', 'phone'], redact: [] } })
    const moments = await makeChanges(world)
    const events = await world.events()
    assert.ok(events.length > changesMade / 2, 'most changes leave an event')
    const remembered = readerOf(events)
    for (const event of events) {
      const { id, row } = moments.get(event.requestId ?? '') ?? {}
      assert.equal(event.target?.id, id)
      // All are compared, some of them as the database answers.
      const reader = Number(event.requestId) % 50 === 0 ? world.daybook : remembered
      const { values, complete } = await stateAt(reader, { type: 'Invoice', id: id ?? '' }, event)
      assert.equal(complete, true, 'the history is complete')
      assert.equal(values === undefined, row === undefined, 'whether it existed')
      if (row !== undefined) assert.deepEqual(comparable(values ?? {}), comparable(row), `after ${event.id}`)
    }
  },
}

/** Makes the changes, each as a request of its own, and answers with what each led to. */
async function makeChanges<Tx>(world: ChangeWorld<Tx>): Promise<ReadonlyMap<string, Moment>> {
  const random = seededNumbers(seed)
  const live: string[] = []
  const moments = new Map<string, Moment>()
  for (let made = 0; made < changesMade; made++) {
    const requestId = String(made)
    const id = await context.run({ requestId }, () => change(world, random, live, made))
    moments.set(requestId, { id, row: await world.read(id) })
  }
  return moments
}

/** Reads histories out of events that were read before, the oldest first. */
function readerOf(events: readonly DaybookEvent[]): HistoryReader {
  const newestFirst = events.toReversed()
  return {
    async *history({ id }, { until } = {}) {
      for (const event of newestFirst)
        if (event.target?.id === id && (until === undefined || event.occurredAt < until)) yield event
    },
    async *stream() {},
  }
}

/** Makes one change, and answers with the id of the row. */
async function change<Tx>(
  world: ChangeWorld<Tx>,
  random: () => number,
  live: string[],
  made: number,
): Promise<string> {
  const dice = random()
  if (live.length === 0 || (dice < 0.1 && live.length < 20)) {
    const values = { ...plainInvoice, number: `N-${made}`, ...randomValues(random) }
    const id = await world.transaction((tx) => world.first('create')(values, tx))
    live.push(id)
    return id
  }
  const index = Math.floor(random() * live.length)
  const id = live[index] as string
  if (dice < 0.15) {
    live.splice(index, 1)
    await world.transaction((tx) => world.first('delete')(id, tx))
  } else await world.transaction((tx) => world.first('update')(id, randomValues(random), tx))
  return id
}

function randomValues(random: () => number): Partial<InvoiceValues> {
  const pick = <T>(...values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  const words = () => Array.from({ length: Math.floor(random() * 5) }, () => pick('a', 'b', 'c', 'd', 'e'))
  const all: InvoiceValues = {
    ...plainInvoice,
    status: pick('open', 'paid', 'void'),
    amount: `${Math.floor(random() * 1_000)}.${pick('00', '05', '50', '99')}`,
    quantity: Math.floor(random() * 10),
    views: pick(null, '0', '9007199254740993', '9007199254740995'),
    urgent: random() < 0.5,
    dueAt: pick(null, new Date(Date.UTC(2026, Math.floor(random() * 12), 1, 12))),
    meta: pick<unknown>(
      null,
      { tags: words() },
      { customer: { name: pick('Ada', 'Bob'), city: pick('Paris', 'Lyon') }, tags: words() },
      { lines: words().map((sku) => ({ sku, count: Math.floor(random() * 3) })) },
    ),
    scan: pick(null, Uint8Array.of(1), Uint8Array.of(1, 2, 3)),
    note: pick(null, '', 'x', 'a/b~c'),
  }
  const chosen = (Object.keys(all) as (keyof InvoiceValues)[]).filter(
    (name) => name !== 'number' && name !== 'phone' && name !== 'lastSeenAt' && random() < 0.3,
  )
  return Object.fromEntries(chosen.map((name) => [name, all[name]]))
}

/** What a row and its JSON form have in common. */
function comparable(row: Readonly<Record<string, unknown>>): object {
  const { number, status, amount, quantity, views, urgent, dueAt, meta, scan, note } = row
  return {
    number,
    status,
    amount: Number(amount),
    quantity: Number(quantity),
    views: views === null ? null : String(views),
    urgent: Boolean(urgent),
    dueAt: dueAt === null ? null : new Date(dueAt as string).toISOString(),
    meta: meta === null ? null : JSON.parse(JSON.stringify(meta)),
    scan: scan === null ? null : base64Of(scan),
    note,
  }
}

function base64Of(value: unknown): string {
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  return (value as { readonly base64: string }).base64
}
