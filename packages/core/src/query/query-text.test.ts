import { expect, test } from 'vitest'
import { formatReference, parseQuery, queryFilter } from './query-text.ts'

const now = Date.parse('2026-11-21T09:00:00Z')

test.each([
  ['actr:ada', 'actor:ada'],
  ['-actr:ada,"b c"', '-actor:ada,"b c"'],
  ['outcome:denyed,failure', 'outcome:denied,failure'],
  ['"late fee', 'text:"late fee"'],
])('the problem of %s comes with the text that was meant', (text, fix) => {
  const { problems } = parseQuery(text, { now })
  expect(problems).toHaveLength(1)
  expect(problems[0]?.problem).toBeTruthy()
  expect(problems[0]?.fix).toBe(fix)
  expect(parseQuery(fix, { now }).problems).toEqual([])
})

test('a problem that nothing is near to has no fix', () => {
  expect(parseQuery('frequency:9', { now }).problems[0]).not.toHaveProperty('fix')
})

test('since:all sets no bound, also after another one', () => {
  expect(queryFilter('since:7d since:all action:a.b', { now })).toEqual({ action: ['a.b'] })
  expect(parseQuery('until:all', { now }).problems).toHaveLength(1)
})

test.each([
  [{ type: 'User', id: '7' }, 'User:7'],
  [{ type: 'User' }, 'User:*'],
  [{ type: 'User', id: null }, 'User:*'],
  [{ type: 'a:b%3A', id: 'c:d%' }, 'a%3Ab%253A:c:d%'],
])('a reference is written as it is read back: %#', (reference, text) => {
  expect(formatReference(reference)).toBe(text)
  const { id, ...rest } = reference as { readonly type: string; readonly id?: string | null }
  expect(queryFilter(`actor:${text}`).actor).toEqual([id ? { ...rest, id } : rest])
})
