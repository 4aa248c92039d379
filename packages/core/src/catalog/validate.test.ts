import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineEvents } from './define-events.ts'
import { validate } from './validate.ts'

const events = defineEvents({
  'user.signed_in': {},
  'invoice.paid': {
    target: 'Invoice',
    version: 3,
    data: z.object({ amount: z.number().int(), currency: z.string().length(3).default('EUR') }),
  },
  'invoice.sent': { data: z.object({ to: z.string().optional() }) },
  'invoice.voided': { requiresReason: true },
})

const check = (action: string, parts: { data?: unknown; type?: string; reason?: string } = {}) =>
  validate(events, action, {
    data: parts.data,
    target: parts.type === undefined ? null : { type: parts.type, id: '7' },
    reason: parts.reason,
  })

describe('without a catalog', () => {
  it('any action passes with its data as it is', () => {
    const data = { any: 'thing' }
    const validated = validate(undefined, 'whatever', {
      data,
      target: { type: 'X', id: '1' },
      reason: undefined,
    })
    expect(validated).toEqual({ version: 1, data })
    expect(validated.data).toBe(data)
  })
})

describe('an action that is not in the catalog', () => {
  it('is refused, with the name that was probably meant', () => {
    expect(() => check('invoice.piad')).toThrow(
      expect.objectContaining({
        name: 'ValidationError',
        code: 'DAYBOOK_UNKNOWN_ACTION',
        message: expect.stringContaining(
          '`invoice.piad` in your catalog. Did you mean `invoice.paid`? Known: 4.',
        ),
      }),
    )
  })

  it('is refused without a guess where nothing is near', () => {
    expect(() => check('something.else')).toThrow(/^(?!.*Did you mean).*Known: 4/)
  })

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'is refused where it is %s',
    (action) => {
      expect(() => check(action)).toThrow(expect.objectContaining({ code: 'DAYBOOK_UNKNOWN_ACTION' }))
    },
  )
})

describe('the target', () => {
  it('must be of the type that the catalog names', () => {
    expect(() => check('invoice.paid', { type: 'User', data: { amount: 1 } })).toThrow(
      expect.objectContaining({
        code: 'DAYBOOK_WRONG_TARGET',
        message: expect.stringContaining('type `Invoice`'),
      }),
    )
    expect(check('invoice.paid', { type: 'Invoice', data: { amount: 1 } }).version).toBe(3)
  })

  it('may be absent, and anything where the catalog names none', () => {
    expect(check('invoice.paid', { data: { amount: 1 } }).version).toBe(3)
    expect(check('user.signed_in', { type: 'Anything' }).version).toBe(1)
  })
})

describe('the reason', () => {
  it('must be there where the catalog asks for it', () => {
    for (const reason of [undefined, ''])
      expect(() => check('invoice.voided', { ...(reason !== undefined && { reason }) })).toThrow(
        expect.objectContaining({ code: 'DAYBOOK_REASON_REQUIRED' }),
      )
    expect(check('invoice.voided', { reason: 'sent twice' }).version).toBe(1)
  })
})

describe('the data', () => {
  it('is what the schema makes of it: defaults applied, unknown keys gone', () => {
    expect(check('invoice.paid', { data: { amount: 5, extra: 1 } }).data).toEqual({
      amount: 5,
      currency: 'EUR',
    })
  })

  it('is looked at as {} where it is absent', () => {
    expect(check('invoice.sent').data).toEqual({})
    expect(() => check('invoice.paid')).toThrow(expect.objectContaining({ code: 'DAYBOOK_INVALID_DATA' }))
  })

  it('is refused where the schema refuses it: with the paths, without the values, and the issues as the cause', () => {
    const data = { amount: 'hunter2', currency: 'hunter2-currency' }
    expect(() => check('invoice.paid', { data })).toThrow(
      expect.objectContaining({
        code: 'DAYBOOK_INVALID_DATA',
        message: expect.stringMatching(
          /^(?!.*hunter2).*\(zod\): see `amount`, `currency`\. Nothing was written/,
        ),
        cause: expect.arrayContaining([expect.objectContaining({ path: ['amount'] })]),
      }),
    )
  })

  it('is named as a whole where it is no object at all', () => {
    expect(() => check('invoice.paid', { data: 'hunter2' })).toThrow(/^(?!.*hunter2).*see data itself/)
  })

  it('is not listed issue by issue without end', () => {
    const catalog = defineEvents({ many: { data: z.array(z.number()) } })
    const data = Array.from({ length: 1_000 }, () => 'x')
    expect(() => validate(catalog, 'many', { data, target: null, reason: undefined })).toThrow(/^.{0,300}$/s)
  })

  it('needs a schema that answers at once', () => {
    const catalog = defineEvents({ slow: { data: z.string().refine(async () => true) } })
    expect(() => validate(catalog, 'slow', { data: 'x', target: null, reason: undefined })).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', code: 'DAYBOOK_ASYNC_SCHEMA' }),
    )
  })

  it('needs one also where the answer is only like a promise', () => {
    const answer = Object.fromEntries([['then', () => {}]])
    const schema = { '~standard': { version: 1, vendor: 'by hand', validate: () => answer } } as never
    expect(() =>
      validate({ a: { data: schema } }, 'a', { data: 1, target: null, reason: undefined }),
    ).toThrow(expect.objectContaining({ code: 'DAYBOOK_ASYNC_SCHEMA' }))
  })

  it('may be checked by any Standard Schema', () => {
    const even = {
      '~standard': {
        version: 1,
        vendor: 'by hand',
        validate: (value: unknown) =>
          Number(value) % 2
            ? { issues: [{ message: 'odd', path: [{ key: 'deep' }, 0] }] }
            : { value: 'even' },
      },
    } as const
    const catalog = defineEvents({ even: { data: even } })
    expect(validate(catalog, 'even', { data: 2, target: null, reason: undefined }).data).toBe('even')
    expect(() => validate(catalog, 'even', { data: 1, target: null, reason: undefined })).toThrow(
      /\(by hand\): see `deep\.0`/,
    )
  })
})

it('a catalog cannot be changed once it is defined', () => {
  expect(Object.isFrozen(events)).toBe(true)
})
