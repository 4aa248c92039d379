import { describe, expect, it } from 'vitest'
import { type AnyFilter, toEventFilter } from './find-filter.ts'

class Invoice {
  readonly id: number | null
  constructor(id: number | null) {
    this.id = id
  }
}
const ofEntity = (entity: object) =>
  entity instanceof Invoice
    ? { type: 'Invoice', id: entity.id === null ? null : String(entity.id) }
    : undefined
const now = Date.UTC(2026, 10, 21, 12)
const filterOf = (filter: unknown) => toEventFilter(filter as AnyFilter, { ofEntity, now, aliases: {} })

it('is empty where nothing is asked', () => {
  expect(filterOf({})).toEqual({ conditions: [] })
})

it('is plain data: one condition a field, every value as it is stored', () => {
  expect(
    filterOf({
      action: ['invoice.*', 'user.signed_in'],
      actor: { type: 'User', id: 7 },
      target: [new Invoice(7), { type: 'Line', id: ['acme', 7n] }, { type: 'Order' }, { id: 'x' }],
      outcome: 'denied',
      requestId: 'r',
      traceId: ['t'],
      ip: '::1',
      since: '2026-11-21',
      until: new Date(5),
      tenant: 'acme',
      not: { action: 'invoice.seen', outcome: ['failure'], actor: { type: 'Job' } },
    }),
  ).toEqual({
    tenant: 'acme',
    since: new Date('2026-11-21T00:00:00Z'),
    until: new Date(5),
    conditions: [
      { field: 'action', values: ['invoice.*', 'user.signed_in'] },
      { field: 'requestId', values: ['r'] },
      { field: 'traceId', values: ['t'] },
      { field: 'ip', values: ['::1'] },
      { field: 'outcome', values: ['denied'] },
      { field: 'actor', values: [{ type: 'User', id: '7' }] },
      {
        field: 'target',
        values: [
          { type: 'Invoice', id: '7' },
          { type: 'Line', id: '["acme","7"]' },
          { type: 'Order' },
          { id: 'x' },
        ],
      },
      { field: 'action', values: ['invoice.seen'], not: true },
      { field: 'outcome', values: ['failure'], not: true },
      { field: 'actor', values: [{ type: 'Job' }], not: true },
    ],
  })
})

it('takes the empty tenant for none, as log() does', () => {
  expect(filterOf({ tenant: '' })).toEqual(filterOf({ tenant: null }))
})

it('copies the times it is given', () => {
  const since = new Date(5)
  const filter = filterOf({ since })
  since.setTime(9)
  expect(filter.since).toEqual(new Date(5))
})

describe('a field that no query can mean is refused', () => {
  it.each([
    ['an action that is no text', { action: 7 }, 'action'],
    ['an operator object', { action: { $gt: '' } }, 'action'],
    ['an operator object in a list', { requestId: [{ $ne: null }] }, 'requestId'],
    ['NUL', { action: 'a\0' }, 'action'],
    ['half a surrogate pair', { ip: '\ud800' }, 'ip'],
    ['null', { traceId: null }, 'traceId'],
    ['an unknown outcome', { outcome: 'ok' }, 'outcome'],
    ['an outcome from the prototype', { outcome: 'length' }, 'outcome'],
    ['an actor that is a text', { actor: 'User' }, 'actor'],
    ['a null actor', { actor: null }, 'actor'],
    ['an actor with nothing to match', { actor: {} }, 'actor'],
    ['an actor with an operator for a type', { actor: { type: { $gt: '' } } }, 'actor.type'],
    ['an actor without a value in its id', { actor: { type: 'User', id: null } }, 'actor'],
    ['an object that is not saved', { target: new Invoice(null) }, 'target'],
    ['a tenant that is a number', { tenant: 7 }, 'tenant'],
    ['a tenant that is an operator', { tenant: { $gt: '' } }, 'tenant'],
    ['a tenant with NUL', { tenant: 'a\0' }, 'tenant'],
    ['one of these under not', { not: { outcome: 'ok' } }, 'outcome'],
  ])('%s', (_, filter, field) => {
    expect(() => filterOf(filter)).toThrow(
      expect.objectContaining({
        name: 'ValidationError',
        code: 'DAYBOOK_BAD_QUERY',
        message: expect.stringContaining(`\`${field}\``),
      }),
    )
  })

  it.each([{ since: 'some day' }, { until: 7 }, { since: new Date(Number.NaN) }, { until: null }])(
    '%o',
    (filter) => {
      expect(() => filterOf(filter)).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_TIME' }))
    },
  )
})

it('takes of a change what it was and what it became, and nothing else', () => {
  const changed = { field: 'status', from: 'open', to: undefined, not: true, path: 7, values: [] }
  expect(filterOf({ changed })).toEqual({ conditions: [{ field: 'changes', path: '/status', from: 'open' }] })
})

it('ignores fields it does not know, and what is inherited', () => {
  expect(filterOf(JSON.parse('{"__proto__":{"action":"x"},"where":"1=1"}'))).toEqual({ conditions: [] })
})
