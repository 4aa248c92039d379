import { expect, test } from 'vitest'
import { middleOf } from './middle-of.ts'

const marked = (text: string, other: string) => {
  const middle = middleOf(text, other)
  return middle && text.slice(middle.start, middle.end)
}

test.each([
  ['1 Old Street', '1 New Street', 'Old'],
  ['late fee', 'late fees', ''],
  ['late fees', 'late fee', 's'],
  ['2026-12-01', '2026-12-15', '01'],
  ['open', 'paid', undefined],
  ['ab', 'abc', undefined],
  ['x'.repeat(500), `${'x'.repeat(499)}y`, undefined],
  ['party \u{1F600}!', 'party \u{1F601}!', '\u{1F600}'],
])('R4: of %s, %s has %s differently', (text, other, middle) => {
  expect(marked(text, other)).toBe(middle)
})
