import { describe, expect, it } from 'vitest'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { idFromKey } from '../event/event-id.ts'
import type { Condition, EventFilter } from './event-query.ts'
import { matchesFilter } from './matches-filter.ts'

const at = Date.UTC(2026, 10, 21)
const event: DaybookEvent = {
  id: idFromKey(at, '', 'invoice.paid', '1'),
  occurredAt: new Date(at),
  recordedAt: new Date(at + 5),
  tenant: 'acme',
  action: 'invoice.paid',
  version: 1,
  outcome: 'success',
  reason: null,
  actor: { type: 'User', id: '7', name: 'Zoë' },
  target: { type: 'Invoice', id: null },
  note: '',
  requestId: 'r1',
  traceId: null,
  ip: '::1',
  statusCode: null,
  durationMs: null,
  data: {},
  changes: null,
  context: {},
}

const matches = (filter: Partial<EventFilter>, of: Partial<DaybookEvent> = {}) =>
  matchesFilter({ ...event, ...of }, { conditions: [], ...filter })

it('an empty filter is everything', () => {
  expect(matches({})).toBe(true)
})

describe('the tenant', () => {
  it('is that one, none, or any', () => {
    expect(matches({ tenant: 'acme' })).toBe(true)
    expect(matches({ tenant: 'Acme' })).toBe(false)
    expect(matches({ tenant: null })).toBe(false)
    expect(matches({ tenant: null }, { tenant: null })).toBe(true)
    expect(matches({ tenant: 'acme' }, { tenant: null })).toBe(false)
    expect(matches({}, { tenant: null })).toBe(true)
  })
})

describe('a span of time', () => {
  it('holds its beginning and not its end', () => {
    expect(matches({ since: new Date(at) })).toBe(true)
    expect(matches({ since: new Date(at + 1) })).toBe(false)
    expect(matches({ until: new Date(at) })).toBe(false)
    expect(matches({ until: new Date(at + 1) })).toBe(true)
    expect(matches({ since: new Date(at), until: new Date(at) })).toBe(false)
  })
})

describe.each<[string, Condition, boolean]>([
  ['its action', { field: 'action', values: ['invoice.paid'] }, true],
  ['a pattern of it', { field: 'action', values: ['user.*', 'invoice.*'] }, true],
  ['another action', { field: 'action', values: ['invoice.pai', 'INVOICE.PAID'] }, false],
  ['its outcome', { field: 'outcome', values: ['failure', 'success'] }, true],
  ['another outcome', { field: 'outcome', values: ['denied'] }, false],
  ['its actor', { field: 'actor', values: [{ type: 'User', id: '7' }] }, true],
  ['a type of actor', { field: 'actor', values: [{ type: 'User' }] }, true],
  ['an id of an actor', { field: 'actor', values: [{ id: '7' }] }, true],
  ['another actor with its id', { field: 'actor', values: [{ type: 'Job', id: '7' }] }, false],
  ['one of several actors', { field: 'actor', values: [{ id: '8' }, { id: '7' }] }, true],
  ['a type of target that is not saved', { field: 'target', values: [{ type: 'Invoice' }] }, true],
  ['an id of a target that has none', { field: 'target', values: [{ id: 'null' }] }, false],
  ['its request', { field: 'requestId', values: ['r0', 'r1'] }, true],
  ['a trace it has not', { field: 'traceId', values: ['', 'null'] }, false],
  ['its address', { field: 'ip', values: ['::1'] }, true],
  ['its id', { field: 'id', values: [event.id] }, true],
  ['none of no values', { field: 'action', values: [] }, false],
])('%s', (_, condition, expected) => {
  it('holds or does not, and turned round the other way', () => {
    expect(matches({ conditions: [condition] })).toBe(expected)
    expect(matches({ conditions: [{ ...condition, not: true }] })).toBe(!expected)
  })
})

it('an event without an actor fails each condition on it, and passes each exclusion', () => {
  const values = [{ type: 'User' }]
  expect(matches({ conditions: [{ field: 'actor', values }] }, { actor: null })).toBe(false)
  expect(matches({ conditions: [{ field: 'actor', values, not: true }] }, { actor: null })).toBe(true)
})

it('all conditions must hold', () => {
  const conditions: Condition[] = [
    { field: 'action', values: ['invoice.*'] },
    { field: 'ip', values: ['::2'] },
  ]
  expect(matches({ conditions })).toBe(false)
  expect(matches({ conditions: conditions.slice(0, 1) })).toBe(true)
})
