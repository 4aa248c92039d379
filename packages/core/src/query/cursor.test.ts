import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idFromKey } from '../event/event-id.ts'
import { decodeCursor, encodeCursor, queryHash } from './cursor.ts'
import type { EventFilter } from './event-query.ts'

const none: EventFilter = { conditions: [] }
const hash = queryHash(none, {}, 'newest')
const id = idFromKey(1_795_252_462_466, '', 'a', 'k')
const cursor = encodeCursor({ toward: 'next', id }, hash)

it('brings back the position it was made for', () => {
  const millis = fc.integer({ min: 0, max: 2 ** 48 - 1 })
  fc.assert(
    fc.property(
      millis,
      fc.string(),
      fc.constantFrom('next' as const, 'previous' as const),
      (time, key, toward) => {
        const position = { toward, id: idFromKey(time, '', 'a', key) }
        expect(decodeCursor(encodeCursor(position, hash), hash)).toEqual(position)
      },
    ),
  )
})

it('can stand in a URL as it is', () => {
  expect(encodeURIComponent(cursor)).toBe(cursor)
})

describe('a query', () => {
  const action = (...values: string[]): EventFilter => ({ conditions: [{ field: 'action', values }] })
  type Query = Parameters<typeof queryHash>
  const queries: Query[] = [
    [none, {}, 'newest'],
    [none, {}, 'oldest'],
    [{ ...none, tenant: null }, {}, 'newest'],
    [{ ...none, tenant: 'acme' }, {}, 'newest'],
    [{ ...none, tenant: 'other' }, {}, 'newest'],
    [none, { since: new Date(0) }, 'newest'],
    [none, { until: new Date(0) }, 'newest'],
    [none, { since: new Date(1) }, 'newest'],
    [none, { since: '7d' }, 'newest'],
    [action('a'), {}, 'newest'],
    [action('a', 'b'), {}, 'newest'],
    [action('a,b'), {}, 'newest'],
    [{ conditions: [{ field: 'action', values: ['a'], not: true }] }, {}, 'newest'],
    [{ conditions: [{ field: 'ip', values: ['a'] }] }, {}, 'newest'],
    [{ conditions: [{ field: 'actor', values: [{ type: 'User' }] }] }, {}, 'newest'],
    [{ conditions: [{ field: 'actor', values: [{ id: 'User' }] }] }, {}, 'newest'],
    [{ conditions: [{ field: 'target', values: [{ type: 'User' }] }] }, {}, 'newest'],
  ]

  it('has a hash that no other query has', () => {
    expect(new Set(queries.map((query) => queryHash(...query))).size).toBe(queries.length)
  })

  it('refuses the cursor of every other', () => {
    for (const [index, query] of queries.entries())
      for (const [other, mine] of queries.entries()) {
        const decode = () =>
          decodeCursor(encodeCursor({ toward: 'next', id }, queryHash(...query)), queryHash(...mine))
        if (index === other) expect(decode()).toEqual({ toward: 'next', id })
        else expect(decode).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_CURSOR' }))
      }
  })
})

describe('anything but a cursor of this query is refused with a ValidationError', () => {
  const refused = (input: unknown): void => {
    expect(() => decodeCursor(input, hash)).toThrow(
      expect.objectContaining({
        name: 'ValidationError',
        code: 'DAYBOOK_BAD_CURSOR',
        message: expect.stringContaining('The cursor was not made for this query.'),
      }),
    )
  }

  it.each([
    ['the empty text', ''],
    ['null', null],
    ['a number', 7],
    ['an array of one', [cursor]],
    ['an object', { toString: () => cursor }],
    ['an id', id],
    ['a cut cursor', cursor.slice(0, -1)],
    ['a longer cursor', `${cursor}0`],
    ['a cursor and a line break', `${cursor}\n`],
    ['upper case', cursor.toUpperCase()],
    ['another direction', `x${cursor.slice(1)}`],
    ['an id of another version', encodeCursor({ toward: 'next', id: id.replace('-8', '-4') }, hash)],
    ['SQL', "' OR 1=1--"],
    ['10 KB of it', 'n'.repeat(10_000)],
    ['a million digits', 'a'.repeat(1_000_000)],
  ])('%s', (_, input) => refused(input))

  it('any text at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'np0123456789abcdef') }), fc.anything()),
        refused,
      ),
    )
  })

  it('a cursor that was changed in any place', () => {
    for (let at = 1; at < cursor.length; at++) {
      const digit = cursor.charAt(at) === '0' ? '1' : '0'
      refused(cursor.slice(0, at) + digit + cursor.slice(at + 1))
    }
  })
})
