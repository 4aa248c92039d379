import { describe, expect, it, vi } from 'vitest'
import { defineEvents } from '../catalog/define-events.ts'
import { context } from '../context/context.ts'
import type { Health } from '../delivery/health.ts'
import { StorageError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { NoReferences } from '../event/reference.ts'
import { createMemorySink } from '../sinks/event-sink.ts'
import type { EventStore } from '../store/event-store.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { createDaybook, type DaybookOptions } from './create-daybook.ts'

const unavailable = () =>
  new StorageError({ code: 'DAYBOOK_UNAVAILABLE', message: 'Not now.', fix: 'Wait.', retryable: true })
const refused = () =>
  new StorageError({ code: 'DAYBOOK_REFUSED', message: 'Not this.', fix: 'Change it.', poison: true })

const actionsOf = (events: readonly DaybookEvent[]) => events.map(({ action }) => action)

interface Tx {
  readonly name: string
}

/** A memory store that can be held up, made to fail, and that knows one transaction. */
function troubledStore() {
  const { name, capabilities, append, find, count } = createMemoryStore()
  const ends: ((outcome: 'committed' | 'rolled-back') => void)[] = []
  let released: Promise<void> = Promise.resolve()
  let release = () => {}
  const trouble = {
    /** What every statement fails with, while there is something, for so many times. */
    error: undefined as unknown,
    failures: Number.POSITIVE_INFINITY,
    batches: [] as string[][],
    tx: undefined as Tx | undefined,
  }
  const store: EventStore<Tx> = {
    name,
    capabilities,
    count,
    async append(events) {
      trouble.batches.push(actionsOf(events))
      await released
      if (trouble.error !== undefined && trouble.failures-- > 0) throw trouble.error
      return append(events)
    },
    async find(query) {
      if (trouble.error !== undefined) throw trouble.error
      return find(query)
    },
    transactions: {
      exclusive: false,
      current: () => trouble.tx,
      run: (work) => work({ name: 'run' }),
      afterCommit: (_, callback) => void ends.push((outcome) => outcome === 'committed' && callback()),
      afterEnd: (_, callback) => void ends.push(callback),
    },
  }
  return Object.assign(trouble, {
    store,
    hold() {
      released = new Promise((resolve) => {
        release = resolve
      })
    },
    release: () => release(),
    end(outcome: 'committed' | 'rolled-back') {
      trouble.tx = undefined
      for (const end of ends.splice(0)) end(outcome)
    },
  })
}

function setUp(options: Partial<DaybookOptions<Tx>> = {}) {
  const troubled = troubledStore()
  const onError = vi.fn()
  const daybook = createDaybook<Tx>({ store: troubled.store, onError, ...options })
  const heard = { logged: vi.fn(), failed: vi.fn(), dropped: vi.fn(), health: vi.fn() }
  daybook.on('eventLogged', (event) => heard.logged(event.action))
  daybook.on('eventFailed', (event, error) => heard.failed(event.action, error))
  daybook.on('eventDropped', (event, reason) => heard.dropped(event.action, reason))
  daybook.on('storeHealth', (health: Health) => heard.health(health))
  return { troubled, daybook, onError, heard }
}

describe('defer', () => {
  it('answers at once with the finished event, and stores it in the background', async () => {
    const { daybook, heard } = setUp()
    const event = daybook.defer('a', { data: { n: 1 } })
    expect(event).toMatchObject({ action: 'a', data: { n: 1 }, recordedAt: null })
    expect(Object.isFrozen(event)).toBe(true)
    expect(await daybook.count()).toBe(0)
    await daybook.flush()
    expect(await daybook.get(event.id)).toMatchObject({ action: 'a', data: { n: 1 } })
    expect(heard.logged.mock.calls).toEqual([['a']])
  })

  it('throws at the call what can never be stored', () => {
    const { daybook } = setUp()
    expect(() => daybook.defer('')).toThrow(expect.objectContaining({ code: 'DAYBOOK_INVALID_FIELD' }))
    expect(daybook.health().queue).toEqual({ events: 0, bytes: 0 })
  })

  it('captures context and values at the call', async () => {
    const { daybook } = setUp()
    const data = { n: 1 }
    context.run({ requestId: 'r1' }, () => daybook.defer('a', { data }))
    data.n = 2
    await daybook.flush()
    expect((await daybook.latest())?.data).toEqual({ n: 1 })
    expect((await daybook.latest())?.requestId).toBe('r1')
  })

  it('stores a burst in few statements, without being asked', async () => {
    const { daybook, troubled } = setUp()
    for (let index = 0; index < 2_500; index++) daybook.defer('a')
    await vi.waitFor(() => expect(daybook.health().counters.stored).toBe(2_500))
    expect(troubled.batches.map((batch) => batch.length)).toEqual([1_000, 1_000, 500])
    expect(daybook.health().queue).toEqual({ events: 0, bytes: 0 })
  })

  it('never holds up a caller who waits', async () => {
    const { daybook, troubled } = setUp()
    daybook.defer('deferred')
    await daybook.log('awaited')
    expect(troubled.batches).toEqual([['awaited']])
    await daybook.flush()
  })

  it('is held for the commit of the transaction, ambient or given, and forgotten on rollback', async () => {
    const { daybook, troubled, heard } = setUp()
    troubled.tx = { name: 'ambient' }
    daybook.defer('a')
    daybook.defer('independent', { tx: null })
    await daybook.flush()
    expect(actionsOf((await daybook.find()).events)).toEqual(['independent'])
    troubled.end('committed')
    await daybook.flush()
    expect(await daybook.count({ action: 'a' })).toBe(1)

    daybook.defer('b', { tx: { name: 'given' } })
    expect(daybook.health().queue.events).toBe(1)
    troubled.end('rolled-back')
    await daybook.flush()
    expect(await daybook.count({ action: 'b' })).toBe(0)
    expect(daybook.health().queue.events).toBe(0)
    expect(heard.dropped).not.toHaveBeenCalled()
  })

  it('is what log() does where the catalog says so, unless a transaction is given', async () => {
    const events = defineEvents({ 'page.viewed': { delivery: 'deferred' } })
    const { daybook, troubled } = setUp({ events } as Partial<DaybookOptions<Tx>>)
    const event = await daybook.log('page.viewed')
    expect(event.recordedAt).toBe(null)
    expect(troubled.batches).toEqual([])
    expect((await daybook.log('page.viewed', { tx: { name: 'given' } })).recordedAt).toBeInstanceOf(Date)
    await daybook.flush()
    expect(await daybook.get(event.id)).not.toBe(null)
    expect(await daybook.count()).toBe(2)
  })

  it('throws when there is no room, and never forgets what it took', async () => {
    const { daybook, troubled, heard } = setUp({ delivery: { maxEvents: 10 } })
    troubled.hold()
    for (let index = 0; index < 10; index++) daybook.defer('a')
    expect(() => daybook.defer('b')).toThrow(expect.objectContaining({ code: 'DAYBOOK_OVERLOADED' }))
    await expect(daybook.log('c')).rejects.toMatchObject({ code: 'DAYBOOK_OVERLOADED' })
    troubled.release()
    await daybook.flush()
    expect(await daybook.count()).toBe(10)
    expect(heard.dropped).not.toHaveBeenCalled()
    expect(daybook.health().counters).toMatchObject({ stored: 10, failed: 1, dropped: 0 })
  })

  it('has room by size as well', () => {
    const { daybook, troubled } = setUp({ delivery: { maxBytes: 10_000 } })
    troubled.hold()
    daybook.defer('a', { note: 'x'.repeat(9_000) })
    expect(() => daybook.defer('b', { note: 'x'.repeat(9_000) })).toThrow(/may wait in memory/)
  })

  it('drops when there is no room, where that was chosen: counted, and told once for each stretch', async () => {
    const { daybook, troubled, heard, onError } = setUp({ delivery: { maxEvents: 10, whenFull: 'drop' } })
    troubled.hold()
    for (let index = 0; index < 30; index++) daybook.defer('a')
    expect(heard.dropped.mock.calls).toEqual(Array(20).fill(['a', 'overloaded']))
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: 'DAYBOOK_EVENTS_DROPPED' }),
    )
    troubled.release()
    await daybook.flush()
    const { stored, dropped } = daybook.health().counters
    expect([stored, dropped]).toEqual([10, 20])
    expect(onError).toHaveBeenCalledTimes(2)
    expect(String(onError.mock.lastCall?.[0])).toContain('20 deferred events were dropped')
    expect(heard.health.mock.calls.map(([{ overloaded }]) => overloaded)).toEqual([true, false])
  })

  it('is kept while the store is down, and stored when it is back', async () => {
    const { daybook, troubled, heard } = setUp()
    troubled.error = unavailable()
    for (let index = 0; index < 100; index++) daybook.defer('a')
    await vi.waitFor(() => expect(daybook.health().state).toBe('down'), { timeout: 5_000 })
    troubled.error = undefined
    await daybook.flush()
    expect(await daybook.count()).toBe(100)
    expect(heard.logged).toHaveBeenCalledTimes(100)
    expect(daybook.health()).toMatchObject({ state: 'up', error: null, counters: { stored: 100, failed: 0 } })
  })

  it('that the database refuses for its content is told to eventFailed and onError', async () => {
    const { daybook, troubled, heard, onError } = setUp()
    const error = refused()
    troubled.error = error
    daybook.defer('a')
    await daybook.flush()
    expect(heard.failed.mock.calls).toEqual([['a', error]])
    expect(onError.mock.calls).toEqual([[error]])
    expect(daybook.health().counters).toMatchObject({ stored: 0, failed: 1 })
  })

  it('is silent where silenced() is around it', async () => {
    const { daybook, heard } = setUp()
    daybook.silenced(() => daybook.defer('a'))
    await daybook.flush()
    expect(await daybook.count()).toBe(1)
    expect(heard.logged).not.toHaveBeenCalled()
  })

  it('belongs to the faces of a daybook as well', async () => {
    const { daybook, troubled } = setUp()
    daybook.forTenant('t1').defer('a')
    daybook.within({ name: 'bound' }).defer('b')
    await daybook.flush()
    expect(await daybook.count({ tenant: 't1' })).toBe(1)
    expect(await daybook.count({ action: 'b' })).toBe(0)
    troubled.end('committed')
    await daybook.flush()
    expect(await daybook.count({ action: 'b' })).toBe(1)
  })
})

describe('flush', () => {
  it('resolves every time only when the store has what came before', async () => {
    const { daybook, troubled } = setUp()
    troubled.hold()
    daybook.defer('a')
    const done: string[] = []
    const flushes = ['first', 'second'].map(async (name) => {
      await daybook.flush()
      done.push(name)
      expect(await daybook.count()).toBe(1)
    })
    await new Promise(setImmediate)
    expect(done).toEqual([])
    troubled.release()
    await Promise.all(flushes)
  })

  it('does not wait for what comes after it', async () => {
    const { daybook, troubled } = setUp()
    daybook.defer('before')
    const flushed = daybook.flush()
    await vi.waitFor(() => expect(troubled.batches).toHaveLength(1))
    troubled.hold()
    const after = daybook.log('after')
    await flushed
    expect(daybook.health().queue.events).toBe(1)
    troubled.release()
    await after
  })

  it('waits for the sinks', async () => {
    const sink = createMemorySink()
    const { daybook } = setUp({
      sinks: [
        {
          name: 'slow',
          send: (events) => new Promise<void>((r) => setImmediate(r)).then(() => sink.send(events)),
        },
      ],
    })
    daybook.defer('a')
    await daybook.flush()
    expect(actionsOf(sink.events)).toEqual(['a'])
  })
})

describe('close', () => {
  it('stores what waits, says so, and does it once', async () => {
    const { daybook } = setUp()
    for (let index = 0; index < 50; index++) daybook.defer('a')
    const closing = daybook.close()
    expect(daybook.close()).toBe(closing)
    expect(await closing).toEqual({ stored: 50, spilled: 0, dropped: 0 })
    expect(daybook.health().state).toBe('closed')
    expect(await daybook.count()).toBe(50)
  })

  it('refuses whatever comes after it, on every face', async () => {
    const { daybook } = setUp()
    const closed = expect.objectContaining({ name: 'ClosedError', code: 'DAYBOOK_CLOSED' })
    await daybook.close()
    await expect(daybook.log('a')).rejects.toEqual(closed)
    await expect(daybook.createEvent('a')).rejects.toEqual(closed)
    await expect(daybook.forTenant('t').log('a')).rejects.toEqual(closed)
    expect(() => daybook.defer('a')).toThrow(closed)
    expect(await daybook.count()).toBe(0)
    await daybook.flush()
  })

  it('gives up at the deadline, tells of each event, and counts it', async () => {
    const { daybook, troubled, heard } = setUp()
    troubled.error = unavailable()
    for (let index = 0; index < 20; index++) daybook.defer('deferred')
    const awaited = expect(daybook.log('awaited')).rejects.toMatchObject({
      code: 'DAYBOOK_TIMEOUT',
      ambiguous: true,
    })
    expect(await daybook.close({ deadlineMillis: 50 })).toEqual({ stored: 0, spilled: 0, dropped: 21 })
    await awaited
    expect(heard.dropped.mock.calls).toEqual(Array(20).fill(['deferred', 'closed']))
    expect(daybook.health().counters).toMatchObject({ stored: 0, failed: 1, dropped: 20 })
  })

  it('gives up a store that hangs', async () => {
    const { daybook, troubled } = setUp()
    troubled.hold()
    daybook.defer('a')
    expect(await daybook.close({ deadlineMillis: 50 })).toEqual({ stored: 0, spilled: 0, dropped: 1 })
    troubled.release()
  })

  it('closes the sinks, when they have everything', async () => {
    const sink = createMemorySink()
    const close = vi.fn(async () => void expect(sink.events).toHaveLength(1))
    const { daybook, onError } = setUp({ sinks: [{ name: 'm', send: sink.send, close }] })
    daybook.defer('a')
    await daybook.close()
    expect(close).toHaveBeenCalledOnce()
    expect(onError).not.toHaveBeenCalled()
  })

  it('is what `await using` calls', async () => {
    const troubled = troubledStore()
    {
      await using daybook = createDaybook<Tx>({ store: troubled.store })
      daybook.defer('a')
    }
    expect(await troubled.store.count({ conditions: [] }, 10)).toBe(1)
  })
})

describe('health', () => {
  it('tells of a store that goes down and comes back, once each', async () => {
    const { daybook, troubled, heard } = setUp()
    expect(daybook.health()).toEqual({
      state: 'unknown',
      overloaded: false,
      error: null,
      queue: { events: 0, bytes: 0 },
      counters: { stored: 0, spilled: 0, failed: 0, dropped: 0, retried: 0 },
    })
    await daybook.log('a')
    expect(heard.health).not.toHaveBeenCalled()
    troubled.error = unavailable()
    const logs = [daybook.log('b'), daybook.log('c')]
    await vi.waitFor(() => expect(daybook.health().counters.retried).toBeGreaterThan(3), { timeout: 10_000 })
    expect(daybook.health()).toMatchObject({ state: 'down', error: troubled.error, queue: { events: 2 } })
    troubled.error = undefined
    await Promise.all(logs)
    expect(heard.health.mock.calls.map(([{ state }]) => state)).toEqual(['down', 'up'])
  })

  it('does not take one hiccup for an outage', async () => {
    const { daybook, troubled, heard } = setUp()
    Object.assign(troubled, { error: unavailable(), failures: 1 })
    await daybook.log('a')
    expect(daybook.health()).toMatchObject({ state: 'up', counters: { stored: 1, retried: 1 } })
    expect(heard.health).not.toHaveBeenCalled()
  })

  it('is down at once where trying again would not help', async () => {
    const { daybook, troubled } = setUp()
    troubled.error = new StorageError({
      code: 'DAYBOOK_TABLE_MISSING',
      message: 'No table.',
      fix: 'Migrate.',
    })
    await expect(daybook.log('a')).rejects.toBe(troubled.error)
    expect(daybook.health().state).toBe('down')
  })
})

describe('the failure policy of an action', () => {
  const events = defineEvents({
    reported: { failure: 'report' },
    thrown: {},
    required: { required: true },
  })
  const options = { events } as Partial<DaybookOptions<Tx>>

  it('report: the caller goes on, eventFailed and onError hear of it', async () => {
    const { daybook, troubled, heard, onError } = setUp(options)
    troubled.error = new StorageError({ code: 'DAYBOOK_STORAGE', message: 'No.', fix: 'Look.' })
    expect(await daybook.log('reported')).toMatchObject({ action: 'reported', recordedAt: null })
    await expect(daybook.log('thrown')).rejects.toBe(troubled.error)
    expect(heard.failed.mock.calls.map(([action]) => action)).toEqual(['reported', 'thrown'])
    expect(onError.mock.calls).toEqual([[troubled.error]])
  })

  it('report: also of a store that hangs', async () => {
    const { daybook, troubled, onError } = setUp({
      ...options,
      delivery: { statementMillis: 20, deadlineMillis: 50 },
    })
    troubled.hold()
    expect((await daybook.log('reported')).recordedAt).toBe(null)
    expect(onError.mock.calls).toMatchObject([[{ code: 'DAYBOOK_TIMEOUT', ambiguous: true }]])
    troubled.release()
  })

  it('report: but not in a transaction, which may have ended with the failure', async () => {
    const { daybook, troubled, onError } = setUp(options)
    troubled.error = unavailable()
    await expect(daybook.log('reported', { tx: { name: 'mine' } })).rejects.toBe(troubled.error)
    expect(onError).not.toHaveBeenCalled()
  })

  it('spill: is refused when the daybook is made over a store that cannot', () => {
    const store = createMemoryStore()
    const code = expect.objectContaining({ code: 'DAYBOOK_NO_SPILL' })
    expect(() => createDaybook({ store, events: defineEvents({ kept: { failure: 'spill' } }) })).toThrow(code)
    const daybook = createDaybook({ store })
    expect(() => daybook.logged({ action: 'kept', failure: 'spill' }, () => {})).toThrow(code)
  })

  it('spill: the event goes where the store keeps it, with those of its own way alone', async () => {
    const { store: plain } = troubledStore()
    const spilled: string[][] = []
    const store: EventStore<Tx> = {
      ...plain,
      async spill(events) {
        spilled.push(actionsOf(events))
        return {
          inserted: new Set(events.map(({ id }) => id)),
          recordedAt: new Date(),
          spilled: spilled.length > 1,
        }
      },
    }
    const kept = defineEvents({ kept: { failure: 'spill' }, thrown: {} })
    const daybook = createDaybook<Tx, NoReferences, typeof kept>({ store, events: kept })
    await Promise.all([daybook.log('kept'), daybook.log('thrown'), daybook.log('kept')])
    daybook.defer('kept')
    await daybook.log('kept', { tx: { name: 'mine' } })
    await daybook.close()
    expect(spilled).toEqual([['kept'], ['kept'], ['kept']])
    expect(daybook.health().counters).toMatchObject({ stored: 3, spilled: 2 })
  })

  it('required: logged() may say so itself, with or without a catalog', async () => {
    const { daybook, troubled } = setUp()
    const handler = vi.fn(async () => 'done')
    troubled.error = unavailable()
    await expect(daybook.logged({ action: 'x', required: true }, handler)()).rejects.toMatchObject({
      code: 'DAYBOOK_STORE_DOWN',
      status: 503,
    })
    const lenient = setUp(options)
    lenient.troubled.error = new StorageError({ code: 'DAYBOOK_STORAGE', message: 'No.', fix: 'Look.' })
    const optional = lenient.daybook.logged(
      { action: 'required', required: false, failure: 'report' },
      handler,
    )
    expect(await optional()).toBe('done')
    expect(handler).toHaveBeenCalledTimes(1)
  })

  it('required: logged() does not begin what it could not record', async () => {
    const { daybook, troubled } = setUp(options)
    const handler = vi.fn(async () => 'done')
    const wrapped = daybook.logged('required', handler)
    expect(await wrapped()).toBe('done')

    troubled.error = new StorageError({ code: 'DAYBOOK_STORAGE', message: 'No.', fix: 'Look.' })
    await expect(daybook.log('thrown')).rejects.toBe(troubled.error)
    await expect(wrapped()).rejects.toMatchObject({ code: 'DAYBOOK_STORE_DOWN', cause: troubled.error })
    expect(handler).toHaveBeenCalledTimes(1)
    // Others are free to go on.
    await expect(daybook.logged('thrown', handler)()).rejects.toBe(troubled.error)
    expect(handler).toHaveBeenCalledTimes(2)

    troubled.error = undefined
    await vi.waitFor(async () => expect(await wrapped()).toBe('done'), { timeout: 10_000, interval: 100 })
    expect(daybook.health().state).toBe('up')
  })

  it('required: asks a store of which nothing is known', async () => {
    const { daybook, troubled } = setUp(options)
    const handler = vi.fn(async () => 'done')
    troubled.error = unavailable()
    const wrapped = daybook.logged(
      { action: ({ result }) => (result === 'x' ? 'thrown' : 'required') },
      handler,
    )
    await expect(wrapped()).rejects.toMatchObject({ code: 'DAYBOOK_STORE_DOWN' })
    expect(handler).not.toHaveBeenCalled()
  })
})

it.each([
  { inFlight: 0 },
  { statementMillis: Number.NaN },
  { maxEvents: -1 },
  { lingerMillis: -1 },
  { whenFull: 'block' as 'drop' },
])('refuses %o', (delivery) => {
  expect(() => createDaybook({ store: createMemoryStore(), delivery })).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_BAD_DELIVERY' }),
  )
})
