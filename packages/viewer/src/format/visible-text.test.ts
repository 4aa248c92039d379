import { expect, test } from 'vitest'
import { visibleJson, visibleLines, visibleText } from './visible-text.ts'

test('control characters become their pictures', () => {
  expect(visibleText('a\0b\tc\u001bd\u007f')).toBe('a␀b␉c␛d␡')
})

test('bidirectional controls, zero-width characters and separators are named', () => {
  expect(visibleText('gpj.\u202Eexe')).toBe('gpj.[U+202E]exe')
  expect(visibleText('a\u200Bb\u2028c\uFEFF\u0085')).toBe('a[U+200B]b[U+2028]c[U+FEFF][U+0085]')
})

test('every other script and symbol stays as it is', () => {
  const text = 'Ünï 漢字 שלום 👩‍🚀 ••7f3c <b>&amp;'.replace('\u200D', '')
  expect(visibleText(text)).toBe(text)
})

test('JSON strings escape what is unseen', () => {
  expect(visibleJson('a"\n\u202E\u0085')).toBe('"a\\"\\n\\u202e\\u0085"')
})

test('free text keeps its lines', () => {
  expect(visibleLines('one\r\ntwo\tand\nthree')).toBe('one\ntwo␉and\nthree')
})
