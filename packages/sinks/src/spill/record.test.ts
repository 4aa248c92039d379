import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeRecord, scanRecords } from './record.ts'

const texts = (bytes: Buffer, isAll = true) => scanRecords(bytes, isAll).records.map(({ json }) => json)
const json = fc.json()

describe('a segment', () => {
  test('is readable text', () => {
    expect(encodeRecord('{"a":"é"}').toString()).toMatch(/^0000000a [0-9a-f]{8} \{"a":"é"\}\n$/)
  })

  test('gives back what was written', () => {
    fc.assert(
      fc.property(fc.array(json), (records) => {
        expect(texts(Buffer.concat(records.map(encodeRecord)))).toEqual(records)
      }),
    )
  })

  test('cut anywhere keeps every record before the cut', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1 }), fc.nat(), (records, seed) => {
        const encoded = records.map(encodeRecord)
        const whole = Buffer.concat(encoded)
        const cut = whole.subarray(0, seed % whole.length)
        const before = encoded.filter(
          (_, index) => Buffer.concat(encoded.slice(0, index + 1)).length <= cut.length,
        )
        const { records: found, corrupt } = scanRecords(cut, false)
        expect(found.map((record) => record.json)).toEqual(records.slice(0, before.length))
        expect(corrupt).toEqual([])
      }),
    )
  })

  test('with one byte changed loses at most the record that it is in, and says where', () => {
    fc.assert(
      fc.property(
        fc.array(json, { minLength: 2 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (records, seed, flip) => {
          const encoded = records.map(encodeRecord)
          const bytes = Buffer.concat(encoded)
          const at = seed % bytes.length
          bytes[at] = (bytes[at] ?? 0) ^ flip
          let end = 0
          const hit = encoded.findIndex(({ length }) => {
            end += length
            return at < end
          })
          const found = texts(bytes)
          expect(found).toEqual(at === end - 1 ? records : records.filter((_, index) => index !== hit))
        },
      ),
    )
  })

  test('is read in parts: a limit, and a record that is not there to its end', () => {
    const bytes = Buffer.concat(['1', '2', '3'].map(encodeRecord))
    const { records, end } = scanRecords(bytes, true, 2)
    expect(records.map((record) => record.json)).toEqual(['1', '2'])
    expect(texts(bytes.subarray(end))).toEqual(['3'])
    // Whole but for its line break: it may be that only this part ends there.
    const part = bytes.subarray(0, bytes.length - 1)
    expect(texts(part, false)).toEqual(['1', '2'])
    expect(texts(part, true)).toEqual(['1', '2', '3'])
  })
})
