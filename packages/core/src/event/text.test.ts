import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ValidationError } from '../errors/daybook-error.ts'
import { checkFreeText, checkText } from './text.ts'

const identifier = (value: unknown, max = 10) => checkText('action', value, max, { empty: false })

describe('a text that identifies something', () => {
  it.each(['a', 'invoice.paid', '請求書', 'a b', '🧾', "' OR 1=1--", '‮rtl'])(
    'is stored exactly: %s',
    (text) => {
      expect(identifier(text, 20)).toBe(text)
    },
  )

  it('may be as long as the limit, counted in UTF-16 code units, and not one longer', () => {
    expect(identifier('x'.repeat(10))).toHaveLength(10)
    expect(identifier('🧾'.repeat(5))).toHaveLength(10)
    expect(() => identifier('x'.repeat(11))).toThrow('`action` is 11 characters long, the limit is 10.')
    expect(() => identifier('🧾'.repeat(6))).toThrow(/12 characters/)
  })

  it.each([
    ['a number', 7, /must be a string, got number/],
    ['null', null, /got null/],
    ['undefined', undefined, /got undefined/],
    ['a String object', Object('a'), /got object/],
    ['the empty text', '', /must not be empty/],
    ['NUL', 'a\0b', /control character/],
    ['a line break', 'a\nb', /control character/],
    ['an escape sequence', '\u001b[31m', /control character/],
    ['DEL', 'a\u007F', /control character/],
    ['a C1 control', 'a\u009b', /control character/],
    ['half a surrogate pair', 'a\ud800', /half a surrogate pair/],
  ])('is refused where it is %s', (_, value, message) => {
    expect(() => identifier(value)).toThrow(message)
    expect(() => identifier(value)).toThrow(expect.objectContaining({ code: 'DAYBOOK_INVALID_FIELD' }))
  })

  it('may be empty where the field allows it', () => {
    expect(checkText('tenant', '', 10, { empty: true })).toBe('')
  })

  it('is never altered, and never repeated in the error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        try {
          expect(identifier(text)).toBe(text)
        } catch (error) {
          expect(error).toBeInstanceOf(ValidationError)
          if (text.length > 6) expect((error as Error).message).not.toContain(text)
        }
      }),
    )
  })
})

describe('free text', () => {
  it('may hold line breaks, tabs and control characters', () => {
    expect(checkFreeText('note', 'a\n\tb\u001b', 10)).toBe('a\n\tb\u001b')
  })

  it('has NUL and half surrogate pairs replaced, which databases refuse', () => {
    expect(checkFreeText('note', 'a\0b\ud83e', 10)).toBe('a�b�')
  })

  it('is refused, not cut, where it is too long', () => {
    expect(() => checkFreeText('note', 'x'.repeat(11), 10)).toThrow(
      '`note` is 11 characters long, the limit is 10.',
    )
  })

  it.each([[null], [7], [{}], [['a']]])('is refused where it is %j', (value) => {
    expect(() => checkFreeText('note', value, 10)).toThrow(/must be a string/)
  })
})
