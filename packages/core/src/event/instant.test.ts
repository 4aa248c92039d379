import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ValidationError } from '../errors/daybook-error.ts'
import { toMillis } from './instant.ts'

const zone = process.env.TZ

// A zone that is no whole hour from UTC: whatever is read as local time is wrong here.
beforeEach(() => {
  process.env.TZ = 'Asia/Kathmandu'
})

afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const parsed = (text: string) => new Date(toMillis('since', text)).toISOString()

describe('a text without a zone', () => {
  it.each([
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['2026-11-21T09:14', '2026-11-21T09:14:00.000Z'],
    ['2026-11-21T09:14:22', '2026-11-21T09:14:22.000Z'],
    ['2026-11-21 09:14:22.466', '2026-11-21T09:14:22.466Z'],
    ['2026-11-21 09:14:22,466', '2026-11-21T09:14:22.466Z'],
    ['2026-11-21t09:14:22', '2026-11-21T09:14:22.000Z'],
    ['2026-11-21T09:14:22.466123', '2026-11-21T09:14:22.466Z'],
  ])('%s is UTC', (text, expected) => {
    expect(parsed(text)).toBe(expected)
  })
})

describe('a text with a zone', () => {
  it.each([
    ['2026-11-21T09:14:22Z', '2026-11-21T09:14:22.000Z'],
    ['2026-11-21t09:14:22z', '2026-11-21T09:14:22.000Z'],
    ['2026-11-21T09:14:22.466Z', '2026-11-21T09:14:22.466Z'],
    ['2026-11-21T09:14:22+00:00', '2026-11-21T09:14:22.000Z'],
    ['2026-11-21T09:14:22.466+05:45', '2026-11-21T03:29:22.466Z'],
    ['2026-11-21 09:14:22.466+0545', '2026-11-21T03:29:22.466Z'],
    ['2026-11-21 09:14:22.466+00', '2026-11-21T09:14:22.466Z'],
    ['2026-11-21T00:30-08:00', '2026-11-21T08:30:00.000Z'],
  ])('%s is that instant', (text, expected) => {
    expect(parsed(text)).toBe(expected)
  })
})

it.each([
  ['.4', 400],
  ['.46', 460],
  ['.466', 466],
  ['.4669', 466],
  ['.999999', 999],
  ['.000000001', 0],
])('the fraction %s is cut off after milliseconds, never rounded', (fraction, expected) => {
  expect(toMillis('since', `1970-01-01T00:00:00${fraction}Z`)).toBe(expected)
})

it('reads back every instant from its own ISO text', () => {
  const date = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(date, (instant) => {
      const text = instant.toISOString()
      expect(toMillis('since', text)).toBe(instant.getTime())
      expect(toMillis('since', text.slice(0, -1))).toBe(instant.getTime())
      expect(toMillis('since', instant)).toBe(instant.getTime())
    }),
  )
})

it('reads a leap day', () => {
  expect(parsed('2028-02-29')).toBe('2028-02-29T00:00:00.000Z')
})

describe('anything else is refused', () => {
  it.each([
    ['an invalid Date', new Date(Number.NaN)],
    ['milliseconds', 1_795_252_462_466],
    ['milliseconds as text', '1795252462466'],
    ['a bigint', 1n],
    ['null', null],
    ['undefined', undefined],
    ['an object', {}],
    ['the empty text', ''],
    ['words', 'yesterday'],
    ['an English date', 'November 21, 2026'],
    ['a date with slashes', '11/21/2026'],
    ['a year and month', '2026-11'],
    ['month 13', '2026-13-01'],
    ['month 0', '2026-00-10'],
    ['day 32', '2026-11-32'],
    ['30 February', '2026-02-30'],
    ['31 April', '2026-04-31T10:00:00Z'],
    ['29 February of a common year', '2027-02-29'],
    ['hour 25', '2026-11-21T25:00:00Z'],
    ['minute 60', '2026-11-21T09:60:00Z'],
    ['an offset beyond a day', '2026-11-21T09:14:00+25:00'],
    ['a name of a zone', '2026-11-21T09:14:00 Europe/Paris'],
    ['surrounding space', ' 2026-11-21'],
    ['a line after it', '2026-11-21\n'],
    ['an expanded year', '+012026-11-21'],
    ['other digits', '２０２６-11-21'],
  ])('%s', (_, input) => {
    expect(() => toMillis('since', input)).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_BAD_TIME', message: expect.stringContaining('`since`') }),
    )
  })

  it('without a word of the input, and with nothing but a ValidationError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), (input) => {
        try {
          expect(toMillis('since', input)).toEqual(expect.any(Number))
        } catch (error) {
          expect(error).toBeInstanceOf(ValidationError)
          expect((error as Error).message).toBe(
            '`since` is not a time. Pass a valid Date or an ISO 8601 text such as 2026-11-21T09:14:22.466Z.',
          )
        }
      }),
    )
  })
})
