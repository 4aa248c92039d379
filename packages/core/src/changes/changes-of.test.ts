import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json/json.ts'
import { applyChanges } from './apply-changes.ts'
import { changesOf } from './changes-of.ts'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

describe('values', () => {
  const same = (before: unknown, after: unknown, kinds = {}) =>
    expect(changesOf({ field: before }, { field: after }, { kinds })).toEqual({})
  const differ = (before: unknown, after: unknown, kinds = {}) =>
    expect(Object.keys(changesOf({ field: before }, { field: after }, { kinds }))).toEqual(['/field'])

  it('compares decimals by what they are worth, where they are decimals', () => {
    const decimal = { field: 'decimal' }
    for (const [a, b] of [
      ['1.50', '1.5'],
      ['01', '1.0'],
      [1.5, '1.50'],
      ['-0', '0.00'],
      ['1e2', '100'],
    ])
      same(a, b, decimal)
    for (const [a, b] of [
      ['1.50', '1.51'],
      ['10', '1'],
      ['-1', '1'],
      ['NaN', 'Infinity'],
      ['', '0'],
    ])
      differ(a, b, decimal)
    differ('1.50', '1.5')
  })

  it('compares dates by their instant', () => {
    same(new Date(5), new Date(5))
    differ(new Date(5), new Date(6))
    same(new Date(0), '1970-01-01T01:00:00+01:00', { field: 'date' })
    same(new Date(0), 0, { field: 'date' })
    differ(new Date(0), '1970-01-01 00:00:00', { field: 'date' })
    same(new Date(Number.NaN), new Date(Number.NaN))
  })

  it('compares bytes, however they are held', () => {
    same(Buffer.from([1, 2]), Uint8Array.of(1, 2))
    same(Buffer.from([1, 2]), Uint8Array.of(1, 2).buffer)
    differ(Buffer.from([1, 2]), Buffer.from([1, 3]))
    differ(new Uint8Array(10_000), new Uint8Array(10_000).fill(1, 9_999))
  })

  it('compares bigints, booleans and numbers across their forms', () => {
    same(5n, '5', { field: 'bigint' })
    same(5, 5n, { field: 'bigint' })
    same(1, true, { field: 'boolean' })
    same('7', 7, { field: 'number' })
    differ('7', 7)
    same(Number.NaN, Number.NaN)
    differ(null, undefined)
    differ(null, '')
  })

  it('compares long texts to their end', () => {
    differ(`${'x'.repeat(100_000)}a`, `${'x'.repeat(100_000)}b`)
  })
})

describe('JSON', () => {
  it('says one nested key of a row with 40 fields as one path', () => {
    const row = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`field${index}`, index]))
    const meta = (city: string) => ({ customer: { name: 'Ada', address: { city, zip: '1' } }, tags: ['a'] })
    expect(changesOf({ ...row, meta: meta('Paris') }, { ...row, meta: meta('Lyon') })).toEqual({
      '/meta/customer/address/city': { before: 'Paris', after: 'Lyon' },
    })
  })

  it('escapes keys, and takes any', () => {
    const after = JSON.parse('{"meta":{"a/b~c":1,"__proto__":2}}')
    expect(changesOf({ meta: {} }, after)).toEqual({
      '/meta/a~1b~0c': { after: 1 },
      '/meta/__proto__': { after: 2 },
    })
  })

  it('says an insertion and a move in an array without its neighbours', () => {
    expect(changesOf({ list: ['a', 'b', 'c'] }, { list: ['z', 'a', 'b', 'c'] })).toEqual({
      '/list/0': { after: 'z' },
    })
    expect(changesOf({ list: ['a', 'b', 'c', 'd'] }, { list: ['b', 'c', 'd', 'a'] })).toEqual({
      '/list/0': { before: 'a' },
      '/list/3': { after: 'a' },
    })
  })

  it('looks into an element that kept its place', () => {
    const lines = (count: number) => [
      { sku: 'x', count: 1 },
      { sku: 'y', count },
      { sku: 'z', count: 3 },
    ]
    expect(changesOf({ lines: lines(2) }, { lines: lines(5) })).toEqual({
      '/lines/1/count': { before: 2, after: 5 },
    })
  })

  it('says the whole value where there would be too many paths', () => {
    const list = (from: number) => Array.from({ length: 300 }, (_, index) => from + index)
    expect(Object.keys(changesOf({ list: list(0) }, { list: list(1_000) }))).toEqual(['/list'])
    const long = (from: number) => Array.from({ length: 3_000 }, (_, index) => from + index)
    expect(Object.keys(changesOf({ list: long(0) }, { list: long(10_000) }))).toEqual(['/list'])
  })

  it('has no end in what contains itself', () => {
    const before: Record<string, unknown> = { name: 'a' }
    before.self = before
    const after: Record<string, unknown> = { name: 'b' }
    after.self = after
    expect(Object.keys(changesOf({ meta: before }, { meta: after }))).toEqual(['/meta/name'])
  })
})

describe('rows', () => {
  it('says what was made and what was deleted', () => {
    expect(changesOf(null, { id: 1, note: null })).toEqual({ '/id': { after: 1 }, '/note': { after: null } })
    expect(changesOf({ id: 1 }, undefined)).toEqual({ '/id': { before: 1 } })
  })

  it('calls no accessor, waits for no promise, and changes nothing', () => {
    const touched: string[] = []
    const lazy = (id: number) =>
      Object.defineProperty({ id, later: Promise.resolve(1), call: () => 1 }, 'author', {
        enumerable: true,
        get: () => touched.push('author'),
      })
    const [before, after] = [Object.freeze(lazy(1)), Object.freeze(lazy(2))]
    expect(changesOf(before, after)).toEqual({ '/id': { before: 1, after: 2 } })
    expect(touched).toEqual([])
  })

  it('leaves out, and hides', () => {
    const options = { except: ['seen'], redact: ['phone'] }
    const before = { seen: 1, phone: { home: '1' }, name: 'a' }
    expect(plain(changesOf(before, { seen: 2, phone: { home: '2' }, name: 'a' }, options))).toEqual({
      '/phone': { before: { $daybook: 'redacted' }, after: { $daybook: 'redacted' } },
    })
    expect(changesOf(before, { ...before, name: 'b' }, { only: ['seen'] })).toEqual({})
  })

  it('transforms fields on both sides, before it compares', () => {
    const fields = { name: (value: unknown) => String(value).toLowerCase() }
    expect(changesOf({ name: 'ADA' }, { name: 'ada' }, { fields })).toEqual({})
    expect(changesOf({ name: 'ADA' }, { name: 'BOB' }, { fields })).toEqual({
      '/name': { before: 'ada', after: 'bob' },
    })
  })

  it('replaces what is too large by its hash and length, whatever the order of its keys', () => {
    const big = 'x'.repeat(20_000)
    const { '/a': change } = plain(changesOf({ a: 'small' }, { a: big }))
    expect(change.before).toBe('small')
    expect(change.after).toEqual({
      $daybook: 'hashed',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      length: 20_000,
    })
    const hashOf = (value: unknown) => plain(changesOf({ a: 0 }, { a: value }))['/a'].after.sha256
    expect(hashOf({ x: big, y: 1 })).toBe(hashOf({ y: 1, x: big }))
    expect(plain(changesOf({ a: 1 }, { a: 'abcdef' }, { maxValueBytes: 6 }))['/a'].after.length).toBe(6)
  })
})

describe('applied to what was before', () => {
  const key = fc.constantFrom('a', 'b', 'a/b', '0', '1', '__proto__', '~')
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 0, 1, 2, 'x', 'y'),
      fc.array(tie('json'), { maxLength: 6 }),
      fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }),
      fc
        .array(fc.tuple(key, tie('json')), { maxLength: 4 })
        .map((entries) => JSON.parse(JSON.stringify(Object.fromEntries(entries)))),
    ),
  }))

  it('changes give what was after, and their inverse what was before', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const row = (field: unknown): JsonObject => ({ field }) as JsonObject
        const changes = changesOf(row(before), row(after))
        const inverse = changesOf(row(after), row(before))
        expect(applyChanges(row(before), changes)).toEqual(row(after))
        expect(applyChanges(row(after), inverse)).toEqual(row(before))
        const swapped = Object.fromEntries(
          Object.entries(changes).map(([pointer, change]) => [
            pointer,
            {
              ...('after' in change && { before: change.after }),
              ...('before' in change && { after: change.before }),
            },
          ]),
        )
        expect(applyChanges(row(after), swapped)).toEqual(row(before))
      }),
      {
        numRuns: 500,
        examples: [
          [
            ['b', 'b', 'a'],
            ['a', 'b'],
          ],
        ],
      },
    )
  })
})
