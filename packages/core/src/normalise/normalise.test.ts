import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultNormaliseLimits, normalise } from './normalise.ts'

const realBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

/** The first thing inside `value` that is not frozen. */
function thawed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.isFrozen(value) ? Object.values(value).find(thawed) : value
}

describe('a snapshot', () => {
  it('does not change with what it was made of', () => {
    const inner = { list: [1, { deep: 'a' }] }
    const { value } = normalise({ inner })
    inner.list.push(2)
    ;(inner.list[1] as { deep: string }).deep = 'b'
    expect(value).toEqual({ inner: { list: [1, { deep: 'a' }] } })
  })

  it('leaves what it was made of alone, frozen or not', () => {
    const input = Object.freeze({ password: 'p', list: Object.freeze([1]), at: new Date(0) })
    const before = structuredClone(input)
    normalise(input, { isRedacted: (key) => key === 'password' })
    expect(input).toEqual(before)
  })

  it('is frozen through and through, marks included', () => {
    const cycle: Record<string, unknown> = {
      map: new Map([['a', [new Set([1])]]]),
      f: () => {},
      e: new Error('x'),
    }
    cycle.self = [cycle]
    expect(thawed(normalise(cycle).value)).toBeUndefined()
    expect(thawed(normalise(Array(20).fill({}), { limits: { maxEntries: 3 } }).value)).toBeUndefined()
  })

  it('reads a getter once', () => {
    let reads = 0
    const record = {
      get value() {
        return ++reads
      },
    }
    expect(normalise([record]).value).toEqual([{ value: 1 }])
    expect(reads).toBe(1)
  })
})

describe('a cycle', () => {
  it('is marked where it closes, at any distance', () => {
    const root: Record<string, unknown> = { name: 'root' }
    root.self = root
    root.list = [{ back: root }]
    expect(normalise(root).value).toEqual({
      name: 'root',
      self: { $daybook: 'circular' },
      list: [{ back: { $daybook: 'circular' } }],
    })
  })

  it('is found through Map, Set and array', () => {
    const map = new Map<string, unknown>()
    const list: unknown[] = [new Set([map])]
    map.set('list', list)
    expect(normalise(map).value).toEqual({ list: [[{ $daybook: 'circular' }]] })
  })

  it('is not what two references to one object are', () => {
    const shared = { a: 1 }
    expect(normalise([shared, shared, { shared }]).value).toEqual([{ a: 1 }, { a: 1 }, { shared: { a: 1 } }])
  })
})

describe('the limit of depth', () => {
  it('keeps that many levels and marks the next', () => {
    const limits = { maxDepth: 2 }
    expect(normalise([[1]], { limits }).value).toEqual([[1]])
    expect(normalise([[[]]], { limits }).value).toEqual([[{ $daybook: 'truncated', depth: 2 }]])
  })

  it.each([
    ['objects', () => Array.from({ length: 100_000 }).reduce<object>((inner) => ({ inner }), {})],
    ['arrays', () => Array.from({ length: 100_000 }).reduce<object>((inner) => [inner], [])],
    ['maps', () => Array.from({ length: 100_000 }).reduce<object>((inner) => new Map([['m', inner]]), {})],
    ['causes', () => Array.from({ length: 100_000 }).reduce<object>((cause) => ({ cause }), new Error('x'))],
  ])('bears 100,000 levels of %s without a stack overflow', (_, make) => {
    const { value } = normalise(make())
    expect(JSON.stringify(value)).toContain(
      `{"$daybook":"truncated","depth":${defaultNormaliseLimits.maxDepth}}`,
    )
  })

  it('bears them also where no limit stops the walk', () => {
    const deep = Array.from({ length: 100_000 }).reduce<object>((inner) => [inner], [])
    const { bytes } = normalise(deep, {
      limits: { maxDepth: Number.POSITIVE_INFINITY, maxBytes: 10_000_000 },
    })
    expect(bytes).toBeGreaterThanOrEqual(200_000)
  })
})

describe('the limit of entries', () => {
  it('ends an array with a mark of how many are missing', () => {
    expect(normalise([1, 2, 3, 4, 5], { limits: { maxEntries: 3 } }).value).toEqual([
      1,
      2,
      3,
      { $daybook: 'truncated', omitted: 2 },
    ])
  })

  it('ends an object with a mark of its own', () => {
    expect(normalise({ a: 1, b: 2, c: 3 }, { limits: { maxEntries: 2 } }).value).toEqual({
      a: 1,
      b: 2,
      $daybook: 'truncated',
      $daybookOmitted: 1,
    })
  })

  it('does not walk a sparse array to its end', () => {
    const sparse: unknown[] = []
    sparse.length = 2 ** 32 - 1
    const value = normalise(sparse).value as unknown[]
    expect(value).toHaveLength(defaultNormaliseLimits.maxEntries + 1)
  })
})

describe('the limit of one text', () => {
  it('keeps the beginning and tells the length', () => {
    expect(normalise('abcdef', { limits: { maxStringLength: 4 } }).value).toEqual({
      $daybook: 'truncated',
      value: 'abcd',
      length: 6,
    })
    expect(normalise('abcd', { limits: { maxStringLength: 4 } }).value).toBe('abcd')
  })

  it('does not cut a character in half', () => {
    const { value } = normalise('🧾🧾🧾', { limits: { maxStringLength: 3 } })
    expect((value as { value: string }).value.isWellFormed()).toBe(true)
  })
})

describe('the limit of bytes', () => {
  const { maxBytes } = defaultNormaliseLimits
  // What closes the open containers comes on top: one mark a level.
  const slack = 4_096

  it.each([
    ['a text of 100 MB', () => 'x'.repeat(100_000_000)],
    ['5 MB of escapes', () => '\n'.repeat(5_000_000)],
    ['a key of 10 MB', () => ({ ['k'.repeat(10_000_000)]: 1 })],
    ['55 MB of binary data', () => Array(10_000).fill(new Uint8Array(4_096))],
    ['a symbol with a name of 1 MB', () => Symbol('s'.repeat(1_000_000))],
    ['1,000 times the same 100 MB', () => Array(1_000).fill('x'.repeat(100_000_000))],
    [
      '10,000 times 10,000 undefined properties',
      () =>
        Array(10_000).fill(
          Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, undefined])),
        ),
    ],
    [
      'a Set without end',
      () =>
        Object.assign(new Set(), {
          [Symbol.iterator]: function* () {
            for (;;) yield 1
          },
        }),
    ],
    ['5 MB of emoji', () => '🧾'.repeat(1_250_000)],
    [
      'an object of 1,000,000 keys',
      () => Object.fromEntries(Array.from({ length: 1_000_000 }, (_, i) => [`k${i}`, i])),
    ],
    ['a Map of 1,000,000 keys', () => new Map(Array.from({ length: 1_000_000 }, (_, i) => [`k${i}`, i]))],
    ['a Set of 1,000,000 entries', () => new Set(Array.from({ length: 1_000_000 }, (_, i) => i))],
    ['an array of 10,000,000 entries', () => Array(10_000_000).fill(1)],
    ['many long texts', () => Array(1_000).fill('x'.repeat(1_000_000))],
    ['lists of lists', () => Array(1_000).fill(Array(1_000).fill(Array(1_000).fill('shared')))],
  ])('bounds %s', { timeout: 30_000 }, (_, make) => {
    const { value, bytes } = normalise(make())
    expect(realBytes(value)).toBeLessThanOrEqual(maxBytes + slack)
    expect(bytes).toBeLessThanOrEqual(maxBytes + slack)
  })

  it('shortens a text to what is left for it', () => {
    const { value } = normalise({ a: 'x'.repeat(50), b: 'y'.repeat(500) }, { limits: { maxBytes: 200 } })
    expect(value).toMatchObject({ a: 'x'.repeat(50), b: { $daybook: 'truncated', length: 500 } })
  })

  it('leaves what fits as it is', () => {
    const rows = Array.from({ length: 1_000 }, (_, id) => ({ id: `inv-${id}`, note: 'n'.repeat(100) }))
    expect(normalise(rows).value).toEqual(rows)
  })
})

describe('a hostile key', () => {
  it('pollutes no prototype, and is stored as what it is', () => {
    const body = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":1}')
    const { value } = normalise(body)
    expect(({} as { polluted?: 1 }).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(JSON.stringify(value)).toBe(JSON.stringify(body))
  })

  it('does the same out of a Map', () => {
    const { value } = normalise(new Map([['__proto__', { polluted: 1 }]]))
    expect(({} as { polluted?: 1 }).polluted).toBeUndefined()
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":1}}')
  })

  it('has NUL and half surrogate pairs replaced, like a value', () => {
    expect(normalise({ 'a\0': 'b\0', '\ud800': '\udc00' }).value).toEqual({ 'a�': 'b�', '�': '�' })
  })

  it.each(['toString', 'hasOwnProperty', 'valueOf', 'then', 'length', ''])('may be %j', (key) => {
    expect(normalise({ [key]: 1 }).value).toEqual({ [key]: 1 })
  })
})

describe('a redacted key', () => {
  const isRedacted = (key: string) => key === 'secret'

  it('is marked at any depth, and its value is never looked at', () => {
    let read = false
    const guarded = {
      get secret() {
        read = true
        return 'hunter2'
      },
    }
    expect(normalise({ list: [{ guarded }], secret: null }, { isRedacted }).value).toEqual({
      list: [{ guarded: { secret: { $daybook: 'redacted' } } }],
      secret: { $daybook: 'redacted' },
    })
    expect(read).toBe(false)
  })

  it('is marked in a Map, in what toJSON answers, in a class and in an error’s cause', () => {
    class Account {
      secret = 'hunter2'
    }
    const input = [
      new Map([['secret', 'hunter2']]),
      { toJSON: () => ({ secret: 'hunter2' }) },
      new Account(),
      new Error('x', { cause: { secret: 'hunter2' } }),
    ]
    expect(JSON.stringify(normalise(input, { isRedacted }).value)).not.toContain('hunter2')
  })

  it('is no offence under strict', () => {
    expect(normalise({ secret: () => {} }, { isRedacted, strict: true }).value).toEqual({
      secret: { $daybook: 'redacted' },
    })
  })
})

it('a redacted key is marked in a Map whose keys are not all text', () => {
  const map = new Map<unknown, unknown>([
    ['secret', 'hunter2'],
    [1, 2],
  ])
  const { value } = normalise(map, { isRedacted: (key) => key === 'secret' })
  expect(value).toEqual([
    ['secret', { $daybook: 'redacted' }],
    [1, 2],
  ])
})

describe('strict', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle

  it.each([
    ['a function', { a: [0, { b: () => {} }] }, '"/a/1/b"', 'unsupported'],
    ['a symbol', [Symbol('s')], '"/0"', 'unsupported'],
    ['NaN', { total: Number.NaN }, '"/total"', 'number'],
    ['an invalid Date', { at: new Date(Number.NaN) }, '"/at"', 'date'],
    ['a cycle', cycle, '"/self"', 'circular'],
    ['bytes', { raw: new Uint8Array(1) }, '"/raw"', 'bytes'],
    ['too long a text', ['x'.repeat(70_000)], '"/0"', 'truncated'],
    ['too many entries', Array(10_001).fill(0), '"/"', 'truncated'],
  ])('refuses %s and says where', (_, input, path, kind) => {
    expect(() => normalise(input, { strict: true })).toThrow(
      expect.objectContaining({
        code: 'DAYBOOK_NOT_JSON',
        message: expect.stringContaining(`The value at ${path} has no exact JSON form (${kind}).`),
      }),
    )
  })

  it('takes what has a JSON form', () => {
    const input = { at: new Date(0), big: 7n, set: new Set([1]), map: new Map([['a', 1]]), gone: undefined }
    expect(normalise(input, { strict: true }).value).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      big: '7',
      set: [1],
      map: { a: 1 },
    })
  })
})

describe('whatever JavaScript can hold', () => {
  it('is JSON of its own size where it was JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
        fc.pre(!JSON.stringify(json).includes('$daybook'))
        const { value, bytes } = normalise(json)
        expect(isDeepStrictEqual(value, JSON.parse(JSON.stringify(json)))).toBe(true)
        expect(bytes).toBeGreaterThanOrEqual(realBytes(value))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is the same JSON when it is normalised again, where nothing was marked', () => {
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true }),
        (input) => {
          const { value } = normalise(input)
          fc.pre(!JSON.stringify(value).includes('$daybook'))
          expect(isDeepStrictEqual(normalise(value).value, value)).toBe(true)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
