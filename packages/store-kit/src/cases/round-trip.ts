import assert from 'node:assert/strict'
import { type DaybookEvent, millisOfId } from '@daybook/core'
import { generatedEvents } from '../data/generated-events.ts'
import { hostileEvents } from '../data/hostile-events.ts'
import { sampleEvent, sampleEvents } from '../data/sample-event.ts'
import { allEvents, shuffled, unrecorded } from '../kit/reading.ts'
import { storeCase } from '../kit/store-case.ts'

const hostile = 'x"\\{},\'☃\n\t😀 %_*?[a] $1 ; --'

const fullEvent: DaybookEvent = sampleEvent(0, {
  tenant: 'acme',
  action: 'invoice.paid',
  version: 3,
  outcome: 'denied',
  reason: hostile,
  actor: { type: 'User', id: '7', name: hostile },
  target: { type: 'Bill', id: '["a","1"]', name: 'A bill' },
  note: hostile,
  requestId: 'r:1',
  traceId: 'a'.repeat(32),
  ip: '2001:db8::1',
  statusCode: 204,
  durationMs: 12.345,
  data: { text: hostile, list: [1, null, { deep: true }], [hostile]: 0.1, none: null, empty: {} },
  changes: { '/status': { before: 'open', after: 'paid' }, '/new': { after: null }, '/old': { before: [] } },
  context: { where: hostile, deep: { list: [[]] } },
})

/** What is read is what was written. */
export const roundTrip = [
  storeCase('R1', 'every field reads back as it was written', async ({ store }) => {
    const { recordedAt } = await store.append([fullEvent])
    assert.deepEqual(await allEvents(store), [{ ...fullEvent, recordedAt }])
  }),

  storeCase('R2', 'a bare event reads back with its nulls and defaults', async ({ store, daybook }) => {
    await store.append([sampleEvent(0)])
    assert.deepEqual(unrecorded(await allEvents(store)), [sampleEvent(0)])
    const logged = await daybook.log('x')
    assert.deepEqual(await daybook.get(logged.id), logged)
  }),

  storeCase(
    'R3',
    'data of any JSON type reads back as that type, nulls inside included',
    async ({ store }) => {
      const values = [
        [1, 2],
        [],
        'text',
        '',
        '"quoted"',
        '{"a":1}',
        42,
        0.5,
        true,
        false,
        { a: null },
        { a: {} },
      ]
      const events = sampleEvents(values.length, (index) => ({ data: values[index] as DaybookEvent['data'] }))
      await store.append(events)
      assert.deepEqual(unrecorded(await allEvents(store)), events)
    },
  ),

  storeCase(
    'R4',
    'times keep their milliseconds, whatever the time zone and the year',
    async ({ store, daybook }) => {
      const times = [0, 1, 999, 951_868_799_999, 1_700_000_000_123, 1_711_846_800_001, 1_767_225_599_999]
      const events = times.map((millis, index) => sampleEvent(index, { occurredAt: new Date(millis) }))
      await store.append(events)
      assert.deepEqual(unrecorded(await allEvents(store)), events)
      const logged = await daybook.log('x', { occurredAt: '2020-02-29T23:59:59.999+05:45' })
      const read = await daybook.get(logged.id)
      assert.equal(read?.occurredAt.toISOString(), '2020-02-29T18:14:59.999Z')
      assert.equal(millisOfId(logged.id), read?.occurredAt.getTime())
    },
  ),

  storeCase('R5', 'what is read back is what log() returned', async ({ daybook }) => {
    const logged = await daybook.context.run(
      {
        requestId: 'r:1',
        traceId: 'a'.repeat(32),
        ip: '2001:db8::1',
        statusCode: 200,
        durationMs: 12.345,
        where: hostile,
      },
      () =>
        daybook.log('invoice.paid', {
          actor: { type: 'User', id: 7, name: hostile },
          target: { type: 'Bill', id: ['a', 1] },
          data: { text: hostile, list: [1, null], big: 2n ** 70n, when: new Date(0) },
          note: hostile,
          reason: hostile,
          outcome: 'denied',
          tenant: 'acme',
          changes: { '/status': { before: 'open', after: 'paid' } },
          occurredAt: '2020-02-29T23:59:59.999+05:45',
        }),
    )
    assert.deepEqual(await daybook.get(logged.id), logged)
  }),

  storeCase(
    'R6',
    'a target that was not saved keeps its null id, and an absent name stays absent',
    async ({ store }) => {
      const event = sampleEvent(0, {
        target: { type: 'Invoice', id: null },
        actor: { type: 'User', id: '1', name: '' },
      })
      await store.append([event])
      assert.deepEqual(unrecorded(await allEvents(store)), [event])
    },
  ),

  storeCase('X3', 'generated events read back as they were written', async ({ store }) => {
    const events = [...generatedEvents(300, 1)].sort((a, b) => (a.id < b.id ? -1 : 1))
    await store.append(shuffled(events))
    assert.deepEqual(unrecorded(await allEvents(store)), events)
  }),

  storeCase('X5', 'hostile words read back in every field', async ({ store }) => {
    await store.append(shuffled(hostileEvents))
    assert.deepEqual(unrecorded(await allEvents(store)), hostileEvents)
  }),
]
