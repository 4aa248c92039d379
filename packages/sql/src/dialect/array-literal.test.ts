import { expect, test } from 'vitest'
import { arrayLiteral } from './array-literal.ts'

test('quotes every text, escapes quotes and backslashes, leaves NULL and numbers bare', () => {
  expect(arrayLiteral(['a', 'b"c', 'd\\e', '', 'NULL', '{,}', null, 4.5])).toBe(
    '{"a","b\\"c","d\\\\e","","NULL","{,}",NULL,4.5}',
  )
})

test('an array of nothing', () => {
  expect(arrayLiteral([])).toBe('{}')
})
