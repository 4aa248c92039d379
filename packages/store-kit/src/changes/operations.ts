import assert from 'node:assert/strict'
import type { DaybookEvent } from '@daybook/core'
import type { ChangeApis, ChangeRuns, InvoiceValues, SeenAs } from './change-rig.ts'
import { type ChangeWorld, plainInvoice, waysTo } from './change-world.ts'
import type { ChangeScenario } from './run-change-scenarios.ts'

/** Ids of what a kind of change is tried on: `open` and `otherOpen` have the status `open`, `paid` has `paid`. */
interface Rows {
  readonly open: string
  readonly otherOpen: string
  readonly paid: string
  readonly tag: string
}

type Kind = keyof ChangeRuns<never>

/** One event as it is expected. `changes`: exactly these pointers, each with at least what is given. */
interface Expected {
  readonly action: string
  readonly id: string
  readonly changes?: Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>
}

/** How a kind of change is tried, and what it leaves. */
interface Trial<K extends Kind> {
  /** What must be so before: an invoice is soft-deleted, a tag is linked. */
  readonly before?: <Tx>(world: ChangeWorld<Tx>, rows: Rows) => Promise<void>
  readonly act: <Tx>(run: ChangeRuns<Tx>[K], rows: Rows, tx: Tx | null) => Promise<unknown>
  /** How many rows it changes. */
  readonly rows: number
  readonly expected: (rows: Rows, events: readonly DaybookEvent[]) => readonly Expected[]
  /** What a summary says. */
  readonly summary?: { readonly action: string; readonly columns?: readonly string[] }
}

const changed: Partial<InvoiceValues> = { status: 'void', note: 'twice' }
const changedFields = {
  '/status': { before: 'open', after: 'void' },
  '/note': { before: null, after: 'twice' },
}
const redacted = { $daybook: 'redacted' }
const born: Partial<InvoiceValues> = { ...plainInvoice, number: 'B-1' }
const bornToo: Partial<InvoiceValues> = { ...plainInvoice, number: 'B-2' }

/** The fields that any invoice is born with; the key and what the database adds may be there too. */
const birth = {
  '/status': { after: 'open' },
  '/meta': { after: plainInvoice.meta },
  '/dueAt': { after: '2026-03-01T12:00:00.000Z' },
  '/phone': { after: redacted },
}
const death = {
  '/status': { before: 'open' },
  '/phone': { before: redacted },
  '/meta': { before: plainInvoice.meta },
}

const byNumber = (action: string) => (_: Rows, events: readonly DaybookEvent[]) =>
  events.map(({ target }) => ({ action, id: String(target?.id), changes: birth }))

const both =
  (action: string, changes: Expected['changes']) =>
  ({ open, otherOpen }: Rows): readonly Expected[] =>
    [open, otherOpen].map((id) => ({ action, id, ...(changes && { changes }) }))

const trials: { readonly [K in Kind]: Trial<K> } = {
  create: {
    act: (run, _, tx) => run(born, tx),
    rows: 1,
    expected: byNumber('invoice.created'),
  },
  createMany: {
    act: (run, _, tx) => run([born, bornToo], tx),
    rows: 2,
    expected: byNumber('invoice.created'),
    summary: { action: 'invoice.bulkCreated' },
  },
  update: {
    act: (run, { open }, tx) => run(open, changed, tx),
    rows: 1,
    expected: ({ open }) => [{ action: 'invoice.updated', id: open, changes: changedFields }],
  },
  updateMany: {
    act: (run, _, tx) => run('open', changed, tx),
    rows: 2,
    expected: both('invoice.updated', changedFields),
    summary: { action: 'invoice.bulkUpdated', columns: ['note', 'status'] },
  },
  increment: {
    act: (run, _, tx) => run('open', 2, tx),
    rows: 2,
    expected: both('invoice.updated', { '/quantity': { before: 1, after: 3 } }),
    summary: { action: 'invoice.bulkUpdated', columns: ['quantity'] },
  },
  upsert: {
    act: (run, _, tx) => run({ ...plainInvoice, ...changed, number: 'open' }, tx),
    rows: 1,
    expected: ({ open }) => [{ action: 'invoice.upserted', id: open, changes: changedFields }],
  },
  delete: {
    act: (run, { open }, tx) => run(open, tx),
    rows: 1,
    expected: ({ open }) => [{ action: 'invoice.deleted', id: open, changes: death }],
  },
  deleteMany: {
    act: (run, _, tx) => run('open', tx),
    rows: 2,
    expected: both('invoice.deleted', death),
    summary: { action: 'invoice.bulkDeleted' },
  },
  truncate: {
    act: (run, _, tx) => run(tx),
    rows: 3,
    expected: ({ open, otherOpen, paid }) =>
      [open, otherOpen, paid].map((id) => ({ action: 'invoice.deleted', id })),
    summary: { action: 'invoice.bulkDeleted' },
  },
  softDelete: {
    act: (run, { open }, tx) => run(open, tx),
    rows: 1,
    expected: ({ open }) => [
      { action: 'invoice.softDeleted', id: open, changes: { '/deletedAt': { before: null } } },
    ],
  },
  softDeleteMany: {
    act: (run, _, tx) => run('open', tx),
    rows: 2,
    expected: both('invoice.softDeleted', { '/deletedAt': { before: null } }),
    summary: { action: 'invoice.bulkSoftDeleted' },
  },
  restore: {
    before: (world, { open }) => world.first('softDelete')(open, null),
    act: (run, { open }, tx) => run(open, tx),
    rows: 1,
    expected: ({ open }) => [
      { action: 'invoice.restored', id: open, changes: { '/deletedAt': { after: null } } },
    ],
  },
  restoreMany: {
    async before(world, { open, otherOpen }) {
      for (const id of [open, otherOpen]) await world.first('softDelete')(id, null)
    },
    act: (run, _, tx) => run('open', tx),
    rows: 2,
    expected: both('invoice.restored', { '/deletedAt': { after: null } }),
    summary: { action: 'invoice.bulkRestored' },
  },
  link: {
    act: (run, { open, tag }, tx) => run(open, tag, tx),
    rows: 1,
    expected: ({ open, tag }) => [
      {
        action: 'invoice.linked',
        id: open,
        changes: { [`/tags/${tag}`]: { after: { type: 'Tag', id: tag } } },
      },
    ],
  },
  unlink: {
    before: (world, { open, tag }) => world.first('link')(open, tag, null),
    act: (run, { open, tag }, tx) => run(open, tag, tx),
    rows: 1,
    expected: ({ open, tag }) => [
      {
        action: 'invoice.unlinked',
        id: open,
        changes: { [`/tags/${tag}`]: { before: { type: 'Tag', id: tag } } },
      },
    ],
  },
  pastTheOrm: {
    act: (run, _, tx) => run('open', { status: 'void' }, tx),
    rows: 2,
    expected: both('invoice.updated', { '/status': { before: 'open', after: 'void' } }),
    summary: { action: 'invoice.bulkUpdated', columns: ['status'] },
  },
}

const kinds = Object.keys(trials) as readonly Kind[]

/** A scenario for each API, in a transaction that commits, in one that does not, and outside of any. */
export function operations(apis: ChangeApis<never>): readonly ChangeScenario[] {
  return kinds.flatMap((kind) => {
    const ways = apis[kind]
    if ('unsupported' in ways)
      return [{ title: `${kind} | - | unsupported | ${ways.unsupported}`, run: async () => {} }]
    return waysTo(apis, kind).map(({ name, seen, why }) => ({
      title: `${kind} | ${name} | ${seen} | ${why ?? ''}`,
      run: <Tx>(world: ChangeWorld<Tx>) => tryOperation(world, kind, name, seen),
    }))
  })
}

async function tryOperation<Tx, K extends Kind>(
  world: ChangeWorld<Tx>,
  kind: K,
  name: string,
  seen: SeenAs,
): Promise<void> {
  const trial: Trial<K> = trials[kind]
  const way = waysTo(world.apis, kind).find((each) => each.name === name)
  if (way === undefined) throw new Error(`${name} is not among the APIs of the rig`)
  const [tag = ''] = await world.seedTags(['red'])
  const rows = {
    open: await world.seed({ number: 'open' }),
    otherOpen: await world.seed({ number: 'other' }),
    paid: await world.seed({ number: 'paid', status: 'paid' }),
    tag,
  }
  await trial.before?.(world, rows)
  world.trackWith()

  const left = new Error('left')
  const rolledBack = world.transaction(async (tx) => {
    await trial.act(way.run, rows, tx)
    throw left
  })
  await assert.rejects(rolledBack, (error) => error === left, 'the rollback')
  assert.deepEqual(await world.events(), [], 'a change that was rolled back left an event')

  await world.transaction((tx) => trial.act(way.run, rows, tx))
  const events = await world.events()
  if (seen === 'not seen')
    return assert.deepEqual(
      events.map(({ action }) => action),
      [],
      'it is seen after all',
    )
  if (seen === 'summarised') return assertSummary(events, trial)
  assertEvents(events, trial.expected(rows, events), trial.rows)
}

function assertEvents(events: readonly DaybookEvent[], expected: readonly Expected[], count: number): void {
  const byId = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })
  assert.deepEqual(
    events.map(({ action, target }) => `${action} ${target?.id}`).sort(byId),
    expected.map(({ action, id }) => `${action} ${id}`).sort(byId),
  )
  assert.equal(events.length, count, 'events')
  for (const { id, action, changes = {} } of expected) {
    const event = events.find(({ target }) => target?.id === id)
    const found = event?.changes ?? {}
    const whole = /\.(created|deleted)$/.test(action)
    const { complete = true } = (event?.data ?? {}) as { complete?: boolean }
    assert.equal('/lastSeenAt' in found, false, 'a property that is not looked at')
    if (!whole && complete)
      assert.deepEqual(Object.keys(found).sort(), Object.keys(changes).sort(), 'pointers')
    for (const [pointer, sides] of Object.entries(changes))
      for (const side of ['before', 'after'] as const)
        if (side in sides && (side === 'after' || complete))
          assert.deepEqual(plain(found[pointer]?.[side]), sides[side], `${pointer} ${side}`)
  }
}

function assertSummary(
  events: readonly DaybookEvent[],
  { summary, rows }: Pick<Trial<Kind>, 'summary' | 'rows'>,
): void {
  assert.deepEqual(
    events.map(({ action }) => action),
    [summary?.action],
  )
  const data = events[0]?.data as { bulk?: boolean; count?: number; columns?: readonly string[] }
  assert.equal(data.bulk, true)
  if (data.count !== undefined) assert.equal(data.count, rows, 'count')
  if (summary?.columns) assert.deepEqual([...(data.columns ?? [])].sort(), summary.columns, 'columns')
}

/** Without prototypes: a mark is compared by what it says. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
