import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesAction } from './action-pattern.ts'

/** The meaning in one line: what a regular expression would say. */
function oracle(pattern: string, action: string): boolean {
  const source = pattern.split('*').map((piece) => piece.replaceAll(/[\\^$.|?+()[\]{}/-]/g, '\\$&'))
  return new RegExp(`^${source.join('[^]*')}$`).test(action)
}

it('means what the regular expression for it means', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 12 })
  const action = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 })
  const any = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(fc.oneof(fc.tuple(few, action), fc.tuple(any, any)), ([pattern, text]) => {
      expect(matchesAction(pattern, text)).toBe(oracle(pattern, text))
    }),
    { numRuns: 10_000 },
  )
})

it('matches what was made of it', () => {
  const piece = fc.string({ maxLength: 6 })
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, piece), { minLength: 1, maxLength: 5 }), (pairs) => {
      const plain = pairs.map(([kept, run]) => [kept.replaceAll('*', ''), run] as const)
      const pattern = plain.map(([kept]) => `${kept}*`).join('')
      expect(matchesAction(pattern, plain.map(([kept, run]) => kept + run).join(''))).toBe(true)
    }),
  )
})

describe.each([
  [
    'invoice.*',
    ['invoice.paid', 'invoice.', 'invoice.line.added'],
    ['invoice', 'Invoice.paid', 'an invoice.paid'],
  ],
  ['*', ['', 'anything', 'a.b'], []],
  ['*.deleted', ['user.deleted', '.deleted'], ['deleted', 'user.deleted.twice']],
  ['user.*.failed', ['user.login.failed', 'user.a.b.failed'], ['user.failed']],
  ['ab*ba', ['abba', 'ab-ba'], ['aba']],
  ['a**b', ['ab', 'a-b'], ['a']],
  ['invoice.paid', ['invoice.paid'], ['invoicexpaid', 'invoice.paid ']],
  ['', [''], ['a']],
])('%s', (pattern, hits, misses) => {
  it('matches what it should, and only that', () => {
    expect(hits.filter((action) => !matchesAction(pattern, action))).toEqual([])
    expect(misses.filter((action) => matchesAction(pattern, action))).toEqual([])
  })
})

it('cannot be made slow', { timeout: 10_000 }, () => {
  expect(matchesAction(`${'a*'.repeat(5_000)}b`, 'a'.repeat(20_000))).toBe(false)
  expect(matchesAction(`${'*a'.repeat(5_000)}*`, 'a'.repeat(20_000))).toBe(true)
})
