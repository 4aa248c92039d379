import { expect, test } from 'vitest'
import { excluding, narrowed, queryOf, toggled, without } from './edit-query.ts'
import { queryText } from './list-search.ts'
import { readListQuery } from './read-list-query.ts'

const query = (q: string) => readListQuery(new URLSearchParams({ q, cursor: 'n1' }), 0)

test('a click on a value narrows to it, and on its first page', () => {
  const narrow = narrowed(query('actor:ada -actor:system outcome:denied since:7d'), 'actor', 'User:7')
  expect(queryText(narrow)).toBe('-actor:system outcome:denied actor:User:7 since:7d')
  expect(narrow.cursor).toBeUndefined()
})

test('a facet adds its value to those chosen, and takes it away again', () => {
  const both = toggled(query('outcome:failure'), 'outcome', 'denied')
  expect(queryText(both)).toBe('outcome:failure,denied')
  expect(queryText(toggled(both, 'outcome', 'failure'))).toBe('outcome:denied')
  expect(queryText(toggled(query('outcome:denied -outcome:failure'), 'outcome', 'denied'))).toBe(
    '-outcome:failure',
  )
})

test('F7: a value can be left out', () => {
  expect(queryText(excluding(query('since:7d'), 'data.currency', 'EUR'))).toBe('-data.currency:EUR since:7d')
})

test('what a field became goes with the field', () => {
  const changed = query('changed:status to:paid actor:ada')
  const [field] = changed.tokens
  expect(queryText(without(changed, field as NonNullable<typeof field>))).toBe('actor:ada')
})

test('all of one value, over all time unless said otherwise', () => {
  expect(queryText(queryOf('request', 'a b'))).toBe('request:"a b" since:all')
  expect(queryText(queryOf('action', 'invoice.*', '24h'))).toBe('action:invoice.*')
})
