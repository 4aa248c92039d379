import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineEvents } from '../catalog/define-events.ts'
import { context } from '../context/context.ts'
import { idFromKey, isEventId, millisOfId } from '../event/event-id.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { createDaybook } from './create-daybook.ts'

const now = Date.UTC(2026, 10, 21, 9, 14, 22, 466)
const day = 24 * 60 * 60 * 1_000

function setUp(options: { strict?: boolean; redact?: readonly string[] | false } = {}) {
  const onError = vi.fn()
  const daybook = createDaybook({
    store: createMemoryStore({ clock: () => now + 1 }),
    clock: () => now,
    onError,
    ...options,
  })
  // What a caller without types could pass.
  const log = (action: unknown, details?: unknown) => daybook.log(action as string, details as never)
  return { daybook, log, onError }
}

const code = (wanted: string) => expect.objectContaining({ name: 'ValidationError', code: wanted })

describe('an event of which only the action is said', () => {
  it('has the documented defaults', async () => {
    const { log } = setUp()
    const { id, ...event } = await log('invoice.paid')
    expect(isEventId(id)).toBe(true)
    expect(millisOfId(id)).toBe(now)
    expect(event).toEqual({
      occurredAt: new Date(now),
      recordedAt: new Date(now + 1),
      tenant: null,
      action: 'invoice.paid',
      version: 1,
      outcome: 'success',
      reason: null,
      actor: null,
      target: null,
      note: '',
      requestId: null,
      traceId: null,
      ip: null,
      statusCode: null,
      durationMs: null,
      data: {},
      changes: null,
      context: {},
    })
  })
})

describe('an event of which everything is said', () => {
  it('is stored as said', async () => {
    const { log } = setUp()
    const event = await log('CREATED_FOO_WIDGET', {
      actor: { type: 'User', id: 7, name: 'Zoë' },
      target: { type: 'Line', id: ['acme', 7n] },
      data: { amount: 4200 },
      note: 'twice\nlines',
      outcome: 'denied',
      reason: 'no permission',
      changes: { '/status': { before: 'open', after: 'paid' } },
      occurredAt: '2026-11-20 10:00',
      tenant: 'acme',
      context: {
        requestId: 'r1',
        traceId: 't1',
        ip: '::1',
        statusCode: 403,
        durationMs: 1.5,
        job: 'nightly',
      },
    })
    expect(event).toMatchObject({
      action: 'CREATED_FOO_WIDGET',
      actor: { type: 'User', id: '7', name: 'Zoë' },
      target: { type: 'Line', id: '["acme","7"]' },
      data: { amount: 4200 },
      note: 'twice\nlines',
      outcome: 'denied',
      reason: 'no permission',
      changes: { '/status': { before: 'open', after: 'paid' } },
      occurredAt: new Date('2026-11-20T10:00:00Z'),
      tenant: 'acme',
      requestId: 'r1',
      traceId: 't1',
      ip: '::1',
      statusCode: 403,
      durationMs: 1.5,
      context: { job: 'nightly' },
    })
    expect(event.context).toEqual({ job: 'nightly' })
  })
})

describe('the action', () => {
  it.each(['a', 'invoice.paid', 'Sent "mail"', '请求', 'x'.repeat(255), "'; DROP TABLE events;--"])(
    'may be %s',
    async (action) => {
      expect((await setUp().log(action)).action).toBe(action)
    },
  )

  it.each([undefined, null, '', 7, {}, ['a'], Symbol.iterator, 'x'.repeat(256), 'a\0b', 'a\nb', 'a\ud800'])(
    'is refused where it is %o',
    async (action) => {
      await expect(setUp().log(action)).rejects.toThrow(code('DAYBOOK_INVALID_FIELD'))
    },
  )
})

describe('a bad value is refused, named, not repeated, and nothing is written', () => {
  const secret = 'hunter2'
  it.each<[string, string, object]>([
    ['note', 'DAYBOOK_INVALID_FIELD', { note: null }],
    ['note', 'DAYBOOK_INVALID_FIELD', { note: { secret } }],
    ['note', 'DAYBOOK_INVALID_FIELD', { note: secret.repeat(10_000) }],
    ['reason', 'DAYBOOK_INVALID_FIELD', { reason: 7 }],
    ['reason', 'DAYBOOK_INVALID_FIELD', { reason: secret.repeat(10_000) }],
    ['outcome', 'DAYBOOK_INVALID_FIELD', { outcome: secret }],
    ['outcome', 'DAYBOOK_INVALID_FIELD', { outcome: null }],
    ['tenant', 'DAYBOOK_INVALID_FIELD', { tenant: 7 }],
    ['tenant', 'DAYBOOK_INVALID_FIELD', { tenant: secret.repeat(20) }],
    ['tenant', 'DAYBOOK_INVALID_FIELD', { tenant: `${secret}\n` }],
    ['requestId', 'DAYBOOK_INVALID_FIELD', { context: { requestId: secret.repeat(20) } }],
    ['traceId', 'DAYBOOK_INVALID_FIELD', { context: { traceId: 7 } }],
    ['ip', 'DAYBOOK_INVALID_FIELD', { context: { ip: secret.repeat(7) } }],
    ['statusCode', 'DAYBOOK_INVALID_FIELD', { context: { statusCode: '200' } }],
    ['statusCode', 'DAYBOOK_INVALID_FIELD', { context: { statusCode: 200.5 } }],
    ['statusCode', 'DAYBOOK_INVALID_FIELD', { context: { statusCode: 1_000 } }],
    ['durationMs', 'DAYBOOK_INVALID_FIELD', { context: { durationMs: -1 } }],
    ['durationMs', 'DAYBOOK_INVALID_FIELD', { context: { durationMs: Number.NaN } }],
    ['idempotencyKey', 'DAYBOOK_INVALID_FIELD', { idempotencyKey: '', occurredAt: new Date(now) }],
    ['changes', 'DAYBOOK_INVALID_FIELD', { changes: secret }],
    ['changes', 'DAYBOOK_INVALID_FIELD', { changes: [1] }],
    ['actor', 'DAYBOOK_BAD_REFERENCE', { actor: secret }],
    ['actor', 'DAYBOOK_BAD_REFERENCE', { actor: { type: 'User', id: null } }],
    ['actor', 'DAYBOOK_BAD_REFERENCE', { actor: () => ({ type: 'User', id: secret }) }],
    ['target', 'DAYBOOK_BAD_REFERENCE', { target: { id: secret } }],
    ['target', 'DAYBOOK_BAD_REFERENCE', { target: Promise.resolve({ type: 'User', id: secret }) }],
    ['occurredAt', 'DAYBOOK_BAD_TIME', { occurredAt: secret }],
    ['occurredAt', 'DAYBOOK_BAD_TIME', { occurredAt: new Date(Number.NaN) }],
    ['occurredAt', 'DAYBOOK_BAD_TIME', { occurredAt: now }],
    ['occurredAt', 'DAYBOOK_BAD_TIME', { occurredAt: null }],
    ['occurredAt', 'DAYBOOK_BAD_TIME', { occurredAt: '1969-12-31T23:59:59.999Z' }],
    ['occurredAt', 'DAYBOOK_BAD_TIME', { occurredAt: new Date(now + day + 1) }],
    ['occurredAt', 'DAYBOOK_BAD_TIME', { occurredAt: '9999-12-31' }],
    ['id', 'DAYBOOK_BAD_ID', { id: secret }],
    ['id', 'DAYBOOK_BAD_ID', { id: null }],
    ['id', 'DAYBOOK_BAD_ID', { id: '3f1a2b4c-0000-4000-8000-000000000000' }],
    ['id', 'DAYBOOK_BAD_ID', { id: idFromKey(now, '', 'a', 'k').toUpperCase() }],
    ['id', 'DAYBOOK_BAD_ID', { id: idFromKey(now, '', 'a', 'k'), occurredAt: new Date(now - 1) }],
    ['id', 'DAYBOOK_BAD_ID', { id: idFromKey(now, '', 'a', 'k'), idempotencyKey: secret }],
    ['occurredAt', 'DAYBOOK_BAD_TIME', { id: idFromKey(now + 2 * day, '', 'a', 'k') }],
    ['idempotencyKey', 'DAYBOOK_KEY_WITHOUT_TIME', { idempotencyKey: secret }],
    ['idempotencyKey', 'DAYBOOK_INVALID_FIELD', { idempotencyKey: 7, occurredAt: new Date(now) }],
    [
      'idempotencyKey',
      'DAYBOOK_INVALID_FIELD',
      { idempotencyKey: secret.repeat(200), occurredAt: new Date(now) },
    ],
  ])('%s: %s %o', async (field, wanted, details) => {
    const { daybook, log } = setUp()
    const logged = vi.fn()
    daybook.on('eventLogged', logged)
    const error = await log('a', details).catch((caught: unknown) => caught as Error)
    expect(error).toMatchObject({ name: 'ValidationError', code: wanted })
    expect((error as Error).message).toContain(`\`${field}`)
    expect((error as Error).message).not.toContain(secret)
    expect(await daybook.count()).toBe(0)
    expect(logged).not.toHaveBeenCalled()
  })
})

describe('the time', () => {
  it.each([
    ['1970', new Date(0)],
    ['just under 24 hours from now', new Date(now + day)],
    ['a Date', new Date(now - 5)],
  ])('may be %s, and is the time inside the id', async (_, occurredAt) => {
    const event = await setUp().log('a', { occurredAt })
    expect(event.occurredAt).toEqual(occurredAt)
    expect(millisOfId(event.id)).toBe(occurredAt.getTime())
  })

  it('keeps consecutive events of one time in the order of the calls', async () => {
    const { log } = setUp()
    const ids: string[] = []
    for (let index = 0; index < 50; index++) ids.push((await log('a', { occurredAt: new Date(now - 5) })).id)
    expect(ids).toEqual([...ids].sort())
  })
})

describe('nothing that the caller changes later shows', () => {
  it('in a single field', async () => {
    const { daybook } = setUp()
    const occurredAt = new Date(now - 5)
    const actor = { type: 'User', id: 7, name: 'Zoë' }
    const data = { list: [1], nested: { a: 1 } }
    const changes = { '/a': { before: { x: 1 }, after: 2 } }
    const surroundings = { job: { id: 1 } }
    const pending = daybook.log('a', {
      occurredAt,
      actor,
      target: actor,
      data,
      changes,
      context: surroundings,
    })
    occurredAt.setTime(0)
    actor.id = 8
    actor.name = 'Other'
    data.list.push(2)
    data.nested.a = 2
    changes['/a'].before.x = 2
    surroundings.job.id = 2
    const expected = {
      occurredAt: new Date(now - 5),
      actor: { type: 'User', id: '7', name: 'Zoë' },
      target: { type: 'User', id: '7', name: 'Zoë' },
      data: { list: [1], nested: { a: 1 } },
      changes: { '/a': { before: { x: 1 }, after: 2 } },
      context: { job: { id: 1 } },
    }
    const { id } = await pending
    expect(await pending).toMatchObject(expected)
    expect(await daybook.get(id)).toMatchObject(expected)
  })

  it('in the ambient context', async () => {
    const { daybook } = setUp()
    const job = { id: 1 }
    const pending = context.run({ job }, () => daybook.log('a'))
    job.id = 2
    expect((await pending).context).toEqual({ job: { id: 1 } })
  })
})

describe('the event', () => {
  it('is frozen, as are its parts', async () => {
    const { log } = setUp()
    const details = {
      actor: { type: 'U', id: 1 },
      data: { a: [{ b: 1 }] },
      changes: { '/a': { after: 1 } },
      context: { c: {} },
    }
    const event = await log('a', details)
    expect(Object.isFrozen(event)).toBe(true)
    const data = event.data as { a: object[] }
    for (const part of [
      data,
      data.a,
      data.a[0],
      event.changes,
      event.changes?.['/a'],
      event.context,
      event.context.c,
    ])
      expect(Object.isFrozen(part)).toBe(true)
  })
})

describe('the data', () => {
  it.each<[string, unknown, unknown]>([
    ['an array', [1, { a: 2 }], [1, { a: 2 }]],
    ['a text', 'text', 'text'],
    ['the empty text', '', ''],
    ['zero', 0, 0],
    ['false', false, false],
    ['undefined', undefined, {}],
    ['an empty array', [], []],
    ['a Map', new Map([['a', 1]]), { a: 1 }],
  ])('may be %s', async (_, data, stored) => {
    expect((await setUp().log('a', { data })).data).toEqual(stored)
  })

  it('has secrets redacted, and so have changes and context', async () => {
    const { daybook } = setUp()
    const event = await context.run({ sessionToken: 'hunter2' }, () =>
      daybook.log('a', {
        data: { password: 'hunter2', user: { apiKey: 'hunter2' } },
        changes: { '/password': { before: 'hunter2', after: 'hunter3' }, '/name': { after: 'Zoë' } },
        context: { headers: { cookie: 'hunter2' } },
      }),
    )
    expect(JSON.stringify(event)).not.toMatch(/hunter/)
    expect(event.changes).toEqual({ '/password': { $daybook: 'redacted' }, '/name': { after: 'Zoë' } })
  })

  it('has a change redacted where any part of its pointer is a secret', async () => {
    const changes = {
      '/credentials/user': { before: 'hunter2' },
      '/tokens/0': { after: 'hunter2' },
      '/a/b': { after: 1 },
    }
    const redacted = { $daybook: 'redacted' }
    expect((await setUp().log('a', { changes })).changes).toEqual({
      '/credentials/user': redacted,
      '/tokens/0': redacted,
      '/a/b': { after: 1 },
    })
  })

  it('has other keys redacted, or none, where the app says so', async () => {
    const data = { password: 'a', iban: 'b' }
    expect((await setUp({ redact: ['iban'] }).log('a', { data })).data).toEqual({
      password: 'a',
      iban: { $daybook: 'redacted' },
    })
    expect((await setUp({ redact: false }).log('a', { data })).data).toEqual(data)
  })

  it('is refused under strict where it has no exact JSON form', async () => {
    await expect(setUp({ strict: true }).log('a', { data: { f: () => {} } })).rejects.toThrow(
      code('DAYBOOK_NOT_JSON'),
    )
    expect((await setUp().log('a', { data: { f: () => {} } })).data).toMatchObject({
      f: { $daybook: 'unsupported' },
    })
  })

  it('shares one bound with changes and context, and goes first', async () => {
    const big = 'x'.repeat(60_000)
    const event = await setUp().log('a', {
      data: [big, big, big, big],
      changes: { '/a': { before: big, after: big } },
      context: { more: big },
    })
    expect(event.data).toEqual([big, big, big, big])
    expect(JSON.stringify([event.data, event.changes, event.context]).length).toBeLessThan(270_000)
  })
})

describe('the catalog', () => {
  const daybook = createDaybook({
    store: createMemoryStore(),
    events: defineEvents({
      'invoice.paid': { version: 2, data: z.object({ at: z.date(), currency: z.string().default('EUR') }) },
    }),
  })

  it('stores what the schema made of the data, and the version', async () => {
    const event = await daybook.log('invoice.paid', { data: { at: new Date(0) } })
    expect(event).toMatchObject({ version: 2, data: { at: '1970-01-01T00:00:00.000Z', currency: 'EUR' } })
  })

  it('refuses before anything is written', async () => {
    const count = await daybook.count()
    await expect(
      daybook.log('invoice.piad' as 'invoice.paid', { data: { at: new Date(0) } }),
    ).rejects.toThrow(code('DAYBOOK_UNKNOWN_ACTION'))
    await expect(daybook.log('invoice.paid', { data: { at: 'now' as never } })).rejects.toThrow(
      code('DAYBOOK_INVALID_DATA'),
    )
    expect(await daybook.count()).toBe(count)
  })
})

describe('what surrounds the call', () => {
  it('becomes properties where there are properties, and context otherwise', async () => {
    const { log } = setUp()
    const values = {
      tenant: 'acme',
      requestId: 'r1',
      traceId: 't1',
      ip: '::1',
      statusCode: 200,
      durationMs: 3,
    }
    const event = await context.run(
      { ...values, actor: { type: 'User', id: 7 }, route: '/invoices/:id' },
      () => log('a'),
    )
    expect(event).toMatchObject({ ...values, actor: { type: 'User', id: '7' } })
    expect(event.context).toEqual({ route: '/invoices/:id' })
  })

  it('gives way to what the call says, key by key', async () => {
    const { log } = setUp()
    const event = await context.run({ tenant: 'acme', ip: '::1', a: 1, b: 1 }, () =>
      log('a', { tenant: 'other', context: { b: 2, ip: '::2' } }),
    )
    expect(event).toMatchObject({ tenant: 'other', ip: '::2', context: { a: 1, b: 2 } })
  })

  it('may be given for one event, actor and tenant included', async () => {
    const event = await setUp().log('a', { context: { tenant: 'acme', actor: { type: 'Job', id: 1 }, b: 1 } })
    expect(event).toMatchObject({ tenant: 'acme', actor: { type: 'Job', id: '1' }, context: { b: 1 } })
  })

  it('gives way to an explicit null', async () => {
    const { log } = setUp()
    const values = { tenant: 'acme', actor: { type: 'User', id: 7 } }
    expect(
      await context.run(values, () => log('a', { tenant: null, actor: null, target: null })),
    ).toMatchObject({
      tenant: null,
      actor: null,
      target: null,
    })
  })

  it('is taken at the call, not when the event is written', async () => {
    const { log } = setUp()
    const pending = context.run({ tenant: 'acme' }, () => {
      context.enter('step', { step: 1 })
      const first = log('a')
      const second = log('b')
      context.exit('step')
      return [first, second]
    })
    for (const event of await Promise.all(pending))
      expect(event).toMatchObject({ tenant: 'acme', context: { step: 1 } })
  })

  it('is right for 200 at once, and leaves nothing behind', async () => {
    const { daybook, log } = setUp()
    const work = async (id: number) =>
      daybook.withActor({ type: 'User', id }, () =>
        context.run({ requestId: `r${id}` }, async () => {
          await sleep(id % 5)
          return log('a', { data: { id } })
        }),
      )
    const events = await Promise.all(Array.from({ length: 200 }, (_, id) => work(id)))
    for (const [id, event] of events.entries())
      expect(event).toMatchObject({ actor: { id: String(id) }, requestId: `r${id}`, data: { id } })
    expect(await log('after')).toMatchObject({ actor: null, requestId: null })
  })
})

describe('the ambient actor', () => {
  it('as a function is asked at each log() and never remembered', async () => {
    const { daybook, log } = setUp()
    let user: { type: string; id: number } | undefined
    const actor = vi.fn(() => user)
    await daybook.withActor(actor, async () => {
      expect((await log('before')).actor).toBeNull()
      user = { type: 'User', id: 7 }
      expect((await log('signed in')).actor).toEqual({ type: 'User', id: '7' })
      user = undefined
      expect((await log('signed out')).actor).toBeNull()
    })
    expect(actor).toHaveBeenCalledTimes(3)
  })

  it('is not asked where the call names the actor itself', async () => {
    const { daybook, log } = setUp()
    const actor = vi.fn()
    await daybook.withActor(actor, () => log('a', { actor: null }))
    expect(actor).not.toHaveBeenCalled()
  })

  it.each([null, undefined, false])('as %s is nobody', async (actor) => {
    const { log, onError } = setUp()
    const event = await context.run({ actor: () => actor }, () => log('a'))
    expect(event).toMatchObject({ actor: null, context: {} })
    expect(onError).not.toHaveBeenCalled()
  })

  it.each<[string, unknown]>([
    [
      'that throws',
      () => {
        throw new Error('session store down')
      },
    ],
    ['that is asynchronous', async () => ({ type: 'User', id: 7 })],
    [
      'that rejects',
      async () => {
        throw new Error('session store down')
      },
    ],
    ['that answers with no reference', () => ({ name: 'Zoë' })],
    ['that answers with a text', () => 'user 7'],
    ['that is not saved', () => ({ type: 'User', id: null })],
    ['that is no reference itself', { name: 'Zoë' }],
    ['that is a text', 'user 7'],
  ])('%s is nobody, which the event says, and the error handler hears why', async (_, actor) => {
    const { log, onError } = setUp()
    const event = await context.run({ actor, job: 1 }, () => log('a'))
    expect(event).toMatchObject({ actor: null, context: { job: 1, actorUnresolved: true } })
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(Error))
  })
})
