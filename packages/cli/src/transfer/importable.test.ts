import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { toCloudEvent } from '@daybook/core/sinks'
import { expect, test } from 'vitest'
import { toImportable } from './importable.ts'

const daybook = createDaybook({ store: createMemoryStore() })
const stored = await daybook.log('invoice.paid', {
  actor: { type: 'User', id: 7 },
  target: { type: 'Invoice', id: 42, name: 'INV' },
  data: { amount: 1 },
  changes: { '/status': { before: 'open', after: 'paid' } },
  context: { requestId: 'r', statusCode: 200, browser: 'x' },
  tenant: 'acme',
})
const json = JSON.parse(JSON.stringify(stored)) as Record<string, unknown>

test('a stored event comes back as it was, from both of its forms', () => {
  const event = { ...stored, recordedAt: null }
  expect(toImportable(json)).toEqual({ kind: 'event', event })
  expect(toImportable(JSON.parse(JSON.stringify(toCloudEvent(stored, { source: 'app' }))))).toEqual({
    kind: 'event',
    event,
  })
})

test.each([
  ['no action', { action: '' }],
  ['an escape in a name', { tenant: 'a\u001b[2J' }],
  ['a long action', { action: 'x'.repeat(256) }],
  ['an unknown outcome', { outcome: 'odd' }],
  ['an actor without id', { actor: { type: 'User', id: null } }],
  ['a reference that is none', { target: 'Invoice:42' }],
  ['a number that is none', { statusCode: '200' }],
  ['a text with NUL', { note: 'a\0b' }],
  ['half a character', { reason: '\ud800' }],
  ['changes that are none', { changes: [] }],
])('a stored event with %s is refused', (_, wrong) => {
  expect(toImportable({ ...json, ...wrong })).toBeUndefined()
})

test.each([[null], [[]], ['text'], [7], [{}], [{ action: 'a' }], [{ occurredAt: '2026-01-01' }]])(
  '%j is no event',
  (value) => {
    expect(toImportable(value)).toBeUndefined()
  },
)

test('what has no id is known by what it says; what has a foreign one, by that', () => {
  const record = { action: 'a', occurredAt: '2026-01-01T00:00:00Z', requestId: 'r' }
  const keyOf = (value: unknown) => {
    const importable = toImportable(value)
    return importable?.kind === 'draft' ? importable.details.idempotencyKey : undefined
  }
  expect(keyOf(record)).toBe(keyOf({ ...record }))
  expect(keyOf(record)).not.toBe(keyOf({ ...record, note: 'other' }))
  expect(keyOf({ ...record, id: 41 })).toBe('41')
  expect(toImportable(record)).toMatchObject({ details: { context: { requestId: 'r' } } })
})

test("another system's CloudEvent becomes a new event", () => {
  expect(
    toImportable({
      specversion: '1.0',
      id: 'x',
      source: '/shop',
      type: 'order.placed',
      time: '2026-01-01T00:00:00Z',
      subject: 'o1',
      data: { total: 1 },
    }),
  ).toMatchObject({
    kind: 'draft',
    action: 'order.placed',
    details: {
      idempotencyKey: '/shop\nx',
      target: { type: 'subject', id: 'o1' },
      data: { total: 1 },
      context: { source: '/shop' },
    },
  })
})
