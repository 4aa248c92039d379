import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it, vi } from 'vitest'
import { StorageError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { idFromKey, millisOfId } from '../event/event-id.ts'
import type { EventStore } from '../store/event-store.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { createDaybook } from './create-daybook.ts'

const now = Date.UTC(2026, 10, 21, 9)
const occurredAt = new Date(now - 1_000)

function setUp(store: EventStore = createMemoryStore()) {
  const onError = vi.fn()
  const daybook = createDaybook({ store, onError, clock: () => now })
  const logged = vi.fn<(event: DaybookEvent) => void>()
  const failed = vi.fn<(event: DaybookEvent, error: unknown) => void>()
  daybook.on('eventLogged', (event) => logged(event))
  daybook.on('eventFailed', (event, error) => failed(event, error))
  return { daybook, onError, logged, failed, store }
}

interface Tx {
  readonly events: DaybookEvent[]
  readonly ended: ((outcome: 'committed' | 'rolled-back') => void)[]
}

/** A memory store with transactions that are ambient in the work they run. */
function transactionalStore({
  exclusive = false,
} = {}): EventStore<Tx> & { begin(): Tx; end(tx: Tx, ok: boolean): Promise<void> } {
  const memory = createMemoryStore()
  const ambient = new AsyncLocalStorage<Tx>()
  const begin = (): Tx => ({ events: [], ended: [] })
  const end = async (tx: Tx, ok: boolean) => {
    if (ok) await memory.append(tx.events)
    for (const callback of tx.ended) callback(ok ? 'committed' : 'rolled-back')
  }
  const { '~types': _, ...reading } = memory
  return {
    ...reading,
    begin,
    end,
    async append(events, { tx } = {}) {
      if (!tx) return memory.append(events)
      tx.events.push(...events)
      return { inserted: new Set(events.map(({ id }) => id)), recordedAt: new Date(now) }
    },
    async find(query, { tx } = {}) {
      const [only] = query.filter.conditions
      const pending = tx?.events.filter(({ id }) => only?.field !== 'id' || only.values.includes(id)) ?? []
      return [...pending, ...(await memory.find(query))]
    },
    count: (filter, cap) => memory.count(filter, cap),
    transactions: {
      exclusive,
      current: () => ambient.getStore(),
      async run(work) {
        const tx = begin()
        try {
          const answer = await ambient.run(tx, () => work(tx))
          await end(tx, true)
          return answer
        } catch (error) {
          await end(tx, false)
          throw error
        }
      },
      afterCommit: (tx, callback) => void tx.ended.push((outcome) => outcome === 'committed' && callback()),
      afterEnd: (tx, callback) => void tx.ended.push(callback),
    },
  }
}

function setUpTransactions(options?: { exclusive?: boolean }) {
  const store = transactionalStore(options)
  const daybook = createDaybook({ store, clock: () => now })
  const logged = vi.fn<(action: string) => void>()
  daybook.on('eventLogged', ({ action }) => logged(action))
  const run = store.transactions?.run as NonNullable<typeof store.transactions>['run']
  return { store, daybook, logged, run }
}

describe('log', () => {
  it('resolves with what is stored', async () => {
    const { daybook } = setUp()
    const event = await daybook.log('invoice.paid', { data: { amount: 1 } })
    expect(await daybook.get(event.id)).toEqual(event)
    expect(event.recordedAt).toBeInstanceOf(Date)
  })

  it('keeps 1,000 events of one tick in the order of the calls', async () => {
    const { daybook } = setUp()
    const events = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => daybook.log('a', { data: index })),
    )
    expect(events.map(({ data }) => data)).toEqual(Array.from({ length: 1_000 }, (_, index) => index))
    const ids = events.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort())
    expect(await daybook.count()).toBe(1_000)
  })

  it('rejects with what the store says, and tells so', async () => {
    const down = new StorageError({ code: 'DAYBOOK_DOWN', message: 'No.', fix: 'Wait.' })
    const { daybook, logged, failed } = setUp({
      ...createMemoryStore(),
      append: async () => {
        throw down
      },
    })
    await expect(daybook.log('a')).rejects.toBe(down)
    expect(logged).not.toHaveBeenCalled()
    expect(failed).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ action: 'a', recordedAt: null }),
      down,
    )
  })
})

describe('the same event again', () => {
  const again = { occurredAt, idempotencyKey: 'evt_1', data: { a: 1, b: [2] } }

  it('is the stored one, written and told of once', async () => {
    const { daybook, logged, failed } = setUp()
    const first = await daybook.log('a', again)
    const second = await daybook.log('a', { ...again, data: { b: [2], a: 1 } })
    expect(second).toEqual(first)
    expect(await daybook.count()).toBe(1)
    expect(logged).toHaveBeenCalledOnce()
    expect(failed).not.toHaveBeenCalled()
  })

  it('has an id that can be computed from the key', async () => {
    const { daybook } = setUp()
    const { id } = await daybook.log('a', { ...again, tenant: 'acme' })
    expect(id).toBe(idFromKey(occurredAt.getTime(), 'acme', 'a', 'evt_1'))
  })

  it('is recognised by its id, too', async () => {
    const { daybook } = setUp()
    const first = await daybook.log('a', { data: 1 })
    expect(await daybook.log('a', { data: 1, id: first.id })).toEqual(first)
    expect(await daybook.log('a', { data: 1, id: first.id, occurredAt: first.occurredAt })).toEqual(first)
    expect(await daybook.count()).toBe(1)
  })

  it('is another event for another tenant, action, time or key', async () => {
    const { daybook } = setUp()
    await daybook.log('a', again)
    await daybook.log('b', again)
    await daybook.log('a', { ...again, tenant: 'acme' })
    await daybook.log('a', { ...again, occurredAt: new Date(now - 2) })
    await daybook.log('a', { ...again, idempotencyKey: 'evt_2' })
    expect(await daybook.count()).toBe(5)
  })

  it.each<[string, object]>([
    ['data', { data: { a: 1, b: [3] } }],
    ['less data', { data: { a: 1 } }],
    ['a note', { note: 'other' }],
    ['an actor', { actor: { type: 'User', id: 7 } }],
    ['an outcome', { outcome: 'failure' }],
  ])('with other content is a conflict, and the stored one stays: %s', async (_, change) => {
    const { daybook, logged } = setUp()
    const first = await daybook.log('a', again)
    await expect(daybook.log('a', { ...again, ...change })).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'DAYBOOK_CONFLICT',
      message: expect.stringContaining(first.id),
    })
    expect(await daybook.get(first.id)).toEqual(first)
    expect(logged).toHaveBeenCalledOnce()
  })

  it('from another request is the same event: a retry is a request of its own', async () => {
    const { daybook } = setUp()
    const first = await daybook.context.run({ requestId: 'r1', durationMs: 1, try: 1 }, () =>
      daybook.log('a', again),
    )
    expect(
      await daybook.context.run({ requestId: 'r2', durationMs: 2, try: 2 }, () => daybook.log('a', again)),
    ).toEqual(first)
  })

  it('at once with other content is stored as it came first, and refused for the others', async () => {
    const { daybook, logged } = setUp()
    const [, first, same, other] = await Promise.allSettled([
      daybook.log('before'),
      daybook.log('a', again),
      daybook.log('a', again),
      daybook.log('a', { ...again, data: 'other' }),
    ])
    expect([first.status, same.status, other.status]).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect((await daybook.find({ action: 'a' })).events.map(({ data }) => data)).toEqual([again.data])
    expect(logged).toHaveBeenCalledTimes(2)
  })

  it('asked for many times at once is written once', async () => {
    const { daybook, logged } = setUp()
    const events = await Promise.all(Array.from({ length: 20 }, () => daybook.log('a', again)))
    expect(new Set(events.map(({ id }) => id)).size).toBe(1)
    expect(await daybook.count()).toBe(1)
    expect(logged).toHaveBeenCalledOnce()
  })
})

describe('a transaction', () => {
  it('is refused by a store that has none, and nothing is written', async () => {
    const { daybook } = setUp()
    const tx = {} as never
    for (const call of [daybook.log('a', { tx }), daybook.within(tx).log('a')])
      await expect(call).rejects.toMatchObject({
        name: 'ConfigurationError',
        code: 'DAYBOOK_NO_TRANSACTIONS',
        message: expect.stringContaining('`memory`'),
      })
    expect(await daybook.count()).toBe(0)
    expect((await daybook.log('a', { tx: null })).action).toBe('a')
  })

  it('that is given is joined: told of after the commit, and not before', async () => {
    const { store, daybook, logged } = setUpTransactions()
    const tx = store.begin()
    await daybook.log('a', { tx })
    await daybook.within(tx).log('b')
    expect(tx.events.map(({ action }) => action)).toEqual(['a', 'b'])
    expect(await daybook.count()).toBe(0)
    expect(logged).not.toHaveBeenCalled()
    await store.end(tx, true)
    expect(logged.mock.calls).toEqual([['a'], ['b']])
    expect(await daybook.count()).toBe(2)
  })

  it('that rolls back takes its events with it, and nobody hears of them', async () => {
    const { daybook, logged, run } = setUpTransactions()
    const work = run(async () => {
      await daybook.log('a')
      throw new Error('business')
    })
    await expect(work).rejects.toThrow('business')
    expect(await daybook.count()).toBe(0)
    expect(logged).not.toHaveBeenCalled()
  })

  it('that is ambient is joined', async () => {
    const { daybook, run } = setUpTransactions()
    await run(async (tx) => {
      await Promise.all([daybook.log('a'), daybook.log('b')])
      expect(tx.events).toHaveLength(2)
    })
    expect(await daybook.count()).toBe(2)
  })

  it('is left by tx: null, also when the daybook is bound to it', async () => {
    const { daybook, logged, run } = setUpTransactions()
    const work = run(async (tx) => {
      await daybook.log('independent', { tx: null })
      await daybook.within(tx).log('bound', { tx: null })
      expect(logged.mock.calls).toEqual([['independent'], ['bound']])
      throw new Error('business')
    })
    await expect(work).rejects.toThrow('business')
    expect(await daybook.count()).toBe(2)
  })

  it('on the only connection refuses tx: null instead of waiting for itself', async () => {
    const { daybook, run } = setUpTransactions({ exclusive: true })
    await run(async () => {
      await expect(daybook.log('a', { tx: null })).rejects.toMatchObject({
        name: 'WouldDeadlockError',
        code: 'DAYBOOK_WOULD_DEADLOCK',
      })
    })
    expect((await daybook.log('b', { tx: null })).action).toBe('b')
  })

  it('shows its own events to readers inside, and to no others', async () => {
    const { store, daybook, run } = setUpTransactions()
    await run(async (tx) => {
      const { id } = await daybook.log('a')
      expect((await daybook.get(id))?.action).toBe('a')
      expect((await daybook.within(tx).find()).events).toHaveLength(1)
      expect(
        await createDaybook({
          store: { ...store, transactions: { ...store.transactions, current: () => undefined } } as never,
        }).get(id),
      ).toBeNull()
    })
  })
})

describe('a listener', () => {
  it('hears an event when it is stored, frozen, as log() returns it', async () => {
    const { daybook, logged } = setUp()
    const event = await daybook.log('a')
    expect(logged).toHaveBeenCalledExactlyOnceWith(event)
    expect(Object.isFrozen(logged.mock.calls[0]?.[0])).toBe(true)
  })

  it('may listen to an action or a pattern, once or always, and stop', async () => {
    const { daybook } = setUp()
    const heard: string[] = []
    daybook.on('eventLogged', 'a', ({ action }) => heard.push(`on:${action}`))
    daybook.once('eventLogged', 'invoice.*', ({ action }) => heard.push(`once:${action}`))
    const stop = daybook.on('eventLogged', '*', ({ action }) => heard.push(`all:${action}`))
    for (const action of ['a', 'invoice.paid', 'invoice.sent']) await daybook.log(action)
    stop()
    await daybook.log('a')
    expect(heard).toEqual([
      'on:a',
      'all:a',
      'once:invoice.paid',
      'all:invoice.paid',
      'all:invoice.sent',
      'on:a',
    ])
  })

  it('that throws, rejects or hangs harms neither log() nor the row nor the others', async () => {
    const { daybook, onError, logged, failed } = setUp()
    const after = vi.fn()
    daybook.on('eventLogged', () => {
      throw new Error('thrown')
    })
    daybook.on('eventLogged', async () => {
      throw new Error('rejected')
    })
    daybook.on('eventLogged', () => new Promise(() => {}))
    daybook.on('eventLogged', after)
    const event = await daybook.log('a')
    expect(await daybook.get(event.id)).toEqual(event)
    expect(logged).toHaveBeenCalledOnce()
    expect(after).toHaveBeenCalledOnce()
    expect(failed).not.toHaveBeenCalled()
    await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(2))
    expect(onError.mock.calls.map(([error]) => error.message).sort()).toEqual(['rejected', 'thrown'])
  })

  it('whose error the error handler cannot bear still harms nothing', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const onError = () => {
      throw new Error('handler')
    }
    const daybook = createDaybook({ store: createMemoryStore(), onError })
    const failed = vi.fn()
    daybook.on('eventFailed', failed)
    daybook.on('eventLogged', () => {
      throw new Error('thrown')
    })
    daybook.on('eventLogged', async () => {
      throw new Error('rejected')
    })
    expect((await daybook.log('a')).recordedAt).toBeInstanceOf(Date)
    expect(failed).not.toHaveBeenCalled()
    await vi.waitFor(() => expect(printed).toHaveBeenCalledTimes(2))
    printed.mockRestore()
  })

  it('is a function', () => {
    const { daybook } = setUp()
    expect(() => daybook.on('eventLogged', undefined as never)).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_BAD_LISTENER' }),
    )
  })

  it('may log, and is heard itself', async () => {
    const { daybook, logged } = setUp()
    daybook.on('eventLogged', 'a', () => daybook.log('b'))
    await daybook.log('a')
    await vi.waitFor(() => expect(logged).toHaveBeenCalledTimes(2))
  })

  it('hears nothing of what was refused before it became an event', async () => {
    const { daybook, logged, failed } = setUp()
    await daybook.log('').catch(() => {})
    expect(logged).not.toHaveBeenCalled()
    expect(failed).not.toHaveBeenCalled()
  })

  it('that shares a store with another daybook hears its own only', async () => {
    const store = createMemoryStore()
    const { logged } = setUp(store)
    await createDaybook({ store }).log('a')
    expect(logged).not.toHaveBeenCalled()
  })
})

describe('find', () => {
  const setUpEvents = async () => {
    const { daybook } = setUp()
    const at = (seconds: number) => new Date(now - seconds * 1_000)
    await daybook.log('invoice.paid', {
      occurredAt: at(5),
      tenant: 'acme',
      actor: { type: 'User', id: 7 },
      context: { ip: '::1' },
    })
    await daybook.log('invoice.sent', {
      occurredAt: at(4),
      tenant: 'acme',
      target: { type: 'Invoice', id: ['a', 1] },
    })
    await daybook.log('user.signed_in', {
      occurredAt: at(3),
      tenant: 'other',
      outcome: 'failure',
      context: { requestId: 'r1' },
    })
    await daybook.log('user.signed_out', {
      occurredAt: at(2),
      actor: { type: 'User', id: 8 },
      context: { traceId: 't1' },
    })
    const actions = async (query: Parameters<typeof daybook.find>[0]) =>
      (await daybook.find(query)).events.map(({ action }) => action)
    return { daybook, actions, at }
  }

  it('finds the newest first, or the oldest', async () => {
    const { actions } = await setUpEvents()
    const newest = ['user.signed_out', 'user.signed_in', 'invoice.sent', 'invoice.paid']
    expect(await actions(undefined)).toEqual(newest)
    expect(await actions({ order: 'oldest' })).toEqual(newest.toReversed())
  })

  it('finds by every field, and by several at once', async () => {
    const { actions } = await setUpEvents()
    expect(await actions({ action: 'invoice.paid' })).toEqual(['invoice.paid'])
    expect(await actions({ action: 'invoice.*' })).toEqual(['invoice.sent', 'invoice.paid'])
    expect(await actions({ action: ['invoice.paid', 'user.signed_in'] })).toEqual([
      'user.signed_in',
      'invoice.paid',
    ])
    expect(await actions({ action: [] })).toEqual([])
    expect(await actions({ actor: { type: 'User', id: 7 } })).toEqual(['invoice.paid'])
    expect(await actions({ actor: { type: 'User' } })).toEqual(['user.signed_out', 'invoice.paid'])
    expect(await actions({ target: { type: 'Invoice', id: ['a', 1] } })).toEqual(['invoice.sent'])
    expect(await actions({ outcome: ['failure', 'denied'] })).toEqual(['user.signed_in'])
    expect(await actions({ requestId: 'r1' })).toEqual(['user.signed_in'])
    expect(await actions({ traceId: ['t0', 't1'] })).toEqual(['user.signed_out'])
    expect(await actions({ ip: '::1' })).toEqual(['invoice.paid'])
    expect(await actions({ action: 'user.*', outcome: 'success' })).toEqual(['user.signed_out'])
  })

  it('leaves out what matches any field of `not`', async () => {
    const { actions } = await setUpEvents()
    expect(await actions({ not: { action: 'user.*' } })).toEqual(['invoice.sent', 'invoice.paid'])
    expect(await actions({ not: { actor: { type: 'User', id: 7 } } })).toHaveLength(3)
    expect(await actions({ not: { action: 'invoice.paid', outcome: 'failure' } })).toEqual([
      'user.signed_out',
      'invoice.sent',
    ])
    expect(await actions({ action: 'user.*', not: { outcome: 'failure' } })).toEqual(['user.signed_out'])
    expect(await actions({ not: {} })).toHaveLength(4)
  })

  it('finds one tenant’s, nobody’s, or all', async () => {
    const { actions } = await setUpEvents()
    expect(await actions({ tenant: 'acme' })).toEqual(['invoice.sent', 'invoice.paid'])
    expect(await actions({ tenant: null })).toEqual(['user.signed_out'])
    expect(await actions({ tenant: 'nobody' })).toEqual([])
    expect(await actions({ tenant: undefined })).toHaveLength(4)
  })

  it('finds from `since` on and before `until`, to the millisecond', async () => {
    const { actions, at } = await setUpEvents()
    expect(await actions({ since: at(4), until: at(2) })).toEqual(['user.signed_in', 'invoice.sent'])
    expect(await actions({ since: at(4).toISOString(), until: at(2).toISOString() })).toEqual([
      'user.signed_in',
      'invoice.sent',
    ])
    expect(
      await actions({ since: new Date(at(4).getTime() + 1), until: new Date(at(2).getTime() + 1) }),
    ).toEqual(['user.signed_out', 'user.signed_in'])
    expect(await actions({ since: at(3), until: at(3) })).toEqual([])
    expect(await actions({ since: at(2), until: at(4) })).toEqual([])
  })

  it.each<[object, string]>([
    [{ limit: 1.5 }, 'DAYBOOK_BAD_QUERY'],
    [{ limit: '10' }, 'DAYBOOK_BAD_QUERY'],
    [{ outcome: 'ok' }, 'DAYBOOK_BAD_QUERY'],
    [{ order: 'sideways' }, 'DAYBOOK_BAD_QUERY'],
    [{ tenant: { $ne: null } }, 'DAYBOOK_BAD_QUERY'],
    [{ action: { $gt: '' } }, 'DAYBOOK_BAD_QUERY'],
    [{ since: 'some day' }, 'DAYBOOK_BAD_TIME'],
    [{ cursor: 'x' }, 'DAYBOOK_BAD_CURSOR'],
  ])('refuses %o, by rejecting', async (query, code) => {
    const { daybook } = await setUpEvents()
    await expect(daybook.find(query as never)).rejects.toMatchObject({ name: 'ValidationError', code })
  })

  it('pollutes nothing with a query out of JSON', async () => {
    const { daybook } = await setUpEvents()
    await daybook.find(JSON.parse('{"__proto__":{"polluted":1},"not":{"__proto__":{"polluted":1}}}'))
    expect(({} as { polluted?: 1 }).polluted).toBeUndefined()
  })
})

describe('get', () => {
  it('finds the event, or null', async () => {
    const { daybook } = setUp()
    const event = await daybook.log('a')
    expect(await daybook.get(event.id)).toEqual(event)
    expect(await daybook.get(idFromKey(millisOfId(event.id), '', 'a', 'other'))).toBeNull()
  })

  it.each(['', 'x', "' OR 1=1--", null, undefined, 7, {}, ['x']])('finds nothing under %o', async (id) => {
    const { daybook } = setUp()
    await daybook.log('a')
    expect(await daybook.get(id as string)).toBeNull()
  })
})

describe('count', () => {
  it('counts what find finds, up to a cap', async () => {
    const { daybook } = setUp()
    await Promise.all(Array.from({ length: 20 }, (_, index) => daybook.log(index % 2 ? 'odd' : 'even')))
    expect(await daybook.count()).toBe(20)
    expect(await daybook.count({ action: 'odd' })).toBe(10)
    expect(await daybook.count({ not: { action: 'odd' } }, { cap: 5 })).toBe(5)
  })
})

describe('a cap', () => {
  it.each([Number.NaN, -1, 0, 0.5, Number.POSITIVE_INFINITY, '5', null])(
    'that is %s is refused',
    async (cap) => {
      await expect(setUp().daybook.count({}, { cap: cap as never })).rejects.toMatchObject({
        code: 'DAYBOOK_BAD_QUERY',
      })
    },
  )
})

it('the history of an object that is not saved is refused, not that of all its kind', async () => {
  const { daybook } = setUp()
  await daybook.log('a', { target: { type: 'Invoice', id: 1 } })
  expect(() => daybook.history({ type: 'Invoice', id: null })).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_BAD_QUERY' }),
  )
})

describe('is', () => {
  it('tells actions apart', async () => {
    const { daybook } = setUp()
    const event = await daybook.log('a')
    expect([daybook.is(event, 'a'), daybook.is(event, 'b')]).toEqual([true, false])
  })
})

it('refuses to resolve references where the store cannot load objects', async () => {
  const daybook = createDaybook({ store: createMemoryStore() })
  await expect(daybook.resolve({ type: 'Invoice', id: '1' })).rejects.toMatchObject({
    code: 'DAYBOOK_NO_LOADING',
  })
})
