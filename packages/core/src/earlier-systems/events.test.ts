import { createDaybook, type DaybookEvent, type DaybookOptions } from '@daybook/core'
import { authEvents, classicEvents } from '@daybook/core/catalogs'
import { configure, emit } from '@daybook/core/default'
import { createMemorySink, createMemoryStore } from '@daybook/core/memory'
import { createLogMirror, summaryOf, summaryWithActor } from '@daybook/core/sinks'
import { createFixedClock } from '@daybook/core/testing'
import { uuidv7obj } from 'uuidv7'
import { describe, expect, test, vi } from 'vitest'

// What the core reproduces of the systems before it, one test a feature: events.

class User {
  readonly id = 7
  readonly name = 'ada'
  readonly isActive = false
}

class Invoice {
  readonly id: string | null
  constructor(id: string | null) {
    this.id = id
  }
}

const ada = { type: 'User', id: 7, name: 'ada' }

function setUp(options: Omit<Partial<DaybookOptions>, 'store' | 'clock'> = {}) {
  const clock = createFixedClock('2026-11-21T09:14:22.466Z')
  const store = createMemoryStore({ clock, references: { User, Invoice } })
  const errors: unknown[] = []
  const daybook = createDaybook({ onError: (error) => errors.push(error), ...options, store, clock })
  return { daybook, store, clock, errors }
}

async function all(events: AsyncIterable<DaybookEvent>): Promise<readonly DaybookEvent[]> {
  const list: DaybookEvent[] = []
  for await (const event of events) list.push(event)
  return list
}

describe('one call', () => {
  test('row 1: one call stores one event and returns the stored record', async () => {
    const { daybook } = setUp()
    const event = await daybook.log('invoice.paid', { actor: ada, data: { amount: 4_200 } })
    expect((await daybook.find()).events).toEqual([event])
    expect(event.recordedAt).toEqual(new Date('2026-11-21T09:14:22.466Z'))
    const other = await daybook.createEvent('UserLoggedIn', { user: ada })
    expect(await daybook.get(other.id)).toEqual(other)
  })

  test('row 2: an action has 1 to 255 characters; null and over-long are refused before the store is asked', async () => {
    const { daybook, store } = setUp()
    const append = vi.spyOn(store, 'append')
    for (const action of [null, undefined, '', 'x'.repeat(256)])
      await expect(daybook.log(action as string)).rejects.toMatchObject({
        name: 'ValidationError',
        code: 'DAYBOOK_INVALID_FIELD',
      })
    await expect(daybook.log('x'.repeat(256))).rejects.toThrow(
      '`action` is 256 characters long, the limit is 255.',
    )
    expect(append).not.toHaveBeenCalled()
    for (const length of [1, 50, 100, 255])
      expect((await daybook.log('x'.repeat(length))).action).toHaveLength(length)
  })

  test('row 3: emit() without a name is `unknown`; log() asks for one', async () => {
    const { daybook, store } = setUp()
    configure({ store })
    for (const name of [undefined, null, ''])
      expect(await emit(name, { page: 1 })).toMatchObject({ action: 'unknown', data: { page: 1 } })
    expect(await emit('page.viewed')).toMatchObject({ action: 'page.viewed', data: {} })
    await expect(daybook.log('')).rejects.toThrow('`action` must not be empty.')
  })

  test('row 4: the standard names are there, and their use is optional', async () => {
    expect(Object.keys(classicEvents)).toEqual([
      'UserCreated',
      'UserInviteEmailSent',
      'UserEmailVerified',
      'UserPasswordChanged',
      'UserEmailSent',
      'UserConsented',
      'UserActivated',
      'UserWithdrawn',
      'UserReset',
      'UserLoggedIn',
      'UserLoggedOut',
      'PageViewed',
      'PageError',
      'Redirected',
      'Searched',
      'CohortDeleted',
      'Create',
      'Read',
      'Update',
      'Delete',
      'Login',
      'Logout',
      'Login Failed',
    ])
    const { daybook } = setUp({ events: { ...classicEvents, ...authEvents, 'own.event': {} } })
    expect((await daybook.log('Login Failed')).action).toBe('Login Failed')
    expect((await daybook.log('own.event')).action).toBe('own.event')
    expect((await setUp().daybook.log('anything')).action).toBe('anything')
  })

  test.each([
    'invoice.paid',
    'CREATED_FOO_WIDGET',
    'PageViewed',
    'Login Failed',
    'update',
    'edx.course/a-b:c',
  ])('row 5: no naming convention is forced: %s', async (action) => {
    expect((await setUp().daybook.log(action)).action).toBe(action)
  })
})

describe('the actor', () => {
  test('row 6: is a nullable reference to whatever user id the app has', async () => {
    const { daybook } = setUp()
    const actors = await Promise.all(
      [7, 7n, 'ada-lovelace', '0192c6a8-2f1e-7000-8000-000000000007', ['acme', 7]].map((id) =>
        daybook.log('a', { actor: { type: 'Member', id } }),
      ),
    )
    expect(actors.map(({ actor }) => actor?.id)).toEqual([
      '7',
      '7',
      'ada-lovelace',
      '0192c6a8-2f1e-7000-8000-000000000007',
      '["acme","7"]',
    ])
    expect((await daybook.log('a')).actor).toBeNull()
    for (const user of [7, 7n, '7'])
      expect((await daybook.createEvent('a', { user })).actor).toEqual({ type: 'User', id: '7' })
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['false', false],
    ['an empty id', ''],
    ['one who says so', { id: null, isAuthenticated: false }],
    ['one who says so when asked', { isAuthenticated: () => false, username: '' }],
    ['one who is anonymous', { id: 3, isAnonymous: true }],
  ])('row 7: an unauthenticated user is null, never an error: %s', async (_, user) => {
    const { daybook } = setUp()
    expect((await daybook.createEvent('a', { user })).actor).toBeNull()
    expect((await daybook.createEvent('a', { request: { user } })).actor).toBeNull()
    if (user !== '') expect((await daybook.withActor(user as never, () => daybook.log('a'))).actor).toBeNull()
  })

  test('row 8: an inactive user is kept: authentication is what counts', async () => {
    const { daybook } = setUp()
    const inactive = { id: 7, username: 'ada', isActive: false, active: false, isAuthenticated: true }
    expect((await daybook.createEvent('a', { user: inactive })).actor).toEqual(ada7)
    expect((await daybook.log('a', { actor: new User() })).actor).toEqual(ada7)
  })

  test('row 9: an explicit user beats the user of the request beats nobody', async () => {
    const { daybook } = setUp()
    const request = { user: { id: 7, username: 'ada' } }
    const grace = { id: 8, username: 'grace' }
    const actorOf = async (details: object) => (await daybook.createEvent('a', details)).actor
    expect(await actorOf({ request, user: grace })).toEqual({ type: 'User', id: '8', name: 'grace' })
    expect(await actorOf({ request })).toEqual(ada7)
    expect(await actorOf({ request: { state: { user: grace } } })).toMatchObject({ id: '8' })
    expect(await actorOf({ request: {} })).toBeNull()
    expect(await actorOf({})).toBeNull()
    expect(await actorOf({ request, user: null })).toBeNull()
    expect(await actorOf({ request, user: { id: 9, isAuthenticated: false } })).toBeNull()
    const behind = () => daybook.createEvent('a', { user: null, request })
    expect((await daybook.withActor(ada, behind)).actor).toBeNull()
  })

  const ada7 = { type: 'User', id: '7', name: 'ada' }
})

describe('the time', () => {
  test('row 12: is that of the call, in UTC', async () => {
    const { daybook, store, clock } = setUp()
    const { append } = store
    vi.spyOn(store, 'append').mockImplementation(async (events, options) => {
      clock.advance(5_000)
      return append(events, options)
    })
    const { occurredAt, recordedAt } = await daybook.log('a')
    expect(occurredAt.toISOString()).toBe('2026-11-21T09:14:22.466Z')
    expect(recordedAt?.toISOString()).toBe('2026-11-21T09:14:27.466Z')
  })

  test('row 13: given by the caller, it is stored exactly', async () => {
    const { daybook } = setUp()
    const given = new Date('2019-03-31T02:30:00.001Z')
    const { id, occurredAt } = await daybook.log('a', { occurredAt: given })
    expect(occurredAt).toEqual(given)
    given.setFullYear(2000)
    expect((await daybook.get(id))?.occurredAt.toISOString()).toBe('2019-03-31T02:30:00.001Z')
  })

  test.each([
    ['2026-11-21T09:14:22.466', '2026-11-21T09:14:22.466Z'],
    ['2026-11-21 09:14:22', '2026-11-21T09:14:22.000Z'],
    ['2026-11-21T09:14', '2026-11-21T09:14:00.000Z'],
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['2026-11-21T09:14:22.466789+00:00', '2026-11-21T09:14:22.466Z'],
    ['2026-11-21T09:14:22+00:00', '2026-11-21T09:14:22.000Z'],
    ['2026-11-21T09:14:22Z', '2026-11-21T09:14:22.000Z'],
    ['2026-11-21T10:14:22.466+01:00', '2026-11-21T09:14:22.466Z'],
  ])(
    'row 14: a text without a zone is UTC, and the forms of the earlier systems are read: %s',
    async (text, instant) => {
      const { daybook } = setUp()
      expect((await daybook.log('a', { occurredAt: text })).occurredAt.toISOString()).toBe(instant)
    },
  )
})

describe('the note', () => {
  test('row 15: is text, by default empty, and refused rather than cut', async () => {
    const { daybook } = setUp()
    expect((await daybook.log('a')).note).toBe('')
    expect((await daybook.log('a', { note: 'said twice\n' })).note).toBe('said twice\n')
    expect((await daybook.log('a', { note: 'é'.repeat(65_535) })).note).toHaveLength(65_535)
    await expect(daybook.log('a', { note: 'x'.repeat(65_536) })).rejects.toThrow(
      '`note` is 65536 characters long, the limit is 65535.',
    )
    expect(await daybook.count()).toBe(3)
  })

  test('row 16: absent, it is the path of the request without its query; empty, it stays empty', async () => {
    const { daybook } = setUp()
    const noteOf = async (details: object) => (await daybook.createEvent('a', details)).note
    const request = { originalUrl: '/invoices/7?token=x&a=1#top', url: '/7' }
    expect(await noteOf({ request })).toBe('/invoices/7')
    expect(await noteOf({ request, note: undefined })).toBe('/invoices/7')
    expect(await noteOf({ request, note: '' })).toBe('')
    expect(await noteOf({ request, note: 'own' })).toBe('own')
    expect(await noteOf({ request: new Request('https://example.com/a/b?c=d') })).toBe('/a/b')
    expect(await noteOf({ request: { url: '?a=1' } })).toBe('/')
    expect(await noteOf({})).toBe('')
  })
})

describe('the data', () => {
  test('row 17: is JSON, and {} where there is none', async () => {
    const { daybook } = setUp()
    expect((await daybook.log('a')).data).toEqual({})
    expect((await daybook.log('a', { data: { a: [1, { b: null }] } })).data).toEqual({ a: [1, { b: null }] })
  })

  test.each<[unknown, unknown]>([
    [null, {}],
    [undefined, {}],
    [{}, {}],
    [[], []],
    ['', ''],
    [0, 0],
    [false, false],
    [
      [1, 'two'],
      [1, 'two'],
    ],
    ['text', 'text'],
    [4.5, 4.5],
    [true, true],
  ])('row 18: may be any JSON value; only null and undefined are absent: %j', async (data, stored) => {
    const { daybook } = setUp()
    const { id } = await daybook.log('a', { data })
    expect((await daybook.get(id))?.data).toEqual(stored)
  })

  test('row 19: takes dates, instants, decimals, bigints, uuids and durations', async () => {
    const { daybook } = setUp()
    const asJson = (text: string) => ({ toJSON: () => text })
    const uuid = uuidv7obj()
    const { data } = await daybook.log('a', {
      data: {
        at: new Date('2026-11-21T09:14:22.466Z'),
        day: asJson('2026-11-21'),
        amount: asJson('19.90'),
        big: 2n ** 64n,
        uuid,
        lasted: asJson('PT1H30M'),
        lazy: Object('translated'),
      },
    })
    expect(data).toEqual({
      at: '2026-11-21T09:14:22.466Z',
      day: '2026-11-21',
      amount: '19.90',
      big: '18446744073709551616',
      uuid: uuid.toString(),
      lasted: 'PT1H30M',
      lazy: 'translated',
    })
  })

  test('row 20: what has no JSON form is marked, never an error; under strict it throws and nothing is written', async () => {
    const lock = () => {}
    const { daybook } = setUp()
    expect((await daybook.log('a', { data: { lock, ok: 1 } })).data).toEqual({
      lock: { $daybook: 'unsupported', type: 'function', name: 'lock' },
      ok: 1,
    })
    const strict = setUp({ strict: true }).daybook
    await expect(strict.log('a', { data: { deep: [lock] } })).rejects.toMatchObject({
      name: 'ValidationError',
      code: 'DAYBOOK_NOT_JSON',
      message: expect.stringContaining('"/deep/0"'),
    })
    expect(await strict.count()).toBe(0)
  })

  test('row 20: a sink that cannot take an event is reported, and the others go on', async () => {
    const memory = createMemorySink()
    const picky = { name: 'a', send: async () => Promise.reject(new Error('cannot take it')) }
    const { daybook, errors } = setUp({ sinks: [picky, memory] })
    const event = await daybook.log('a', { data: { at: new Date() } })
    await daybook.flush()
    expect(memory.events).toEqual([event])
    expect(errors).toEqual([new Error('cannot take it')])
  })

  test('row 21: is stored as JSON, not as text inside JSON', async () => {
    const { daybook } = setUp()
    const { id } = await daybook.log('a', { data: { b: 1 } })
    const stored = await daybook.get(id)
    expect(stored?.data).toEqual({ b: 1 })
    expect(JSON.parse(JSON.stringify(stored)).data).toEqual({ b: 1 })
    expect((await daybook.log('a', { data: '{"b":1}' })).data).toBe('{"b":1}')
  })

  test('row 22: is, in the returned record, its normalised form', async () => {
    const { daybook } = setUp()
    const data = { at: new Date(0), tags: new Set(['x']), gone: undefined }
    const event = await daybook.log('a', { data })
    expect(event.data).toEqual({ at: '1970-01-01T00:00:00.000Z', tags: ['x'] })
    expect((await daybook.get(event.id))?.data).toEqual(event.data)
  })
})

describe('the target', () => {
  test('row 23: is a type and an id, or null', async () => {
    const { daybook } = setUp()
    expect((await daybook.log('a', { target: new Invoice('R-1') })).target).toEqual({
      type: 'Invoice',
      id: 'R-1',
    })
    expect((await daybook.createEvent('a', { relatedObject: new Invoice('R-1') })).target).toEqual({
      type: 'Invoice',
      id: 'R-1',
    })
    expect((await daybook.log('a')).target).toBeNull()
    expect((await daybook.log('a', { target: null })).target).toBeNull()
  })

  test('row 24: that is not saved keeps its type with a null id', async () => {
    const { daybook } = setUp()
    expect((await daybook.log('a', { target: new Invoice(null) })).target).toEqual({
      type: 'Invoice',
      id: null,
    })
    expect((await daybook.log('a', { target: { type: 'Invoice', id: null } })).target?.id).toBeNull()
    // Nothing is found for it, rather than everything of its type.
    expect(() => daybook.history({ type: 'Invoice', id: null })).toThrow('The filter `target` has no id.')
  })

  test('row 25: has its id as text, whatever the key is', async () => {
    const { daybook } = setUp()
    const uuid = '0192c6a8-2f1e-7000-8000-000000000007'
    for (const [id, text] of [
      [42, '42'],
      [2n ** 63n, '9223372036854775808'],
      [uuid, uuid],
      ['a-slug', 'a-slug'],
      [['acme', 42], '["acme","42"]'],
    ] as const) {
      const event = await daybook.log('a', { target: { type: 'Invoice', id } })
      expect(event.target?.id).toBe(text)
      expect(await all(daybook.history({ type: 'Invoice', id }))).toEqual([event])
    }
  })

  test('row 26: stays in the event when the object is deleted', async () => {
    const { daybook } = setUp()
    const invoices = new Map([['R-1', new Invoice('R-1')]])
    const { id } = await daybook.log('a', { target: invoices.get('R-1') as Invoice })
    invoices.delete('R-1')
    const target = (await daybook.get(id))?.target
    expect(target).toEqual({ type: 'Invoice', id: 'R-1' })
    expect(invoices.get(target?.id as string) ?? null).toBeNull()
    expect(await all(daybook.history({ type: 'Invoice', id: 'R-1' }))).toHaveLength(1)
  })

  test('row 27: stays in the event when its type is gone from the app', async () => {
    const { daybook, store } = setUp()
    await daybook.log('a', { target: new Invoice('R-1') })
    const { references: _, ...withoutTypes } = store
    const later = createDaybook({ store: withoutTypes })
    const [event] = await all(later.history({ type: 'Invoice', id: 'R-1' }))
    expect(event?.target).toEqual({ type: 'Invoice', id: 'R-1' })
  })
})

describe('reading', () => {
  test('row 28: history() gives all events of one object, newest first', async () => {
    const { daybook, clock } = setUp()
    for (const [action, id] of [
      ['created', 1],
      ['created', 2],
      ['sent', 1],
      ['paid', 1],
    ] as const) {
      await daybook.log(action, { target: { type: 'Invoice', id } })
      clock.advance(1_000)
    }
    await daybook.log('other', { target: { type: 'Order', id: 1 } })
    const events = await all(daybook.history({ type: 'Invoice', id: 1 }))
    expect(events.map(({ action }) => action)).toEqual(['paid', 'sent', 'created'])
  })

  test('row 29: newest first, and within one millisecond by descending id', async () => {
    const { daybook, clock } = setUp()
    await Promise.all(Array.from({ length: 50 }, (_, number) => daybook.log('same', { data: number })))
    clock.advance(1)
    await daybook.log('later')
    const { events } = await daybook.find({ limit: 100 })
    expect(events.map(({ data }) => data)).toEqual([{}, ...Array.from({ length: 50 }, (_, i) => 49 - i)])
    expect(events.map(({ id }) => id)).toEqual(
      events
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    )
  })

  test('row 30: latest() of a user, with or without an action; null where there is none', async () => {
    const { daybook, clock } = setUp()
    await daybook.log('login', { actor: ada })
    clock.advance(1)
    const newest = await daybook.log('logout', { actor: ada })
    await daybook.log('login', { actor: { type: 'User', id: 8 } })
    expect(await daybook.latest({ actor: ada })).toEqual(newest)
    expect(await daybook.latest({ actor: ada, action: 'login' })).toMatchObject({ action: 'login' })
    expect(await daybook.latest({ actor: ada, action: 'never' })).toBeNull()
    expect(await daybook.latest({ actor: { type: 'User', id: 9 } })).toBeNull()
  })

  test('row 35: latest() of everything, or of what any filter finds', async () => {
    const { daybook, clock } = setUp()
    expect(await daybook.latest()).toBeNull()
    await daybook.log('invoice.paid', { target: new Invoice('R-1'), data: { amount: 1 } })
    clock.advance(1)
    await daybook.log('invoice.sent', { outcome: 'failure' })
    expect(await daybook.latest()).toMatchObject({ action: 'invoice.sent' })
    for (const filter of [
      { target: new Invoice('R-1') },
      { action: 'invoice.p*' },
      { not: { outcome: 'failure' } },
      { data: { amount: 1 } },
      { until: '2026-11-21T09:14:22.467Z' },
    ] as const)
      expect(await daybook.latest(filter)).toMatchObject({ action: 'invoice.paid' })
  })

  test('row 31: the date of the latest event, or null', async () => {
    const { daybook } = setUp()
    const latestDate = async (action: string) => (await daybook.latest({ action }))?.occurredAt ?? null
    expect(await latestDate('login')).toBeNull()
    await daybook.log('login')
    expect(await latestDate('login')).toEqual(new Date('2026-11-21T09:14:22.466Z'))
  })

  test('row 32: latest() === null tells whether something was never done', async () => {
    const { daybook } = setUp()
    const consent = async () => {
      if ((await daybook.latest({ actor: ada, action: 'UserConsented' })) !== null) return 'already'
      await daybook.log('UserConsented', { actor: ada })
      return 'first time'
    }
    expect([await consent(), await consent()]).toEqual(['first time', 'already'])
  })

  test('row 34: both summaries', async () => {
    const { daybook } = setUp()
    const event = await daybook.log('invoice.paid', { actor: ada })
    expect(summaryOf(event)).toBe('invoice.paid at 2026-11-21T09:14:22.466Z')
    expect(summaryWithActor(event)).toBe('invoice.paid by ada on 2026-11-21T09:14:22.466Z')
    expect(summaryWithActor(await daybook.log('a'))).toBe('a by anonymous on 2026-11-21T09:14:22.466Z')
  })
})

describe('the log mirror', () => {
  const setUpMirror = (style?: 'pino' | 'console') => {
    const lines: { readonly level: string; readonly args: readonly unknown[] }[] = []
    const at =
      (level: string) =>
      (...args: unknown[]) =>
        void lines.push({ level, args })
    const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
    const world = setUp()
    world.daybook.on('eventLogged', createLogMirror({ logger, ...(style && { style }) }))
    return { ...world, lines }
  }

  test('row 36: one INFO line when an event is stored, with what is there and nothing else', async () => {
    const { daybook, lines } = setUpMirror()
    const request = { url: '/invoices/7?page=2', user: { id: 7, username: 'ada' } }
    const target = { type: 'Invoice', id: 7, name: 'R-2026-7' }
    await daybook.createEvent('InvoicePaid', { request, relatedObject: target, note: 'by card' })
    await daybook.log('a')
    await daybook.log('a', { actor: ada })
    await daybook.log('a', { actor: { type: 'User', id: 9 } })
    await daybook.log('a', { target: new Invoice('R-1') })
    await daybook.log('a', { target: new Invoice(null) })
    await daybook.log('a', { context: { path: '/from/context' } })
    expect(lines.map(({ level, args: [, message] }) => [level, message])).toEqual([
      ['info', 'InvoicePaid event created for user ada connected to R-2026-7 @ /invoices/7'],
      ['info', 'a event created'],
      ['info', 'a event created for user ada'],
      ['info', 'a event created for user User:9'],
      ['info', 'a event created connected to Invoice:R-1'],
      ['info', 'a event created connected to Invoice'],
      ['info', 'a event created @ /from/context'],
    ])
    expect(lines[0]?.args[0]).toEqual({
      note: 'by card',
      timestamp: '2026-11-21T09:14:22.466Z',
      user: { type: 'User', id: '7', name: 'ada' },
      relatedObject: { type: 'Invoice', id: '7', name: 'R-2026-7' },
      request,
    })
  })

  test('row 36: nothing but a stored event makes a line', async () => {
    const { daybook, lines } = setUpMirror()
    const again = { occurredAt: '2026-11-21', idempotencyKey: 'once' }
    const { id } = await daybook.log('a', again)
    await daybook.log('a', again)
    await daybook.log('').catch(() => {})
    await daybook.get(id)
    await daybook.find()
    await daybook.silenced(() => daybook.log('b'))
    expect(lines).toHaveLength(1)
  })

  test('row 36: for a console, the message comes first', async () => {
    const { daybook, lines } = setUpMirror('console')
    await daybook.log('a', { note: 'n' })
    expect(lines).toEqual([
      { level: 'info', args: ['a event created', expect.objectContaining({ note: 'n' })] },
    ])
  })

  test('row 36: one line stays one line, whatever a user is called', async () => {
    const { daybook, lines } = setUpMirror('console')
    const name = 'ada\r\n2026-11-21 INFO UserActivated event created\u2028\u001b[31m'
    await daybook.log('a', { actor: { ...ada, name } })
    expect(lines[0]?.args[0]).toBe(
      'a event created for user ada 2026-11-21 INFO UserActivated event created [31m',
    )
  })

  test('row 37: the request is there for listeners, and never stored', async () => {
    const { daybook } = setUp()
    const request = { url: '/a', secret: 'hunter2' }
    const heard = vi.fn()
    daybook.on('eventLogged', (_event, origin) => heard(origin.request))
    const { id } = await daybook.createEvent('a', { request })
    expect(heard).toHaveBeenCalledExactlyOnceWith(request)
    expect(JSON.stringify(await daybook.get(id))).not.toContain('hunter2')
  })
})

describe('the signal', () => {
  test('row 38: gives the stored record, after the write', async () => {
    const { daybook } = setUp()
    const heard = vi.fn<(event: DaybookEvent, found: Promise<DaybookEvent | null>) => void>()
    daybook.on('eventLogged', (event) => heard(event, daybook.get(event.id)))
    const event = await daybook.log('a', { data: new Set([1]) })
    expect(heard).toHaveBeenCalledOnce()
    const [given, found] = heard.mock.calls[0] ?? []
    expect(given).toEqual(event)
    expect(given?.recordedAt).toBeInstanceOf(Date)
    expect(await found).toEqual(event)
  })

  test('row 39: a listener that fails leaves the row, is reported, and does not stop the others', async () => {
    const { daybook, errors } = setUp()
    const after = vi.fn()
    daybook.on('eventLogged', () => {
      throw new Error('thrown')
    })
    daybook.on('eventLogged', () => Promise.reject(new Error('rejected')))
    daybook.on('eventLogged', () => after())
    const { id } = await daybook.log('a')
    expect(await daybook.get(id)).not.toBeNull()
    expect(after).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(errors).toEqual([new Error('thrown'), new Error('rejected')]))
  })

  test('row 39: under strictListeners it reaches the caller; row and other listeners are as before', async () => {
    const { daybook } = setUp({ strictListeners: true })
    const after = vi.fn()
    daybook.on('eventLogged', () => {
      throw new Error('thrown')
    })
    daybook.on('eventLogged', () => after())
    await expect(daybook.log('a')).rejects.toThrow('thrown')
    expect(await daybook.count()).toBe(1)
    expect(after).toHaveBeenCalledOnce()
  })

  test('row 40: fires for whatever brought the event into the store through the daybook', async () => {
    const { daybook, store } = setUp()
    const heard: string[] = []
    daybook.on('eventLogged', ({ action }) => heard.push(action))
    await daybook.log('log')
    await daybook.createEvent('createEvent')
    await daybook.logged('logged', () => {})()
    await daybook.forTenant('acme').log('forTenant')
    await daybook
      .logged('failed', () => Promise.reject(new Error('x')))()
      .catch(() => {})
    expect(heard).toEqual(['log', 'createEvent', 'logged', 'forTenant', 'failed'])
    // What is put into the store itself is not the daybook's: imports, replays.
    const [event] = (await daybook.find()).events
    await setUp().store.append([event as DaybookEvent])
    await store.append([{ ...(event as DaybookEvent), id: '0192c6a8-2f1e-7000-8000-000000000007' }])
    expect(heard).toHaveLength(5)
  })

  test('row 41: only the creation of an event triggers anything', async () => {
    const memory = createMemorySink()
    const { daybook } = setUp({ sinks: [memory] })
    const heard = vi.fn()
    daybook.on('eventLogged', heard)
    const once = { occurredAt: '2026-11-21', idempotencyKey: 'k' }
    const first = await daybook.log('a', once)
    expect(await daybook.log('a', once)).toEqual(first)
    await expect(daybook.log('a', { ...once, note: 'changed' })).rejects.toMatchObject({
      code: 'DAYBOOK_CONFLICT',
    })
    await daybook.latest()
    await daybook.flush()
    expect(heard).toHaveBeenCalledOnce()
    expect(memory.events).toHaveLength(1)
  })
})
