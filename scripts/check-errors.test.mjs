import { expect, test } from 'vitest'
import { codesOf, compareCodes, headingsOf } from './check-errors.mjs'

test('finds the codes that a source states', () => {
  expect(codesOf("throw new X({ code: 'DAYBOOK_A', message })\nif (e.code === 'DAYBOOK_B') {}")).toEqual([
    'DAYBOOK_A',
  ])
})

test('finds the headings of the page', () => {
  expect(headingsOf('# Errors\n\n## DAYBOOK_A\n\ntext DAYBOOK_B\n')).toEqual(['DAYBOOK_A'])
})

test('names what lacks a heading and what is left over', () => {
  expect(compareCodes(['DAYBOOK_A', 'DAYBOOK_A'], ['DAYBOOK_B'])).toEqual([
    expect.stringContaining('DAYBOOK_A has no heading'),
    expect.stringContaining('DAYBOOK_B is thrown nowhere'),
  ])
  expect(compareCodes(['DAYBOOK_A'], ['DAYBOOK_A'])).toEqual([])
})
