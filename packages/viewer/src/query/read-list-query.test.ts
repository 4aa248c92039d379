import { expect, test } from 'vitest'
import { BadQuery } from './bad-query.ts'
import { toToken } from './edit-query.ts'
import type { ListQuery } from './list-query.ts'
import { listSearch, queryText } from './list-search.ts'
import { isCanonical, readExactQuery, readListQuery, readStrictQuery } from './read-list-query.ts'

const now = Date.parse('2026-11-21T09:17:05.310Z')
const read = (search: string) => readListQuery(new URLSearchParams(search), now)
const ofText = (q: string) => readListQuery(new URLSearchParams({ q }), now)

test('an empty address, and a form sent empty, ask for the last 24 hours', () => {
  expect(read('')).toEqual({ tokens: [], since: '24h' })
  expect(read('q=&q=+&since=&until=')).toEqual({ tokens: [], since: '24h' })
})

test('filters are tokens, the window is none, and each text of the address counts', () => {
  const query = read('q=actor:User:7+since:all&q=-outcome:failure,denied')
  expect(query).toEqual({
    tokens: [toToken('actor', ['User:7']), toToken('outcome', ['failure', 'denied'], true)],
    since: 'all',
  })
  expect(queryText(query)).toBe('actor:User:7 -outcome:failure,denied since:all')
})

const hostile = ' a&b=c#d?e/f%20+"<>\'`\\漢\u202E'

test.each<[ListQuery]>([
  [{ tokens: [], since: '24h' }],
  [{ tokens: [toToken('action', [hostile]), toToken('request', [hostile, '-', ','])], since: 'all' }],
  [{ tokens: [toToken('actor', [`a%3Ab%25:["x","y:z"]${hostile}`], true)], since: '7d' }],
  [
    {
      tokens: [],
      since: new Date('2026-11-20T09:17:05.310Z'),
      until: new Date('2026-11-21T09:17:05.310Z'),
      cursor: 'n1',
    },
  ],
  [{ tokens: [toToken('text', ['late fee']), toToken('data.card.brand', ['visa'])], since: '3d' }],
])('an address written for a query is read back as it: %#', (query) => {
  const params = new URLSearchParams(listSearch(query))
  expect(readListQuery(params, now)).toEqual(query)
  expect(isCanonical(params, query)).toBe(true)
})

test.each([
  ['since:24h', '24h', undefined],
  ['since:1d', '24h', undefined],
  ['since:3d', '3d', undefined],
  ['since:all', 'all', undefined],
  ['since:yesterday', '2026-11-20T00:00:00.000Z', undefined],
  ['since:2026-11-20 until:2026-11-20', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
  ['on:yesterday', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
])('F3: %s begins at %s, and the last day is one of the window', (text, since, until) => {
  const query = ofText(text)
  expect(query.since instanceof Date ? query.since.toISOString() : query.since).toBe(since)
  expect(query.until?.toISOString()).toBe(until)
})

test('an address of before says the same as tokens', () => {
  const earlier = 'action=invoice.*&actor=User:7&target=Invoice&outcome=failure&outcome=denied&request=req_1'
  expect(queryText(read(`${earlier}&since=7d`))).toBe(
    'action:invoice.* actor:User:7 target:Invoice:* outcome:failure,denied request:req_1 since:7d',
  )
  expect(queryText(read('actor=a%253Ab:c'))).toBe('actor:a%3Ab:c')
  // Such a length was counted back from the end.
  expect(queryText(read('since=24h&until=2026-11-20T21:00'))).toBe(
    'since:2026-11-19T21:00:00.000Z until:2026-11-20T21:00:00.000Z',
  )
  expect(isCanonical(new URLSearchParams('actor=User:7'), read('actor=User:7'))).toBe(false)
})

test.each([
  ['actr:ada', 'There is no field `actr`. Did you mean `actor`?', 'actor:ada'],
  ['-outcome:denyed', '`denyed` is no outcome. Did you mean `denied`?', '-outcome:denied'],
  ['since:soon', '`soon` is no time', undefined],
  ['"late fee', 'A quote is not closed', 'text:"late fee"'],
  ['to:paid', '`to` needs `changed:field` before it', undefined],
  ['actor:', '`actor:` lacks a value', undefined],
  ['request:a\u0000b', 'control character', undefined],
])('%s is a token that says what is wrong with it', (text, problem, fix) => {
  const { tokens } = ofText(text)
  expect(tokens).toHaveLength(1)
  expect(tokens[0]?.problem).toContain(problem)
  expect(tokens[0]?.fix).toBe(fix)
  expect(() => readExactQuery(new URLSearchParams({ q: text }), now)).toThrow(problem)
})

test('a window that ends before it begins is refused', () => {
  expect(() => ofText('since:2026-11-21 until:2026-11-19')).toThrow(BadQuery)
  expect(() => ofText('since:1h until:2026-11-19')).toThrow('ends before it begins')
})

test('a parameter with the name of a key is a filter, one with nearly that name is a mistake', () => {
  expect(queryText(read('status=500&data.currency=EUR&tenant=acme'))).toBe(
    'status:500 data.currency:EUR tenant:acme',
  )
  expect(read('actr=ada').tokens).toMatchObject([{ key: 'actr', text: 'actr:ada', fix: 'actor:ada' }])
  expect(read('q=since:7d&outcomes=denied').tokens[0]?.problem).toContain('Did you mean `outcome`?')
  expect(isCanonical(new URLSearchParams('actr=ada'), read('actr=ada'))).toBe(false)
})

test('parameters of others are left alone, but not by a program', () => {
  const shared = new URLSearchParams('utm_source=mail&ref=x&e=1&cursor=n1')
  expect(readListQuery(shared, now)).toEqual({ tokens: [], since: '24h', cursor: 'n1' })
  expect(isCanonical(shared, readListQuery(shared, now))).toBe(true)
  expect(() => readStrictQuery(new URLSearchParams('utm_source=mail'), now)).toThrow(
    'There is no parameter `utm_source`.',
  )
  expect(() => readStrictQuery(new URLSearchParams('actr=ada'), now)).toThrow('Did you mean `actor`?')
  expect(() => readStrictQuery(new URLSearchParams('limit=5'), now)).toThrow('`limit`')
  expect(readStrictQuery(new URLSearchParams('limit=5&ip=::1'), now, ['limit']).tokens).toHaveLength(1)
})
