import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonEqual } from './json-equal.ts'

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)))

it('agrees with a deep comparison of any two JSON values', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(jsonEqual(a, b)).toBe(isDeepStrictEqual(a, b))
      expect(jsonEqual(a, JSON.parse(JSON.stringify(a)))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

it('does not mind the order of keys', () => {
  expect(jsonEqual({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true)
})

it('minds the order of entries, missing keys, and what is inherited', () => {
  expect(jsonEqual([1, 2], [2, 1])).toBe(false)
  expect(jsonEqual({ a: undefined }, { b: 1 })).toBe(false)
  expect(jsonEqual({ toString: 1 }, {})).toBe(false)
  expect(jsonEqual({ 0: 'a' }, ['a'])).toBe(false)
  expect(jsonEqual({}, null)).toBe(false)
})

it('compares Dates by their time', () => {
  expect(jsonEqual(new Date(0), new Date(0))).toBe(true)
  expect(jsonEqual(new Date(0), new Date(1))).toBe(false)
  expect(jsonEqual({ at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' })).toBe(false)
})
