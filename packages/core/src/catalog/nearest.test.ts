import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const names = ['invoice.paid', 'invoice.sent', 'user.signed_in', 'user.signed_out', 'a']

it.each([
  ['invoice.piad', 'invoice.paid'],
  ['invoicepaid', 'invoice.paid'],
  ['Invoice.Paid', 'invoice.paid'],
  ['user.signedin', 'user.signed_in'],
  ['user.signed_ou', 'user.signed_out'],
  ['b', 'a'],
])('%s probably means %s', (word, expected) => {
  expect(nearest(word, names)).toBe(expected)
})

it.each(['order.shipped', '', 'invoice', 'x'.repeat(255)])('%s means none of them', (word) => {
  expect(nearest(word, names.slice(0, 4))).toBeUndefined()
})

it('knows none where there is none', () => {
  expect(nearest('a', [])).toBeUndefined()
})

it('answers soon for the longest word over thousands of names', { timeout: 20_000 }, () => {
  const many = Array.from({ length: 2_000 }, (_, index) => `${'n'.repeat(240)}${index}`)
  expect(nearest(`${'n'.repeat(240)}x`, many)).toBeDefined()
})
