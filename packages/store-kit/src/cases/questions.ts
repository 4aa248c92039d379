import assert from 'node:assert/strict'
import { type DaybookEvent, sinkOf } from '@daybook/core'
import { sampleEvents } from '../data/sample-event.ts'
import { allEvents, unrecorded } from '../kit/reading.ts'
import { storeCase } from '../kit/store-case.ts'

const ada = { type: 'User', id: 'ada', name: 'Ada' }
const invoice = { type: 'Invoice', id: '42', name: 'INV-42' }

const at = (second: number) => new Date(1_700_000_000_000 + second * 1_000)

async function listOf(events: AsyncIterable<DaybookEvent>): Promise<readonly DaybookEvent[]> {
  const list: DaybookEvent[] = []
  for await (const event of events) list.push(event)
  return list
}

/** What the log of an app is asked for, as the systems before Daybook could be asked; rows are those of the list of their features. */
export const questions = [
  // Rows 28, 29.
  storeCase('H1', 'a history is every event about one object, newest first', async ({ daybook }) => {
    for (const second of [2, 0, 1])
      await daybook.log(`at.${second}`, { target: invoice, occurredAt: at(second) })
    await daybook.log('other.id', { target: { ...invoice, id: '4' }, occurredAt: at(3) })
    await daybook.log('other.type', { target: { ...invoice, type: 'Order' }, occurredAt: at(4) })
    await daybook.log('as.actor', { actor: invoice, occurredAt: at(5) })
    const history = await listOf(daybook.history({ type: 'Invoice', id: 42 }))
    assert.deepEqual(
      history.map(({ action }) => action),
      ['at.2', 'at.1', 'at.0'],
    )
  }),

  // Rows 30 to 32 and 35.
  storeCase('H2', "an actor's newest event, of one action or of any, or null", async ({ daybook }) => {
    await daybook.log('terms.accepted', { actor: ada, occurredAt: at(1) })
    await daybook.log('login', { actor: ada, occurredAt: at(2) })
    await daybook.log('login', { actor: { ...ada, id: 'bob' }, occurredAt: at(3) })
    assert.equal((await daybook.latest({ actor: ada }))?.action, 'login')
    const accepted = await daybook.latest({ actor: ada, action: 'terms.accepted' })
    assert.deepEqual(accepted?.occurredAt, at(1))
    assert.equal(await daybook.latest({ actor: { ...ada, id: 'bob' }, action: 'terms.accepted' }), null)
    const activity = await listOf(daybook.activity(ada))
    assert.deepEqual(
      activity.map(({ action }) => action),
      ['login', 'terms.accepted'],
    )
  }),

  // Rows 11, 26 and 27.
  storeCase(
    'H3',
    'an event keeps type, id and name of what is nowhere else, under types that no class has',
    async ({ daybook }) => {
      const actor = { type: 'Deleted.User', id: '7', name: 'Grace' }
      const target = { type: 'forgotten_type', id: 'x-1', name: 'The last of its kind' }
      const { id } = await daybook.log('outlives', { actor, target })
      const found = await daybook.get(id)
      assert.deepEqual([found?.actor, found?.target], [actor, target])
      assert.equal(await daybook.count({ target: { type: 'forgotten_type' } }), 1)
    },
  ),

  // Rows 23 to 25.
  storeCase('H4', 'ids of every kind are found as they were given', async ({ daybook }) => {
    const ids = [
      7,
      9_007_199_254_740_993n,
      '0b9f4ac1-8d1e-7f6b-b9c4-3c8d3b7a5e21',
      'a-slug',
      '007',
      ['tenant-1', 42],
    ]
    for (const id of ids) await daybook.log('touched', { target: { type: 'Thing', id } })
    for (const id of ids)
      assert.equal(await daybook.count({ target: { type: 'Thing', id } }), 1, `of ${String(id)}`)
    const unsaved = await daybook.log('drafted', { target: { type: 'Thing', id: null } })
    assert.deepEqual((await daybook.get(unsaved.id))?.target, { type: 'Thing', id: null })
  }),

  // Row 116.
  storeCase('H5', 'a store is a sink, and takes the same events twice', async ({ store }) => {
    const events = sampleEvents(3)
    const sink = sinkOf(store)
    await sink.send(events)
    await sink.send(events)
    assert.deepEqual(unrecorded(await allEvents(store)), events)
  }),
]
