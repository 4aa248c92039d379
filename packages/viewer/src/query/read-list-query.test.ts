import { expect, test } from 'vitest'
import { BadQuery } from './bad-query.ts'
import type { ListQuery } from './list-query.ts'
import { listSearch } from './list-search.ts'
import { readListQuery } from './read-list-query.ts'

const read = (search: string) => readListQuery(new URLSearchParams(search))

test('an empty address, and a form sent empty, ask for the last 24 hours', () => {
  expect(read('')).toEqual({ since: '24h' })
  expect(read('action=&actor=&target=&request=+&since=&until=')).toEqual({ since: '24h' })
})

test('each parameter is one field of the query', () => {
  expect(
    read(
      'action=invoice.*&actor=User:7&target=Invoice&outcome=failure&outcome=denied&request=req_1&since=all',
    ),
  ).toEqual({
    action: 'invoice.*',
    actor: { type: 'User', id: '7' },
    target: { type: 'Invoice' },
    outcome: ['failure', 'denied'],
    request: 'req_1',
    since: 'all',
  })
})

const hostile = ' a&b=c#d?e/f%20+"<>\'`\\漢\u202E'

test.each<ListQuery>([
  { since: '24h' },
  { since: 'all', action: hostile, request: hostile },
  { since: '7d', actor: { type: `a:b%3A%25${hostile}`, id: `["x","y:z"]${hostile}` } },
  { since: new Date('2026-11-20T09:17:05.310Z'), until: new Date('2026-11-21T09:17:05.310Z'), cursor: 'n1' },
  { since: '1h', target: { type: 'Invoice' }, outcome: ['success', 'failure', 'denied'] },
])('an address written for a query is read back as it: %#', (query) => {
  expect(read(listSearch(query))).toEqual(query)
})

test('times are UTC where they name no zone', () => {
  expect(read('since=2026-11-20T09:14').since).toEqual(new Date('2026-11-20T09:14:00Z'))
  expect(read('since=2026-11-20').since).toEqual(new Date('2026-11-20T00:00:00Z'))
  expect(read('since=2026-11-20T09:14:00%2B02:00').since).toEqual(new Date('2026-11-20T07:14:00Z'))
})

test.each([
  ['action=a&action=b', '“action” may be given once'],
  ['actor=:7', '“actor” takes a type and an id'],
  ['outcome=forbidden', '“forbidden” is no outcome'],
  ['outcome=constructor', '“constructor” is no outcome'],
  ['since=yesterday', '“since” takes'],
  ['since=toString', '“since” takes'],
  ['since=2026-13-45', '“since” takes'],
  ['until=24h', '“until” takes a time'],
  ['since=2026-11-21&until=2026-11-20', 'ends before it begins'],
  ['request=a%00b', 'control character'],
])('%s is refused with the reason', (search, reason) => {
  expect(() => read(search)).toThrow(BadQuery)
  expect(() => read(search)).toThrow(reason)
})

test('parameters of others are left alone', () => {
  expect(read('utm_source=mail&actr=x')).toEqual({ since: '24h' })
})
