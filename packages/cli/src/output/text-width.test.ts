import { expect, test } from 'vitest'
import { cutToWidth, padToWidth, textWidth } from './text-width.ts'

test('wide characters take two columns, combined ones those of one', () => {
  expect(textWidth('ada')).toBe(3)
  expect(textWidth('李小龍')).toBe(6)
  expect(textWidth('e\u0301')).toBe(1)
  expect(textWidth('👩‍🚀')).toBe(2)
})

test('a cut text fits, and says that it is cut', () => {
  expect(cutToWidth('invoice.paid', 12)).toBe('invoice.paid')
  expect(cutToWidth('invoice.paid', 8)).toBe('invoice…')
  for (const width of [0, 1, 2, 3, 4, 5])
    expect(textWidth(cutToWidth('李小龍', width))).toBeLessThanOrEqual(width)
  expect(padToWidth('李', 4)).toBe('李  ')
})
