import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeKey, encodeKey, toReference } from './reference.ts'

const target = (input: unknown) => toReference(input, 'target', undefined)

describe('a key', () => {
  it.each([
    [[7], '7'],
    [[0], '0'],
    [[9_007_199_254_740_993n], '9007199254740993'],
    [['0198-uuid'], '0198-uuid'],
    [['acme', 7], '["acme","7"]'],
    [['a,b', 'c"d'], '["a,b","c\\"d"]'],
  ])('is stored as text: %s as %s', (parts, text) => {
    expect(encodeKey(parts)).toBe(text)
  })

  it.each([[[]], [[null]], [[undefined]], [['a', null]]])(
    'has no text form where a part is missing: %j',
    (parts) => {
      expect(encodeKey(parts)).toBeNull()
    },
  )

  it('comes back in the same parts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), (parts) => {
        expect(decodeKey(encodeKey(parts) as string, parts.length)).toEqual(parts)
      }),
    )
  })

  it('never means another key', () => {
    const parts = fc.array(fc.string(), { minLength: 2, maxLength: 3 })
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(encodeKey(a) === encodeKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
    )
  })

  it.each(['', 'x', '["a"]', '["a","b","c"]', '["a",1]', '{"0":"a","1":"b"}', 'null', '['])(
    '%s is no key of two columns',
    (text) => {
      expect(decodeKey(text, 2)).toBeUndefined()
    },
  )
})

describe('a reference', () => {
  it.each([
    ['a number', { type: 'Invoice', id: 42 }, { type: 'Invoice', id: '42' }],
    ['zero', { type: 'Invoice', id: 0 }, { type: 'Invoice', id: '0' }],
    ['a bigint', { type: 'Invoice', id: 2n ** 63n }, { type: 'Invoice', id: '9223372036854775808' }],
    ['a text', { type: 'Invoice', id: 'INV-7' }, { type: 'Invoice', id: 'INV-7' }],
    ['several parts', { type: 'Line', id: ['acme', 7] }, { type: 'Line', id: '["acme","7"]' }],
    ['an array of one part', { type: 'Line', id: [7] }, { type: 'Line', id: '7' }],
    ['null, not saved yet', { type: 'Invoice', id: null }, { type: 'Invoice', id: null }],
    ['a part that is not there yet', { type: 'Line', id: ['acme', null] }, { type: 'Line', id: null }],
  ])('with the id %s', (_, input, expected) => {
    expect(target(input)).toEqual(expected)
  })

  it.each([null, undefined])('%s is none', (input) => {
    expect(target(input)).toBeNull()
  })

  it('keeps the name of that moment, and drops everything else', () => {
    const user = { type: 'User', id: 7, name: 'Zoë', password: 'hunter2' }
    const reference = target(user)
    user.name = 'Other'
    expect(reference).toEqual({ type: 'User', id: '7', name: 'Zoë' })
  })

  it.each([null, undefined])('has no name where it is %s', (name) => {
    expect(target({ type: 'User', id: 7, name })).toEqual({ type: 'User', id: '7' })
  })

  it('has a long name cut and marked with an ellipsis, because a name identifies nothing', () => {
    expect(target({ type: 'User', id: 7, name: 'x'.repeat(255) })?.name).toBe('x'.repeat(255))
    expect(target({ type: 'User', id: 7, name: 'x'.repeat(256) })?.name).toBe(`${'x'.repeat(254)}…`)
  })

  it('has a name that every database takes, wherever the cut falls', () => {
    const anyName = fc.string({ unit: 'binary', maxLength: 300, size: 'max' })
    fc.assert(
      fc.property(fc.oneof(anyName, fc.constantFrom(`${'x'.repeat(253)}🧾🧾`, '\0', '\ud800')), (name) => {
        const stored = target({ type: 'User', id: 7, name })?.name as string
        expect(stored.length).toBeLessThanOrEqual(255)
        expect(stored.isWellFormed()).toBe(true)
        expect(stored).not.toContain('\0')
      }),
    )
  })

  it.each([
    ['a text', 'user 7', 'a string'],
    ['a number', 7, 'a number'],
    ['true', true, 'a boolean'],
    ['a function', () => ({ type: 'User', id: 7 }), 'a function'],
    ['an empty object', {}, 'an object without a `type`'],
    ['a misspelt type', { typ: 'User', id: 7 }, 'an object without a `type`'],
    ['a type that is no text', { type: 7, id: 7 }, 'an object without a `type`'],
    ['no id', { type: 'User' }, 'an object without an `id`'],
    ['an array', [{ type: 'User', id: 7 }], 'an object without a `type`'],
  ])('is refused where it is %s', (_, input, got) => {
    expect(() => target(input)).toThrow(
      expect.objectContaining({
        code: 'DAYBOOK_BAD_REFERENCE',
        message: expect.stringContaining(`\`target\` could not be turned into a reference: got ${got}.`),
      }),
    )
  })

  it.each([
    ['a promise', Promise.resolve({ type: 'User', id: 7 })],
    ['a reference whose id is an object', { type: 'User', id: { hex: 'ff' } }],
    ['a reference whose id is a boolean', { type: 'User', id: true }],
    ['a reference whose id is a function', { type: 'User', id: () => 7 }],
    ['a reference whose id is a symbol', { type: 'User', id: Symbol('s') }],
    ['a reference whose id is NaN', { type: 'User', id: Number.NaN }],
    ['a reference whose id holds an object', { type: 'User', id: ['acme', {}] }],
    ['a reference whose id holds an array', { type: 'User', id: [['a', 1], 2] }],
    [
      'an object that cannot be read',
      Object.defineProperty({}, 'type', {
        get: () => {
          throw new Error('hunter2')
        },
      }),
    ],
    ['a reference whose id is a Date', { type: 'User', id: new Date(0) }],
  ])('is refused where it is %s', (_, input) => {
    expect(() => target(input)).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_REFERENCE' }))
  })

  it.each([
    ['an empty type', { type: '', id: 7 }, '`target.type` must not be empty'],
    ['a type over the limit', { type: 'T'.repeat(129), id: 7 }, '`target.type` is 129 characters long'],
    ['a type with a control character', { type: 'a\nb', id: 7 }, '`target.type` holds a control character'],
    ['an empty id', { type: 'User', id: '' }, '`target.id` must not be empty'],
    ['an id over the limit', { type: 'User', id: 'x'.repeat(256) }, '`target.id` is 256 characters long'],
    ['an id with NUL', { type: 'User', id: 'a\0' }, '`target.id` holds a control character'],
    ['an id with half a pair', { type: 'User', id: '\udfff' }, '`target.id` holds half a surrogate pair'],
  ])('is refused where it has %s', (_, input, message) => {
    expect(() => target(input)).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_INVALID_FIELD', message: expect.stringContaining(message) }),
    )
  })

  it('names the role, never the value, in its errors', () => {
    const secret = 'hunter2-'.repeat(40)
    for (const input of [secret, { type: secret, id: 1 }, { type: 'User', id: secret }, { secret }])
      expect(() => toReference(input, 'actor', undefined)).toThrow(
        expect.objectContaining({
          message: expect.not.stringContaining('hunter2'),
          code: expect.stringMatching(/^DAYBOOK_/),
        }),
      )
    expect(() => toReference('x', 'actor', undefined)).toThrow(/`actor`/)
  })
})

describe('an object of the app', () => {
  class Invoice {
    type = 'proforma'
    id: number | null = 7
  }
  const ofEntity = (entity: object) =>
    entity instanceof Invoice
      ? { type: 'Invoice', id: entity.id === null ? null : String(entity.id), name: 'INV-7' }
      : undefined

  it('is what the store says it is, not what its own fields look like', () => {
    expect(toReference(new Invoice(), 'target', ofEntity)).toEqual({
      type: 'Invoice',
      id: '7',
      name: 'INV-7',
    })
  })

  it('has a null id where it is not saved', () => {
    const invoice = new Invoice()
    invoice.id = null
    expect(toReference(invoice, 'target', ofEntity)).toMatchObject({ type: 'Invoice', id: null })
  })

  it('is read as a plain reference where the store does not know it', () => {
    expect(toReference({ type: 'User', id: 1 }, 'target', ofEntity)).toEqual({ type: 'User', id: '1' })
  })
})
