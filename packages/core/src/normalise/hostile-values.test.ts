import { isDeepStrictEqual } from 'node:util'
import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultNormaliseLimits, type NormaliseOptions, normalise } from './normalise.ts'

/** What the last entry and the marks of the levels that are open may take beyond the limit. */
const roomForMarks = 8_192

const realBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

/** The first thing inside `value` that is not frozen. */
function thawed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.isFrozen(value) ? Object.values(value).find(thawed) : value
}

/** What is wrong with the form of `input`, in words; undefined where nothing is. */
function problemOf(input: unknown, options: NormaliseOptions = {}): string | undefined {
  const { value, bytes } = normalise(input, options)
  const text = JSON.stringify(value)
  if (typeof text !== 'string') return 'no JSON'
  if (!isDeepStrictEqual(JSON.parse(text), value)) return 'does not survive its own text'
  if (!text.isWellFormed() || /\\u0000|\\ud[89a-f]/.test(text)) return 'ill-formed'
  if (thawed(value) !== undefined) return 'not frozen'
  if (realBytes(value) > bytes) return `said to be of ${bytes} bytes, and has ${realBytes(value)}`
  const { maxBytes } = { ...defaultNormaliseLimits, ...options.limits }
  if (realBytes(value) > maxBytes + roomForMarks) return `${realBytes(value)} bytes, allowed ${maxBytes}`
  if (!isDeepStrictEqual(normalise(input, options).value, value)) return 'another form the second time'
  return undefined
}

describe('whatever JavaScript can hold', { timeout: 60_000 }, () => {
  it('becomes the same frozen, bounded, well-formed JSON each time, and nothing throws', () => {
    fc.assert(
      fc.property(hostileValue, limits, (input, limits) => {
        const problem = problemOf(input, { limits })
        if (problem !== undefined) throw new Error(problem)
      }),
      { numRuns: 50_000 },
    )
  })

  it('is refused under strict with nothing but DAYBOOK_NOT_JSON', () => {
    fc.assert(
      fc.property(hostileValue, (input) => {
        try {
          normalise(input, { strict: true })
        } catch (error) {
          if ((error as { code?: unknown }).code !== 'DAYBOOK_NOT_JSON') throw error
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it('is read back from the store as log() returned it', async () => {
    const daybook = createDaybook({ store: createMemoryStore() })
    await fc.assert(
      fc.asyncProperty(hostileValue, async (data) => {
        const event = await daybook.log('a', { data })
        const stored = await daybook.get(event.id)
        if (!isDeepStrictEqual(stored?.data, event.data)) throw new Error('other data')
        if (!isDeepStrictEqual(JSON.parse(JSON.stringify(event.data)), event.data)) throw new Error('no JSON')
      }),
      { numRuns: 2_000 },
    )
  })

  it('is read back from the store as it was, where it was JSON without secrets', async () => {
    const daybook = createDaybook({ store: createMemoryStore(), redact: false })
    const json = fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.parse(JSON.stringify(value)))
    await fc.assert(
      fc.asyncProperty(json, async (data) => {
        fc.pre(data !== null && !JSON.stringify(data).includes('$daybook'))
        const { id } = await daybook.log('a', { data })
        expect(isDeepStrictEqual((await daybook.get(id))?.data, data)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

it.each([
  ['an array whose length throws', () => new Proxy([], { get: throws })],
  [
    'an array whose length is no number',
    () => new Proxy([], { get: (_, key) => (key === 'length' ? {} : 1) }),
  ],
  ['an array of infinite length', () => new Proxy([], { get: (_, key) => (key === 'length' ? 1 / 0 : 1) })],
  ['an array of four thousand million holes', () => Array(2 ** 32 - 1)],
  ['a number of 25 characters', () => -0.0000010935221552731302],
  ['a symbol of a megabyte', () => Symbol('x'.repeat(1_000_000))],
  ['a symbol of half surrogate pairs', () => Symbol('\ud800\0')],
  ['a function whose name is an object in itself', () => namedBy(cyclic())],
  ['a function whose name throws', () => Object.defineProperty(() => {}, 'name', { get: throws })],
  [
    'a class of a very long name',
    () => new (Object.defineProperty(class extends Emitter {}, 'name', { value: 'é'.repeat(100_000) }))(),
  ],
  ['a key of a megabyte', () => ({ ['x'.repeat(1_000_000)]: 1 })],
  [
    'a thousand keys of a kilobyte',
    () => Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`${index}`.repeat(300), 1])),
  ],
  ['a thousand buffers', () => Array.from({ length: 1_000 }, () => Buffer.alloc(4_096))],
  ['a thousand levels', () => nested(1_000)],
  ['a hundred thousand levels of toJSON', () => endlessJson()],
  [
    'the performance object',
    () => Object.assign(Object.create(Object.getPrototypeOf(globalThis.performance)), { a: 1 }),
  ],
  [
    'the global object of constructors',
    () => ({ Array, Object, Function, Proxy, Reflect, JSON, Math, Atomics, Intl }),
  ],
])('%s harms nothing', (_, make) => {
  expect(problemOf(make())).toBeUndefined()
  expect(problemOf({ inside: [make()] }, { limits: { maxBytes: 100 } })).toBeUndefined()
})

const throws = (): never => {
  throw new Error('hostile')
}

/** Looks like something alive. */
class Emitter {
  on() {}
  emit() {}
  secret = 'hunter2'
}

/** Looks like a stream. */
class PassThroughLike {
  on() {}
  pipe() {}
  secret = 'hunter2'
}

class Money {
  readonly #cents: number
  readonly currency = 'EUR'
  constructor(cents: number) {
    this.#cents = cents
  }
  get cents() {
    return this.#cents
  }
}

class Decimal {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toJSON() {
    return this.text
  }
}

function cyclic(): Record<string, unknown> {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  return cycle
}

function namedBy(name: unknown): () => void {
  return Object.defineProperty(() => {}, 'name', { value: name })
}

function nested(levels: number): unknown {
  let value: unknown = 'end'
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { value }
  return value
}

function endlessJson(): object {
  return { toJSON: endlessJson }
}

function revoked<T extends object>(target: T): T {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** Each read makes another of its kind. */
function runawayGetter(): object {
  return Object.defineProperty({}, 'more', { enumerable: true, get: runawayGetter })
}

function errorInACircle(message: string): Error {
  const first = new Error(message)
  const second = new TypeError('second', { cause: first })
  first.cause = second
  return Object.assign(first, { code: 'E_CIRCLE', extra: second })
}

const odd: fc.Arbitrary<unknown> = fc
  .constantFrom<(() => unknown)[]>(
    () => undefined,
    () => null,
    () => -0,
    () => Number.NaN,
    () => Number.NEGATIVE_INFINITY,
    () => Symbol.iterator,
    () => Symbol('\ud800 \0'),
    () => Symbol.for('x'.repeat(5_000)),
    () => throws,
    () => namedBy(cyclic()),
    () => namedBy('\udc00'),
    () => class {},
    () => async function* named() {},
    () => Promise.resolve(),
    () => new WeakMap(),
    () => new WeakRef({}),
    () => (function* () {})(),
    () => new Map([[1, 2]]).entries(),
    () => new Date(Number.NaN),
    () => new Date(-1),
    () => new Date(8.64e15),
    () => /x/g,
    () => new URLSearchParams('a=1'),
    () => new Uint8Array(5_000),
    () => Buffer.from('hi'),
    () => new Float64Array([Number.NaN, 1]),
    () => new DataView(new ArrayBuffer(3)),
    () => new SharedArrayBuffer(2),
    () => new ArrayBuffer(8, { maxByteLength: 16 }),
    () => structuredClone(new ArrayBuffer(8)),
    () => detached(),
    () => Object(1n),
    () => Object(Symbol('boxed')),
    () => Object('boxed'),
    () => Object(false),
    () => new Money(4_200),
    () => new Decimal('1.10'),
    () => new PassThroughLike(),
    () => new Emitter(),
    () => ({ req: new PassThroughLike(), res: new Emitter() }),
    () => new AbortController().signal,
    () => new Proxy({}, { ownKeys: throws }),
    () => new Proxy({ a: 1 }, { get: throws }),
    () => new Proxy({ a: 1 }, { getOwnPropertyDescriptor: throws }),
    () => new Proxy(throws, { get: throws }),
    () => new Proxy(class {}, { getPrototypeOf: throws }),
    () => new Proxy({}, { getPrototypeOf: throws, get: throws, ownKeys: throws }),
    () => new Proxy([], { get: throws }),
    () => new Proxy([1], { get: (_, key) => (key === 'length' ? { valueOf: throws } : 1) }),
    () => new Proxy([1], { get: (_, key) => (key === 'length' ? Number.POSITIVE_INFINITY : 1) }),
    () => new Proxy([1], { get: (_, key) => (key === 'length' ? -1 : 1) }),
    () => new Proxy(new Map([['a', 1]]), {}),
    () => new Proxy(new Date(0), {}),
    // In an array, because fast-check itself cannot look at them.
    () => [revoked({}), revoked([]), revoked(() => {})],
    () => Object.defineProperty({}, 'x', { enumerable: true, get: throws }),
    () => Object.defineProperty([], '0', { enumerable: true, get: throws }),
    () => Object.defineProperty(new Error('x'), 'message', { get: throws }),
    () => Object.defineProperty(new Error('x'), 'name', { value: cyclic() }),
    () => Object.setPrototypeOf(new Error('x'), null),
    () => ({ toJSON: throws }),
    () => ({ toJSON: () => undefined }),
    () => ({ toJSON: () => Symbol('s') }),
    () => ({ toJSON: endlessJson }),
    () => ({
      a: 1,
      toJSON() {
        return this
      },
    }),
    () => ({ [Symbol.toPrimitive]: throws, valueOf: throws, toString: throws }),
    () => Object.create({ inherited: 1 }, { [Symbol.toStringTag]: { value: 'Map' } }),
    () => Object.create({}, { [Symbol.toStringTag]: { value: 'Date' } }),
    () => Object.create({}, { [Symbol.toStringTag]: { value: 'String' }, valueOf: { value: cyclic } }),
    () => Object.create({}, { [Symbol.toStringTag]: { get: throws } }),
    () =>
      Object.create({ constructor: { name: cyclic() } }, { on: { value: throws }, emit: { value: throws } }),
    () => Object.assign(Object(1), { valueOf: throws }),
    () => Object.assign(new Map([['a', 1]]), { [Symbol.iterator]: throws }),
    () => Object.assign(new Set([1]), { [Symbol.iterator]: () => [{}, throws, cyclic()].values() }),
    () => Object.assign([1], { extra: 1, [Symbol.iterator]: throws }),
    () => Object.setPrototypeOf([1], null),
    () => Object.setPrototypeOf(new Map(), null),
    () => Object.assign(/x/, { toString: throws }),
    () => Object.assign(new URL('https://example.com'), { toString: () => '\ud800' }),
    () => runawayGetter(),
    () => nested(40),
    () => Array(5),
    () => errorInACircle('x'),
    () => new AggregateError([errorInACircle('y'), 1]),
    () => new Error('x', { cause: Symbol.iterator }),
    () =>
      (function (this: unknown) {
        // biome-ignore lint/complexity/noArguments: an arguments object is one of the things to store
        return arguments
      })(),
  )
  .map((make) => make())

/** The buffer was given away. */
function detached(): Uint8Array {
  const bytes = new Uint8Array(4)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: odd },
  {
    weight: 1,
    arbitrary: fc.anything({
      maxDepth: 1,
      withBigInt: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withBoxedValues: true,
    }),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', '\0', '\ud800', '🧾'.slice(1), '$daybook', 'é'.repeat(70_000)),
  },
  { weight: 1, arbitrary: fc.bigInt() },
  { weight: 1, arbitrary: fc.webUrl().map((url) => new URL(url)) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: false }) },
  { weight: 1, arbitrary: fc.string().map((text) => new Error(text)) },
)

const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'toJSON',
    'toString',
    'valueOf',
    'length',
    'name',
    '$daybook',
    '$$daybook',
    '$daybookOmitted',
    '\ud800',
    '\0',
    'then',
    'on',
    'pipe',
    'req',
    'res',
    '"'.repeat(3_000),
  ),
)

/** Leaves in containers of every kind, some of which contain themselves. */
const hostileValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((values) => new Set(values)),
    fc
      .array(fc.tuple(fc.oneof(key, tie('value')), tie('value')), { maxLength: 4 })
      .map((pairs) => new Map(pairs)),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map(Object.fromEntries),
    tie('value').map((value) => ({ toJSON: () => value })),
    tie('value').map((value) => Object.assign(new Money(1), { value })),
    tie('value').map((value) => new Error('outer', { cause: value })),
    tie('value').map((value) => Object.defineProperty({}, 'read', { enumerable: true, get: () => value })),
    tie('value').map((value) => new Proxy({ value }, {})),
    tie('value').map((value) => {
      const cycle: Record<string, unknown> = { value }
      cycle.list = [cycle, new Map([['cycle', cycle]]), new Set([cycle])]
      return cycle
    }),
  ),
})).value

const limits = fc.constantFrom<NonNullable<NormaliseOptions['limits']>[]>(
  {},
  {},
  { maxBytes: 100 },
  { maxBytes: 2_000, maxDepth: 3 },
  { maxEntries: 2, maxStringLength: 5 },
)
