import { expect, test } from 'vitest'
import { printable, printableJson } from './printable.ts'

const hostile = [
  ['ESC', '\u001b[2J\u001b]0;owned\u0007'],
  ['CSI of eight bits', '\u009b31m'],
  ['OSC of eight bits', '\u009d8;;http://evil\u009c'],
  ['carriage return and backspace', 'paid\r\b\b\bvoid'],
  ['new line', 'one\ntwo'],
  ['bidirectional override', 'user\u202egnp.exe'],
  ['isolate', '\u2066x\u2069'],
  ['zero width', 'ad\u200bmin'],
  ['tag characters', 'a\u{e0041}b'],
  ['delete', 'a\u007fb'],
  ['soft hyphen', 'ad\u00admin'],
] as const

const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/u

test.each(hostile)('%s becomes something to see', (_, text) => {
  expect(printable(text)).not.toMatch(unseen)
  expect(printable(text)).not.toBe(text)
})

test.each(hostile)('%s is an escape in JSON, which says the same', (_, text) => {
  const json = printableJson({ [text]: text })
  expect(json).not.toMatch(unseen)
  expect(JSON.parse(json)).toEqual({ [text]: text })
})

test('names in all scripts stay as they are', () => {
  for (const text of ['Linus Åkesson', '李小龍', 'أمل', 'नेहा', '🦊 fox', 'O’Neill – §'])
    expect(printable(text)).toBe(text)
})
