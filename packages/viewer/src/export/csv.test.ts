import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test('K14: no cell is a formula', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'])
    expect(
      csvLine([`${start}HYPERLINK(1)`])
        .replace(/^"/, '')
        .startsWith(`'${start}`),
    ).toBe(true)
})

test('cells with commas, quotes and line breaks are quoted; numbers and nothing stay', () => {
  expect(csvLine(['a,b', 'say "hi"', 'one\ntwo', 'plain', -1.5, null])).toBe(
    '"a,b","say ""hi""","one\ntwo",plain,-1.5,\r\n',
  )
})
