import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventIds, firstIdAt, idFromKey, isEventId, millisOfId } from './event-id.ts'

const latest = 2 ** 48 - 1
const noon = Date.UTC(2026, 10, 21, 12)

const anyMillis = fc.oneof(
  fc.integer({ min: 0, max: latest }),
  fc.constantFrom(0, 1, noon, latest - 1, latest),
)
const anyText = fc.string({ unit: 'binary', maxLength: 40 })

describe('next', () => {
  it('makes a lower-case UUIDv7 that holds the clock', () => {
    const { id, millis } = createEventIds(() => noon).next()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(millis).toBe(noon)
    expect(millisOfId(id)).toBe(noon)
  })

  it('cuts the fraction of a clock that has one', () => {
    expect(createEventIds(() => noon + 0.9).next().millis).toBe(noon)
  })

  it('starts at 1970 under a clock before it', () => {
    expect(createEventIds(() => -5).next().millis).toBe(0)
  })

  it.each([
    ['one second', 1_000],
    ['five seconds', 5_000],
    ['a minute, more than the generator itself bears', 60_000],
    ['a year', 365 * 86_400_000],
  ])('goes on from the last reading when the clock steps back by %s', (_, step) => {
    let now = noon
    const ids = createEventIds(() => now)
    const before = ids.next()
    now -= step
    const after = Array.from({ length: 1_000 }, () => ids.next())
    const all = [before, ...after].map(({ id }) => id)
    expect(all).toEqual([...all].sort())
    expect(new Set(all).size).toBe(1_001)
    expect(after.every(({ id, millis }) => millis === noon && millisOfId(id) === noon)).toBe(true)
  })

  it('follows the clock again once it has caught up', () => {
    let now = noon
    const ids = createEventIds(() => now)
    ids.next()
    now = noon - 10_000
    ids.next()
    now = noon + 1
    expect(ids.next().millis).toBe(noon + 1)
  })

  it('sorts in call order under any clock', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: noon }), { minLength: 2, maxLength: 60 }),
        (readings) => {
          let call = 0
          const ids = createEventIds(() => readings[call++] as number)
          const made = readings.map(() => ids.next())
          for (const [index, { id, millis }] of made.entries()) {
            expect(millisOfId(id)).toBe(millis)
            if (index > 0) expect(id > (made[index - 1] as { id: string }).id).toBe(true)
          }
        },
      ),
    )
  })

  it('makes a million ids in one millisecond, all different and in order', { timeout: 20_000 }, () => {
    const ids = createEventIds(() => noon)
    let last = ''
    let inversions = 0
    for (let count = 0; count < 1_000_000; count++) {
      const { id } = ids.next()
      if (id <= last) inversions++
      last = id
    }
    expect(inversions).toBe(0)
    expect(millisOfId(last) - noon).toBeLessThanOrEqual(1)
  })
})

describe('at', () => {
  it('keeps the caller’s millisecond exactly, in whatever order times come', () => {
    fc.assert(
      fc.property(fc.array(anyMillis, { minLength: 1, maxLength: 50 }), (times) => {
        const ids = createEventIds(() => noon)
        for (const millis of times) {
          const id = ids.at(millis)
          expect(isEventId(id)).toBe(true)
          expect(millisOfId(id)).toBe(millis)
        }
      }),
    )
  })

  it('orders consecutive calls with one time', () => {
    const ids = createEventIds(() => noon)
    const made = Array.from({ length: 10_000 }, () => ids.at(noon - 5))
    expect(made).toEqual([...made].sort())
    expect(new Set(made).size).toBe(10_000)
  })

  it('leaves the clock of `next` alone', () => {
    const ids = createEventIds(() => noon)
    ids.at(noon + 3_600_000)
    expect(ids.next().millis).toBe(noon)
  })
})

describe('idFromKey', () => {
  it('is the same id for the same input, whatever made it', () => {
    expect(idFromKey(1_795_252_462_466, 'acme', 'invoice.paid', 'evt_1')).toBe(
      '01a1fd62-a382-8352-a07e-7f1fc516628d',
    )
  })

  it('is a UUIDv8 that holds the time', () => {
    fc.assert(
      fc.property(anyMillis, anyText, anyText, anyText, (millis, tenant, action, key) => {
        const id = idFromKey(millis, tenant, action, key)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(isEventId(id)).toBe(true)
        expect(millisOfId(id)).toBe(millis)
        expect(idFromKey(millis, tenant, action, key)).toBe(id)
      }),
    )
  })

  it('differs where time, tenant, action or key differ, also where they only join to the same text', () => {
    const ids = [
      idFromKey(noon, 'a', 'b', 'c'),
      idFromKey(noon + 1, 'a', 'b', 'c'),
      idFromKey(noon, 'ab', '', 'c'),
      idFromKey(noon, '', 'ab', 'c'),
      idFromKey(noon, 'a', 'bc', ''),
      idFromKey(noon, 'a","b', '', 'c'),
      idFromKey(noon, 'A', 'b', 'c'),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('firstIdAt', () => {
  it('is the border between the ids before a time and those from it on', () => {
    const time = fc.oneof(
      anyMillis,
      fc.double({ min: -1_000, max: latest, noNaN: true }),
      fc.constantFrom(-1, -0.5, noon - 0.5, noon + 0.5),
    )
    const pair = fc.oneof(
      fc.tuple(anyMillis, time),
      anyMillis.chain((millis) =>
        fc.tuple(fc.constant(millis), fc.constantFrom(millis - 1, millis, millis + 1)),
      ),
    )
    fc.assert(
      fc.property(pair, fc.boolean(), ([millis, since], keyed) => {
        fc.pre(since <= latest)
        const id = keyed ? idFromKey(millis, '', 'a', 'k') : createEventIds(() => 0).at(millis)
        expect(id >= firstIdAt(since)).toBe(millis >= since)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('isEventId', () => {
  it.each([
    ['an upper-case id', '018F1E2A-0000-7000-8000-000000000000'],
    ['a UUIDv4', '018f1e2a-0000-4000-8000-000000000000'],
    ['another variant', '018f1e2a-0000-7000-c000-000000000000'],
    ['an id without dashes', '018f1e2a000070008000000000000000'],
    ['an id with a line break', '018f1e2a-0000-7000-8000-000000000000\n'],
    ['the empty text', ''],
    ['an object that prints as one', Object('018f1e2a-0000-7000-8000-000000000000')],
    ['null', null],
  ])('refuses %s', (_, value) => {
    expect(isEventId(value)).toBe(false)
  })
})
