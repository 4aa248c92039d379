import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeKey, isMark, mark } from './marks.ts'
import { normalise } from './normalise.ts'

describe('a mark', () => {
  it('has one shape, and is frozen', () => {
    const made = mark('number', { value: 'NaN' })
    expect(made).toEqual({ $daybook: 'number', value: 'NaN' })
    expect(Object.isFrozen(made)).toBe(true)
    expect(isMark(made)).toBe(true)
  })

  it.each([null, 'redacted', 7, [], {}, { daybook: 'x' }, Object.create({ $daybook: 'redacted' })])(
    'is not %j',
    (value) => {
      expect(isMark(value)).toBe(false)
    },
  )
})

describe('a caller’s key', () => {
  it.each([
    ['$daybook', '$$daybook'],
    ['$$daybook', '$$$daybook'],
    ['$daybookOmitted', '$$daybookOmitted'],
    ['$', '$'],
    ['$ref', '$ref'],
    ['daybook', 'daybook'],
    ['a$daybook', 'a$daybook'],
  ])('%s is stored as %s', (key, escaped) => {
    expect(escapeKey(key)).toBe(escaped)
  })

  it('never becomes another caller’s key, and can be told back', () => {
    const key = fc.oneof(fc.string(), fc.stringMatching(/^\$*daybook[a-z]?$/))
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(escapeKey(a) === escapeKey(b)).toBe(a === b)
      }),
    )
  })

  it('cannot forge a mark', () => {
    const forged = normalise({
      $daybook: 'redacted',
      $daybookOmitted: 3,
      inner: [{ $daybook: 'circular' }],
    }).value
    expect(isMark(forged)).toBe(false)
    expect(forged).toEqual({ $$daybook: 'redacted', $$daybookOmitted: 3, inner: [{ $$daybook: 'circular' }] })
  })
})
