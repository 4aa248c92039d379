import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { PassThrough } from 'node:stream'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { normalise } from './normalise.ts'

const formOf = (value: unknown) => normalise(value).value

describe('a primitive', () => {
  it.each([null, true, false, 0, -1.5, 1e308, 5e-324, '', 'text', '🧾'])('%s stays', (value) => {
    expect(formOf(value)).toBe(value)
  })

  it('is null where it is undefined', () => {
    expect(formOf(undefined)).toBeNull()
  })

  it('is 0 where it is -0, which JSON lacks', () => {
    expect(Object.is(formOf(-0), 0)).toBe(true)
  })

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('is marked where it is %s', (value, text) => {
    expect(formOf(value)).toEqual({ $daybook: 'number', value: text })
  })

  it('is text where it is a bigint', () => {
    expect(formOf(2n ** 64n)).toBe('18446744073709551616')
    expect(formOf(-1n)).toBe('-1')
  })

  it('is marked where it is a symbol or a function', () => {
    expect(formOf(Symbol('s'))).toEqual({ $daybook: 'unsupported', type: 'symbol', name: 's' })
    expect(formOf(Symbol())).toEqual({ $daybook: 'unsupported', type: 'symbol' })
    expect(formOf(function pay() {})).toEqual({ $daybook: 'unsupported', type: 'function', name: 'pay' })
    expect(formOf(() => {})).toEqual({ $daybook: 'unsupported', type: 'function' })
    expect(formOf(class Invoice {})).toEqual({ $daybook: 'unsupported', type: 'function', name: 'Invoice' })
  })

  it('is marked by a name that every database takes, and only by a text', () => {
    const Odd = Object.defineProperty(() => {}, 'name', { value: { password: 'hunter2' } })
    expect(formOf([Symbol('a\0\ud800'), Odd])).toEqual([
      { $daybook: 'unsupported', type: 'symbol', name: 'a��' },
      { $daybook: 'unsupported', type: 'function' },
    ])
    expect(formOf(Symbol('s'.repeat(1_000)))).toMatchObject({ name: 's'.repeat(128) })
  })

  it('is what it holds where it is boxed', () => {
    expect(formOf([Object('a'), Object(7), Object(true), Object(7n)])).toEqual(['a', 7, true, '7'])
    expect(formOf(Object(Symbol('s')))).toEqual({ $daybook: 'unsupported', type: 'Symbol' })
  })
})

describe('a container', () => {
  it('leaves out undefined properties, as JSON does, and holds null for undefined entries', () => {
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tried
    expect(formOf({ a: undefined, b: [undefined, , 1] })).toEqual({ b: [null, null, 1] })
  })

  it('is read by its own enumerable string keys', () => {
    class Invoice {
      total = 7
      #secret = 8
      get secret() {
        return this.#secret
      }
      static rate = 9
    }
    const invoice = Object.defineProperty(new Invoice(), 'hidden', { value: 1, enumerable: false })
    expect(formOf(Object.assign(invoice, { [Symbol('s')]: 1 }))).toEqual({ total: 7 })
  })

  it('may have no prototype', () => {
    expect(formOf(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 })
  })

  it('is an object where it is a Map with text keys, else an array of pairs', () => {
    expect(formOf(new Map([['a', new Map([['b', 1]])]]))).toEqual({ a: { b: 1 } })
    expect(
      formOf(
        new Map<unknown, unknown>([
          [1, 'a'],
          ['b', 2],
        ]),
      ),
    ).toEqual([
      [1, 'a'],
      ['b', 2],
    ])
    expect(formOf(new Map())).toEqual({})
  })

  it('is an array where it is a Set', () => {
    expect(formOf(new Set([1, 'a', new Set([2])]))).toEqual([1, 'a', [2]])
  })
})

describe('a Date', () => {
  it('is its ISO text', () => {
    expect(formOf(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
    expect(formOf(new Date(-1))).toBe('1969-12-31T23:59:59.999Z')
  })

  it('is marked where it holds no time', () => {
    expect(formOf(new Date(Number.NaN))).toEqual({ $daybook: 'date' })
  })

  it('is recognised from another realm', () => {
    expect(formOf(runInNewContext('new Date(0)'))).toBe('1970-01-01T00:00:00.000Z')
  })
})

it('writes RegExp, URL and URLSearchParams as text', () => {
  expect(formOf([/a+/gi, new URL('https://example.org/a?b=1'), new URLSearchParams({ a: '1' })])).toEqual([
    '/a+/gi',
    'https://example.org/a?b=1',
    'a=1',
  ])
})

describe('an Error', () => {
  it('has its name, message, code and cause, and no stack', () => {
    const cause = new TypeError('inner')
    const error = Object.assign(new RangeError('outer', { cause }), { code: 'E_OUTER', extra: 1 })
    expect(formOf(error)).toEqual({
      name: 'RangeError',
      message: 'outer',
      code: 'E_OUTER',
      cause: { name: 'TypeError', message: 'inner' },
    })
  })

  it('has the errors of an aggregate', () => {
    expect(formOf(new AggregateError([new Error('a'), 'b'], 'both'))).toEqual({
      name: 'AggregateError',
      message: 'both',
      errors: [{ name: 'Error', message: 'a' }, 'b'],
    })
  })

  it('may be its own cause', () => {
    const error = new Error('loop')
    error.cause = error
    expect(formOf(error)).toEqual({ name: 'Error', message: 'loop', cause: { $daybook: 'circular' } })
  })

  it('is recognised from another realm, and where it is a DOMException', () => {
    expect(formOf(runInNewContext('new TypeError("there")'))).toEqual({ name: 'TypeError', message: 'there' })
    expect(formOf(new DOMException('gone', 'AbortError'))).toMatchObject({
      name: 'AbortError',
      message: 'gone',
    })
  })
})

describe('binary data', () => {
  const bytes = Uint8Array.of(0, 1, 254, 255)
  const expected = { $daybook: 'bytes', length: 4, base64: 'AAH+/w==' }

  it.each([
    ['a Uint8Array', bytes],
    ['a Buffer', Buffer.from(bytes)],
    ['an ArrayBuffer', bytes.buffer],
    ['a DataView', new DataView(bytes.buffer)],
    ['a part of a larger buffer', Uint8Array.of(9, 0, 1, 254, 255, 9).subarray(1, 5)],
    ['words of it', new Uint16Array(Uint8Array.of(0, 1, 254, 255).buffer)],
  ])('is base64 where it is %s', (_, value) => {
    expect(formOf(value)).toEqual(expected)
  })

  it('is shown by its length alone where it is longer than 4 KiB', () => {
    expect(formOf(new Uint8Array(4_097))).toEqual({ $daybook: 'bytes', length: 4_097 })
    expect(formOf(new Uint8Array(4_096))).toMatchObject({ length: 4_096, base64: expect.any(String) })
  })
})

describe('what is alive', () => {
  it.each([
    ['a promise', Promise.resolve('hunter2'), 'Promise'],
    ['a WeakMap', new WeakMap(), 'WeakMap'],
    ['a WeakSet', new WeakSet(), 'WeakSet'],
    ['a WeakRef', new WeakRef({}), 'WeakRef'],
    ['a stream', new PassThrough(), 'PassThrough'],
    ['an emitter', new EventEmitter(), 'EventEmitter'],
    ['a server', createServer(), 'Server'],
  ])('is marked by its class and not read: %s', (_, value, type) => {
    expect(formOf(value)).toEqual({ $daybook: 'unsupported', type })
  })

  it('is not run where it is a generator', () => {
    let ran = false
    const generator = (function* () {
      ran = true
      yield 1
    })()
    expect(formOf(generator)).toMatchObject({ $daybook: 'unsupported' })
    expect(ran).toBe(false)
  })

  it('is recognised in a framework’s context, so that no header or cookie is stored', () => {
    const req = Object.assign(new PassThrough(), { headers: { authorization: 'Bearer hunter2' } })
    const text = JSON.stringify(formOf({ req, context: { req, res: new PassThrough(), token: 'hunter2' } }))
    expect(text).not.toContain('hunter2')
  })

  it('is not looked for deeper and deeper', () => {
    const cycle: Record<string, unknown> = { a: 1 }
    cycle.req = cycle
    cycle.res = cycle
    const circular = { $daybook: 'circular' }
    expect(formOf(cycle)).toEqual({ a: 1, req: circular, res: circular })
    const tree = Array.from({ length: 40 }).reduce<object>((inner) => ({ req: inner, res: inner }), {})
    expect(JSON.stringify(formOf(tree))).toContain('truncated')
  })

  it('is not taken for alive where plain data has those names', () => {
    const data = { on: true, pipe: 'x', emit: 1, req: 'r', res: {} }
    expect(formOf(data)).toEqual(data)
  })
})

describe('toJSON', () => {
  it('is what an object wants to be', () => {
    class Money {
      toJSON() {
        return { amount: 7, at: new Date(0) }
      }
    }
    expect(formOf({ price: new Money() })).toEqual({ price: { amount: 7, at: '1970-01-01T00:00:00.000Z' } })
  })

  it('may answer with the object itself', () => {
    const record = { a: 1, toJSON: () => record }
    expect(formOf(record)).toEqual({ a: 1 })
  })

  it('is not followed for ever', () => {
    const endless = (): object => ({ toJSON: endless })
    expect(formOf(endless())).toEqual({ $daybook: 'unreadable' })
  })

  it('that throws makes the value unreadable, not the call', () => {
    const broken = {
      toJSON() {
        throw new Error('no')
      },
    }
    expect(formOf({ broken, fine: 1 })).toEqual({ broken: { $daybook: 'unreadable' }, fine: 1 })
  })

  it('that answers with an ancestor is a cycle', () => {
    const parent: Record<string, unknown> = {}
    parent.child = { toJSON: () => parent }
    expect(formOf(parent)).toEqual({ child: { $daybook: 'circular' } })
  })
})

describe('what cannot be read', () => {
  it.each([20_000n, 1.5, -1, Number.POSITIVE_INFINITY, 'x', undefined])(
    'is marked where an array says it is %s long',
    (length) => {
      const liar = new Proxy([], { get: (_, key) => (key === 'length' ? length : 1) })
      expect(formOf([liar, 1])).toEqual([{ $daybook: 'unreadable' }, 1])
    },
  )

  it('is marked where a getter throws, and its neighbours are kept', () => {
    const record = {
      get broken() {
        throw new Error('hunter2')
      },
      fine: 1,
    }
    expect(formOf(record)).toEqual({ broken: { $daybook: 'unreadable' }, fine: 1 })
  })

  it.each([
    ['an object', {}],
    ['a function', () => {}],
    ['an array', []],
  ])('is marked where it is a revoked proxy of %s', (_, target) => {
    const { proxy, revoke } = Proxy.revocable(target, {})
    revoke()
    expect(formOf({ proxy })).toMatchObject({ proxy: { $daybook: expect.any(String) } })
  })

  it('is marked where each trap of a proxy throws', () => {
    const hostile = new Proxy(
      {},
      new Proxy(
        {},
        {
          get: (_, trap) => () => {
            throw new Error(String(trap))
          },
        },
      ),
    )
    expect(formOf([hostile, 1])).toEqual([{ $daybook: 'unreadable' }, 1])
  })

  it('is marked where an object lies about what it is', () => {
    class Liar {
      get [Symbol.toStringTag]() {
        return 'Date'
      }
    }
    expect(formOf(new Liar())).toEqual({ $daybook: 'unreadable' })
  })

  it('is marked where its memory was taken away', () => {
    const { buffer } = new Uint8Array(4)
    structuredClone(buffer, { transfer: [buffer] })
    expect(JSON.stringify(formOf(buffer))).toMatch(/\$daybook/)
  })
})
