import { createDaybook, type Details } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, test } from 'vitest'
import { sentenceOf, sentenceText } from './sentence.ts'

const daybook = createDaybook({ store: createMemoryStore() })
const actor = { type: 'User', id: 7, name: 'Ada Lovelace' }
const target = { type: 'Invoice', id: 42, name: 'INV-0042' }

const cases: readonly [string, string, Details][] = [
  ['Ada Lovelace updated Invoice INV-0042', 'invoice.updated', { actor, target }],
  ['Ada Lovelace paid Invoice INV-0042', 'invoice.paid', { actor, target }],
  ['Ada Lovelace user.role_changed Invoice INV-0042', 'user.role_changed', { actor, target }],
  ['Ada Lovelace session.started', 'session.started', { actor }],
  ['Anonymous CREATED_FOO_WIDGET Invoice 42', 'CREATED_FOO_WIDGET', { target: { type: 'Invoice', id: 42 } }],
  [
    'User:7 was denied invoice.paid on Invoice INV-0042',
    'invoice.paid',
    { actor: { type: 'User', id: 7 }, target, outcome: 'denied' },
  ],
  ['Ada Lovelace failed at invoice.paid', 'invoice.paid', { actor, outcome: 'failure' }],
  ['Ada Lovelace saved Draft not saved yet', 'draft.saved', { actor, target: { type: 'Draft', id: null } }],
]

test.each(cases)('reads "%s"', async (said, action, details) => {
  expect(sentenceText(sentenceOf(await daybook.log(action, details)))).toBe(said)
})
