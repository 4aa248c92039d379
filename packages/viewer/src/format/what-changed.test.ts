import { createDaybook, type Details } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, test } from 'vitest'
import { whatChanged } from './what-changed.ts'

const daybook = createDaybook({ store: createMemoryStore() })

const cases: readonly [string, Details][] = [
  ['504 after 3 tries', { outcome: 'failure', reason: '504 after 3 tries', data: { status: 504 } }],
  [
    'needs role: finance',
    { outcome: 'denied', reason: 'needs role: finance', changes: { '/a': { after: 1 } } },
  ],
  ['role viewer → editor', { changes: { '/role': { before: 'viewer', after: 'editor' } } }],
  ['address', { changes: { '/address': { before: { a: 1 }, after: { a: 2 } } } }],
  ['status, billing.a/b', { changes: { '/status': { after: 1 }, '/billing/a~1b': { after: 1 } } }],
  ['4 fields', { changes: { '/a': {}, '/b': {}, '/c': {}, '/d': {} } }],
  ['amount 4200 · currency EUR', { data: { lines: [1, 2], amount: 4200, currency: 'EUR', more: true } }],
  ['password redacted at write', { data: { password: 'hunter2' } }],
  ['a note', { note: 'a note' }],
  ['duplicate', { reason: 'duplicate' }],
  ['', { data: { lines: [1, 2] } }],
  ['', {}],
]

test.each(cases)('says "%s"', async (said, details) => {
  expect(whatChanged(await daybook.log('thing.happened', details))).toBe(said)
})

test('stays one line of a readable length', async () => {
  const line = whatChanged(await daybook.log('thing.happened', { note: `one\ntwo ${'x'.repeat(5_000)}` }))
  expect(line).toHaveLength(201)
  expect(line.startsWith('one␊two')).toBe(true)
})
