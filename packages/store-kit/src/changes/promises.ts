import assert from 'node:assert/strict'
import { context, type DaybookEvent } from '@daybook/core'
import type { InvoiceValues } from './change-rig.ts'
import type { ChangeWorld } from './change-world.ts'
import type { ChangeScenario } from './run-change-scenarios.ts'

const scenario = (title: string, run: ChangeScenario['run']): ChangeScenario => ({ title, run })

const actionsOf = (events: readonly DaybookEvent[]) => events.map(({ action }) => action)

/** Saves one change of a seeded invoice, and answers with what its only event says of it, or with nothing. */
async function changesOfSave<Tx>(
  world: ChangeWorld<Tx>,
  values: Partial<InvoiceValues>,
  seeded: Partial<InvoiceValues> = {},
): Promise<unknown> {
  const id = await world.seed(seeded)
  world.trackWith()
  await world.transaction((tx) => world.first('update')(id, values, tx))
  const events = await world.events()
  assert.ok(events.length <= 1, 'more than one event')
  return events[0] && JSON.parse(JSON.stringify(events[0].changes))
}

const value = (
  title: string,
  values: Partial<InvoiceValues>,
  expected: unknown,
  seeded: Partial<InvoiceValues> = {},
) =>
  scenario(title, async (world) => {
    assert.deepEqual(await changesOfSave(world, values, seeded), expected)
  })

const meta = { customer: { name: 'Ada', city: 'Paris' }, tags: ['a', 'b', 'c'] }

/** What is true of every change, whichever call made it. */
export const promises: readonly ChangeScenario[] = [
  value('a save without a change leaves no event', { status: 'open' }, undefined),
  value('only what is not looked at has changed: no event', { lastSeenAt: new Date(0) }, undefined),
  value(
    'a redacted property has changed, and that is all that is said',
    { phone: '+33 2' },
    {
      '/phone': { before: { $daybook: 'redacted' }, after: { $daybook: 'redacted' } },
    },
  ),
  value('the same decimal written otherwise is no change', { amount: '10.5' }, undefined),
  value('a decimal that changed', { amount: '10.75' }, { '/amount': { before: '10.50', after: '10.75' } }),
  value('the same instant is no change', { dueAt: new Date('2026-03-01T13:00:00.000+01:00') }, undefined),
  value(
    'a date that changed',
    { dueAt: new Date('2026-04-01T12:00:00.000Z') },
    {
      '/dueAt': { before: '2026-03-01T12:00:00.000Z', after: '2026-04-01T12:00:00.000Z' },
    },
  ),
  value(
    'a date that is taken away',
    { dueAt: null },
    {
      '/dueAt': { before: '2026-03-01T12:00:00.000Z', after: null },
    },
  ),
  value('the same bigint is no change', { views: '9007199254740993' }, undefined),
  value(
    'a bigint keeps all its digits',
    { views: '9007199254740995' },
    {
      '/views': { before: '9007199254740993', after: '9007199254740995' },
    },
  ),
  value('a boolean', { urgent: true }, { '/urgent': { before: false, after: true } }),
  value('the same bytes are no change', { scan: Uint8Array.of(1, 2, 3) }, undefined),
  value(
    'bytes that changed',
    { scan: Uint8Array.of(4) },
    {
      '/scan': {
        before: { $daybook: 'bytes', length: 3, base64: 'AQID' },
        after: { $daybook: 'bytes', length: 1, base64: 'BA==' },
      },
    },
  ),
  value(
    'the same JSON with its keys in another order is no change',
    {
      meta: { tags: meta.tags, customer: { city: 'Paris', name: 'Ada' } },
    },
    undefined,
  ),
  value(
    'one nested key of a JSON column is one path',
    {
      meta: { ...meta, customer: { name: 'Ada', city: 'Lyon' } },
    },
    { '/meta/customer/city': { before: 'Paris', after: 'Lyon' } },
  ),
  value(
    'an element put in front of an array moves none of the others',
    {
      meta: { ...meta, tags: ['z', 'a', 'b', 'c'] },
    },
    { '/meta/tags/0': { after: 'z' } },
  ),
  value(
    'an oversized value is its hash and length',
    { note: 'é'.repeat(10_000) },
    {
      '/note': {
        before: null,
        after: {
          $daybook: 'hashed',
          sha256: '3877d08990923f37e0442507f6aca03d1cc011fc4bb6860762f9cf0db0d13deb',
          length: 20_000,
        },
      },
    },
  ),

  scenario('the name of the target is that of the moment', async (world) => {
    const id = await world.seed()
    world.trackWith()
    await world.transaction((tx) => world.first('update')(id, { number: 'A-2' }, tx))
    const [event] = await world.events()
    assert.deepEqual({ ...event?.target }, { type: 'Invoice', id, name: 'A-2' })
  }),

  scenario('actor and context are those of the change', async (world) => {
    const id = await world.seed()
    world.trackWith()
    const actor = { type: 'User', id: '7' }
    await world.transaction((tx) =>
      context.run({ actor, requestId: 'r-1', job: 'import' }, () =>
        world.first('update')(id, { status: 'paid' }, tx),
      ),
    )
    const [event] = await world.events()
    assert.deepEqual({ ...event?.actor }, actor)
    assert.equal(event?.requestId, 'r-1')
    assert.deepEqual({ ...event?.context }, { job: 'import' })
  }),

  scenario('two changes in one transaction are two events in their order', async (world) => {
    const id = await world.seed()
    world.trackWith()
    await world.transaction(async (tx) => {
      await world.first('update')(id, { status: 'paid' }, tx)
      await world.first('update')(id, { status: 'void' }, tx)
    })
    assert.deepEqual(
      (await world.events()).map(({ changes }) => changes?.['/status']?.after),
      ['paid', 'void'],
    )
  }),

  scenario('a savepoint that is rolled back takes its events with it', async (world) => {
    const id = await world.seed()
    world.trackWith()
    const left = new Error('left')
    await world.transaction(async (tx) => {
      await world.first('update')(id, { status: 'paid' }, tx)
      const inner = world.savepoint(tx, async (nested) => {
        await world.first('update')(id, { status: 'void' }, nested)
        throw left
      })
      await assert.rejects(inner, (error) => error === left)
    })
    assert.deepEqual(
      (await world.events()).map(({ changes }) => changes?.['/status']?.after),
      ['paid'],
    )
  }),

  scenario('a savepoint that is released keeps its events', async (world) => {
    const id = await world.seed()
    world.trackWith()
    await world.transaction((tx) =>
      world.savepoint(tx, (nested) => world.first('update')(id, { status: 'paid' }, nested)),
    )
    assert.deepEqual(actionsOf(await world.events()), ['invoice.updated'])
  }),

  scenario('saved twice, changed once: one event', async (world) => {
    if (world.saveTwice === undefined) return
    const id = await world.seed()
    world.trackWith()
    await world.saveTwice(id, { status: 'paid' })
    assert.deepEqual(actionsOf(await world.events()), ['invoice.updated'])
  }),

  scenario('an error in the rules fails the change', async (world) => {
    const id = await world.seed()
    const refusal = new Error('refused by a rule')
    world.trackWith({
      invoice: {
        when: () => {
          throw refusal
        },
      },
    })
    await assert.rejects(
      world.transaction((tx) => world.first('update')(id, { status: 'paid' }, tx)),
      'the change went through',
    )
    assert.equal((await world.read(id))?.status, 'open', 'the row was changed')
    assert.deepEqual(await world.events(), [])
  }),

  scenario('a condition leaves changes out', async (world) => {
    const id = await world.seed()
    world.trackWith({ invoice: { when: ({ after }) => after?.status !== 'void' } })
    await world.transaction((tx) => world.first('update')(id, { status: 'void' }, tx))
    await world.transaction((tx) => world.first('update')(id, { status: 'paid' }, tx))
    assert.deepEqual(
      (await world.events()).map(({ changes }) => changes?.['/status']?.after),
      ['paid'],
    )
  }),

  scenario('a snapshot holds the whole row, without what is hidden', async (world) => {
    const id = await world.seed()
    world.trackWith({ invoice: { snapshot: true } })
    await world.transaction((tx) => world.first('update')(id, { status: 'paid' }, tx))
    const [event] = await world.events()
    const { snapshot } = JSON.parse(JSON.stringify(event?.data)) as { snapshot: Record<string, unknown> }
    assert.equal(snapshot.status, 'paid')
    assert.deepEqual(snapshot.phone, { $daybook: 'redacted' })
    assert.deepEqual(snapshot.meta, meta)
    assert.equal('lastSeenAt' in snapshot, false)
  }),

  scenario('above the limit a statement is summarised', async (world) => {
    for (const number of ['1', '2', '3']) await world.seed({ number })
    world.trackWith({ bulk: { rows: 2 } })
    await world.transaction((tx) => world.first('updateMany')('open', { status: 'paid' }, tx))
    const [event, ...others] = await world.events()
    assert.deepEqual(others, [])
    assert.equal(event?.action, 'invoice.bulkUpdated')
    const data = event?.data as { count: number; columns: readonly string[]; criteria: unknown }
    assert.equal(data.count, 3)
    assert.deepEqual([...data.columns], ['status'])
    assert.match(JSON.stringify(data.criteria), /open/)
  }),

  scenario('above the limit a statement is refused before it runs, where the app chose so', async (world) => {
    const id = await world.seed({ number: '1' })
    for (const number of ['2', '3']) await world.seed({ number })
    world.trackWith({ bulk: { rows: 2, above: 'refuse' } })
    await assert.rejects(
      world.transaction((tx) => world.first('updateMany')('open', { status: 'paid' }, tx)),
      { code: 'DAYBOOK_BULK_REFUSED' },
    )
    assert.equal((await world.read(id))?.status, 'open')
    assert.deepEqual(await world.events(), [])
  }),

  scenario('what was stopped sees nothing any more', async (world) => {
    const id = await world.seed()
    world.trackWith()
    for (const stop of world.stops) stop()
    await world.transaction((tx) => world.first('update')(id, { status: 'paid' }, tx))
    await world.transaction((tx) => world.first('updateMany')('paid', { status: 'void' }, tx))
    assert.deepEqual(await world.events(), [])
  }),

  scenario('each event is told of once, after the commit', async (world) => {
    const heard: DaybookEvent[] = []
    const signalled = Promise.withResolvers<void>()
    const id = await world.seed()
    world.daybook.on('eventLogged', (event) => {
      heard.push(event)
      signalled.resolve()
    })
    world.trackWith()
    await world.transaction(async (tx) => {
      await world.first('update')(id, { status: 'paid' }, tx)
      assert.deepEqual(actionsOf(heard), [], 'told before the commit')
    })
    await signalled.promise
    assert.deepEqual(actionsOf(heard), ['invoice.updated'])
    assert.notEqual(heard[0]?.recordedAt, null)
  }),
]
