import { createDaybook, type Details, defineEvents } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, test } from 'vitest'
import { eventText, toldSentence } from './told-sentence.ts'

const daybook = createDaybook({ store: createMemoryStore() })
const catalog = defineEvents({
  'invoice.paid': { sentence: '{actor} settled {target} with {data.amount} {data.currency}' },
  'invoice.sent': { sentence: 'A copy went to {data.to}' },
  'invoice.seen': {},
})
const actor = { type: 'User', id: 7, name: 'Ada Lovelace' }
const target = { type: 'Invoice', id: 42, name: 'INV-0042' }
const money = { amount: 4200, currency: 'EUR' }

const cases: readonly [string, string, Details][] = [
  ['Ada Lovelace settled Invoice INV-0042 with 4200 EUR', 'invoice.paid', { actor, target, data: money }],
  ['Anonymous settled Invoice INV-0042 with 4200 EUR', 'invoice.paid', { target, data: money }],
  ['A copy went to [U+202E]moc', 'invoice.sent', { actor, target, data: { to: '\u202Emoc' } }],
  // What is missing is not made up.
  ['Ada Lovelace paid Invoice INV-0042', 'invoice.paid', { actor, target, data: { amount: 4200 } }],
  ['Ada Lovelace invoice.paid', 'invoice.paid', { actor, data: money }],
  ['Anonymous invoice.sent', 'invoice.sent', { data: { to: { name: 'x' } } }],
  [
    'Ada Lovelace was denied invoice.paid on Invoice INV-0042',
    'invoice.paid',
    { actor, target, data: money, outcome: 'denied' },
  ],
  ['Ada Lovelace invoice.seen Invoice INV-0042', 'invoice.seen', { actor, target }],
  ['Ada Lovelace constructor', 'constructor', { actor }],
]

test.each(cases)('R2: reads "%s"', async (said, action, details) => {
  expect(eventText(await daybook.log(action, details), catalog)).toBe(said)
})

test('R2: what comes from the event is told from what the app wrote', async () => {
  const event = await daybook.log('invoice.paid', { actor, target, data: money })
  expect(toldSentence(event, catalog)?.map(({ kind }) => kind)).toEqual([
    'actor',
    'text',
    'target',
    'text',
    'value',
    'text',
    'value',
  ])
})
