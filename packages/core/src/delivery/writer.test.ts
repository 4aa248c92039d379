import { describe, expect, it, vi } from 'vitest'
import { StorageError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { EventQuery } from '../query/event-query.ts'
import type { EventStore } from '../store/event-store.ts'
import { type DeliveryOptions, toDelivery } from './delivery-options.ts'
import { createStoreState } from './store-state.ts'
import type { Consignment, Written } from './waiting.ts'
import { createWriter } from './writer.ts'

interface Tx {
  readonly name: string
}

const poison = () =>
  new StorageError({ code: 'DAYBOOK_POISON', message: 'It was refused.', fix: 'Change it.', poison: true })
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ id: String(from + index) }) as DaybookEvent)

/** A store that answers when it is told to, and remembers what it was asked. */
function slowStore(refuse: (ids: readonly string[]) => unknown = () => undefined) {
  const asked: { ids: string[]; tx: Tx | null | undefined }[] = []
  const waiting: (() => void)[] = []
  const stored = new Set<string>()
  return {
    asked,
    stored,
    /** How many events each statement had. */
    sizes: () => asked.map(({ ids }) => ids.length),
    answer: async () => {
      waiting.shift()?.()
      await new Promise(setImmediate)
    },
    answerAll: async () => {
      await new Promise(setImmediate)
      while (waiting.length > 0) {
        waiting.shift()?.()
        await new Promise(setImmediate)
      }
    },
    async append(events: readonly DaybookEvent[], options?: { readonly tx?: Tx | null }) {
      const ids = events.map(({ id }) => id)
      asked.push({ ids, tx: options?.tx })
      await new Promise<void>((resolve) => waiting.push(resolve))
      const refusal = refuse(ids)
      if (refusal !== undefined) throw refusal
      const inserted = new Set(ids.filter((id) => !stored.has(id)))
      for (const id of ids) stored.add(id)
      return { inserted, recordedAt: new Date(asked.length) }
    },
    async find({ filter }: EventQuery) {
      const [condition] = filter.conditions
      const ids = condition?.field === 'id' ? condition.values : []
      return ids.filter((id) => stored.has(id)).map((id) => ({ id, note: 'stored' }) as DaybookEvent)
    },
  }
}

/** A writer with one statement in flight, unless told otherwise. */
function writerOver(store: Pick<EventStore<Tx>, 'append' | 'find'>, options: DeliveryOptions = {}) {
  const writer = createWriter<Tx>(
    store,
    toDelivery({ inFlight: 1, ...options }),
    createStoreState(() => {}),
  )
  return {
    ...writer,
    write(event: DaybookEvent, tx: Tx | null, special: Partial<Consignment> = {}): Promise<Written> {
      const consignment = { event, size: 300, ownId: false, deferred: false, ...special }
      if (!consignment.deferred) return writer.write(consignment, tx)
      return new Promise((resolve, reject) => writer.post(consignment, { resolve, reject }))
    },
  }
}

describe('outside of transactions', () => {
  it('writes the first event at once and alone, and those that arrive meanwhile together', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    const writes = numbered(0, 65).map((event) => write(event, null))
    expect(store.sizes()).toEqual([1])
    await store.answer()
    expect(store.sizes()).toEqual([1, 64])
    await store.answerAll()
    await Promise.all(writes)
    expect(store.sizes()).toEqual([1, 64])
    expect(store.asked.every(({ tx }) => tx === null)).toBe(true)
  })

  it('writes a lone event at once, whatever came before', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    for (const event of numbered(0, 3)) {
      const written = write(event, null)
      expect(store.asked.at(-1)?.ids).toEqual([event.id])
      await store.answer()
      await written
    }
  })

  it('resolves each caller after its own event is stored, not before', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    const done: string[] = []
    const [a, b, c] = numbered(0, 3) as [DaybookEvent, DaybookEvent, DaybookEvent]
    void write(a, null).then(() => done.push(a.id))
    void write(b, null).then(() => done.push(b.id))
    await store.answer()
    void write(c, null).then(() => done.push(c.id))
    expect(done).toEqual(['0'])
    await store.answer()
    expect(done).toEqual(['0', '1'])
    await store.answer()
    expect(done).toEqual(['0', '1', '2'])
  })

  it('never passes more than 1,000 at a time, and keeps the order of the calls', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    const writes = numbered(0, 10_000).map((event) => write(event, null))
    await store.answerAll()
    await Promise.all(writes)
    expect(store.sizes()).toEqual([1, ...Array(9).fill(1_000), 999])
    expect(store.asked.flatMap(({ ids }) => ids)).toEqual(numbered(0, 10_000).map(({ id }) => id))
  })

  it('has one statement in flight', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    void write(numbered(0, 1)[0] as DaybookEvent, null)
    await new Promise(setImmediate)
    void write(numbered(1, 2)[0] as DaybookEvent, null)
    await new Promise(setImmediate)
    expect(store.sizes()).toEqual([1])
  })

  it('tells what was there before', async () => {
    const store = slowStore()
    store.stored.add('1')
    const { write } = writerOver(store)
    const writes = numbered(0, 3).map((event) => write(event, null))
    await store.answerAll()
    expect(await Promise.all(writes)).toEqual([
      { recordedAt: new Date(1), spilled: false, existing: null, tried: false },
      { recordedAt: null, spilled: false, existing: { id: '1', note: 'stored' }, tried: false },
      { recordedAt: new Date(2), spilled: false, existing: null, tried: false },
    ])
  })

  it('takes the first of several events with one id for the one that is stored', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    const [a, b] = numbered(0, 2) as [DaybookEvent, DaybookEvent]
    const writes = [a, b, b, b].map((event) => write(event, null))
    await store.answerAll()
    expect((await Promise.all(writes)).map(({ recordedAt }) => recordedAt === null)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it.each([
    ['one in the middle', [17]],
    ['the first and the last of a batch', [1, 100]],
    ['neighbours', [40, 41, 42]],
    ['half of them', Array.from({ length: 50 }, (_, index) => index * 2 + 1)],
    ['all of them', Array.from({ length: 101 }, (_, index) => index)],
  ])('isolates events that the database refuses: %s', async (_, bad) => {
    const isBad = new Set(bad.map(String))
    const store = slowStore((ids) => (ids.some((id) => isBad.has(id)) ? poison() : undefined))
    const { write } = writerOver(store)
    const writes = numbered(0, 101).map((event) => write(event, null))
    const settled = Promise.allSettled(writes)
    await store.answerAll()
    const results = await settled
    const rejected = results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
    expect(rejected).toEqual(bad)
    expect([...store.stored].map(Number)).toEqual(
      Array.from({ length: 101 }, (_, index) => index).filter((index) => !isBad.has(String(index))),
    )
  })

  it('B23: gives a batch up of which 64 were refused and none was stored, and says which were not tried alone', async () => {
    const store = slowStore((ids) => (ids.includes('0') ? undefined : poison()))
    const { write } = writerOver(store)
    const writes = numbered(0, 1_001).map((event) => write(event, null))
    const settled = Promise.allSettled(writes)
    await store.answerAll()
    const reasons = (await settled).flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(store.sizes().slice(0, 2)).toEqual([1, 1_000])
    expect(store.asked.length).toBeLessThan(2 * 64 + 2 * 10)
    expect(reasons.filter(({ code }) => code === 'DAYBOOK_POISON')).toHaveLength(64)
    expect(reasons.slice(64)).toEqual(
      Array(1_000 - 64).fill(
        expect.objectContaining({ code: 'DAYBOOK_REFUSED_TOGETHER', poison: true, cause: poison() }),
      ),
    )
  })

  it('B23: but looks at every event where any of the first was stored', async () => {
    const store = slowStore((ids) => (ids.every((id) => Number(id) % 50 === 0) ? undefined : poison()))
    const { write } = writerOver(store)
    const writes = numbered(0, 1_001).map((event) => write(event, null))
    const settled = Promise.allSettled(writes)
    await store.answerAll()
    await settled
    expect([...store.stored].map(Number)).toEqual(Array.from({ length: 21 }, (_, index) => index * 50))
  })

  it('rejects a whole batch, once, where the failure is not of one event', async () => {
    const down = new Error('connection refused')
    const store = slowStore((ids) => (ids.length > 1 ? down : undefined))
    const { write } = writerOver(store)
    const writes = numbered(0, 11).map((event) => write(event, null))
    const settled = Promise.allSettled(writes)
    await store.answerAll()
    const results = await settled
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', ...Array(10).fill('rejected')])
    expect(results.slice(1).every((result) => result.status === 'rejected' && result.reason === down)).toBe(
      true,
    )
    expect(store.sizes()).toEqual([1, 10])
  })

  it('goes on after a failure', async () => {
    let broken = true
    const store = slowStore(() => (broken ? new Error('x') : undefined))
    const { write } = writerOver(store)
    const [a, b] = numbered(0, 2) as [DaybookEvent, DaybookEvent]
    const failed = expect(write(a, null)).rejects.toThrow('x')
    await store.answerAll()
    await failed
    broken = false
    const second = write(b, null)
    await store.answerAll()
    expect((await second).recordedAt).toBeInstanceOf(Date)
  })

  it('bears a store that throws before it answers, or answers with nonsense', async () => {
    const find = async () => []
    const throwing = writerOver({
      find,
      append: () => {
        throw new Error('at once')
      },
    })
    await expect(throwing.write(numbered(0, 1)[0] as DaybookEvent, null)).rejects.toThrow('at once')
    await expect(throwing.write(numbered(1, 2)[0] as DaybookEvent, null)).rejects.toThrow('at once')
    const nonsense = writerOver({ find, append: async () => undefined as never })
    await expect(nonsense.write(numbered(0, 1)[0] as DaybookEvent, null)).rejects.toThrow()
  })
})

describe('lanes', () => {
  const [a, b, c, d] = numbered(0, 4) as [DaybookEvent, DaybookEvent, DaybookEvent, DaybookEvent]

  it('has two statements in flight by default', async () => {
    const store = slowStore()
    const { write } = writerOver(store, { inFlight: toDelivery().inFlight })
    const writes = numbered(0, 10).map((event) => write(event, null))
    expect(store.sizes()).toEqual([1, 1])
    await store.answerAll()
    await Promise.all(writes)
    expect(store.sizes()).toEqual([1, 1, 8])
  })

  it('shares the callers evenly over the statements, however they came', async () => {
    const store = slowStore()
    const { write } = writerOver(store, { inFlight: 2 })
    const events = numbered(0, 64 * 10)
    const callers = Array.from({ length: 64 }, async () => {
      for (let event = events.pop(); event !== undefined; event = events.pop()) await write(event, null)
    })
    await store.answerAll()
    await Promise.all(callers)
    expect(store.stored.size).toBe(640)
    expect(store.sizes().slice(8, 16)).toEqual(Array(8).fill(32))
  })

  it('lets a few leave beside many that do not land', async () => {
    const store = slowStore()
    const { write } = writerOver(store, { inFlight: 2 })
    for (const event of numbered(0, 12)) void write(event, null)
    await store.answer()
    await store.answer()
    expect(store.sizes()).toEqual([1, 1, 10])
    void write(numbered(12, 13)[0] as DaybookEvent, null)
    expect(store.sizes()).toEqual([1, 1, 10])
    await vi.waitFor(() => expect(store.sizes()).toEqual([1, 1, 10, 1]))
    await store.answerAll()
  })

  it('keeps ids of callers, large events and deferred ones out of the way of the others', async () => {
    const store = slowStore()
    const { write } = writerOver(store, { lingerMillis: 0 })
    void write(a, null, { ownId: true })
    void write(b, null, { deferred: true })
    void write(c, null, { deferred: true, size: 65 * 1024 })
    void write(d, null)
    expect(store.sizes()).toEqual([1, 1, 1, 1])
    void write(a, null, { size: 65 * 1024 })
    expect(store.sizes()).toEqual([1, 1, 1, 1])
    await store.answerAll()
  })

  it('gives every tenant its turn', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    const of = (tenant: string, from: number, to: number) =>
      numbered(from, to).map((event) => write({ ...event, tenant }, null))
    const large = of('large', 10_000, 13_000)
    const small = of('small', 20_000, 20_003)
    await store.answer()
    expect(store.asked[1]?.ids).toHaveLength(1_000)
    expect(store.asked[1]?.ids.filter((id) => id >= '20000')).toEqual(['20000', '20001', '20002'])
    await store.answerAll()
    await Promise.all([...large, ...small])
  })

  it('sends no statement of much more than 4 MiB', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    const writes = numbered(0, 100).map((event) => write(event, null, { size: 60 * 1024 }))
    await store.answerAll()
    await Promise.all(writes)
    expect(store.sizes()).toEqual([1, 69, 30])
  })
})

describe('a store that fails for a while', () => {
  const failing = (traits: object) =>
    new StorageError({ code: 'DAYBOOK_UNAVAILABLE', message: 'Not now.', fix: 'Wait.', ...traits })

  /** Fails the first `times` appends; `executes` stores the events all the same. */
  function failingStore(times: number, error: unknown, executes = false) {
    const store = slowStore()
    let left = times
    return {
      ...store,
      sizes: store.sizes,
      async append(events: readonly DaybookEvent[], options?: { readonly tx?: Tx | null }) {
        store.asked.push({ ids: events.map(({ id }) => id), tx: options?.tx })
        const fails = left-- > 0
        const inserted = new Set(events.map(({ id }) => id).filter((id) => !store.stored.has(id)))
        if (!fails || executes) for (const id of inserted) store.stored.add(id)
        if (fails) throw error
        return { inserted, recordedAt: new Date(1) }
      },
    }
  }

  it('is tried again, with the whole batch', async () => {
    const store = failingStore(3, failing({ retryable: true }))
    const { write } = writerOver(store)
    const written = await Promise.all(numbered(0, 3).map((event) => write(event, null)))
    expect(written.every(({ recordedAt }) => recordedAt !== null)).toBe(true)
    expect(store.stored.size).toBe(3)
  })

  it('may have stored what it did not acknowledge: that is found by its id', async () => {
    const store = failingStore(1, failing({ retryable: true, ambiguous: true }), true)
    const { write } = writerOver(store)
    const [event] = numbered(0, 1) as [DaybookEvent]
    expect(await write(event, null)).toEqual({
      recordedAt: null,
      existing: { id: '0', note: 'stored' },
      spilled: false,
      tried: true,
    })
  })

  it('is given up at the deadline, and the caller told what makes it doubtful', async () => {
    const doubt = failing({ retryable: true, ambiguous: true })
    const down = failing({ retryable: true })
    const store = failingStore(Number.POSITIVE_INFINITY, doubt)
    const { write } = writerOver(
      {
        ...store,
        append: (events) =>
          store.append(events).catch(() => Promise.reject(store.asked.length > 1 ? down : doubt)),
      },
      { deadlineMillis: 300 },
    )
    await expect(write(numbered(0, 1)[0] as DaybookEvent, null)).rejects.toBe(doubt)
    expect(store.asked.length).toBeGreaterThan(1)
  })

  it('does not keep those who wait behind for longer than their deadline', async () => {
    const down = failing({ retryable: true })
    const { write } = writerOver(failingStore(Number.POSITIVE_INFINITY, down), { deadlineMillis: 100 })
    const [first, ...others] = await Promise.allSettled(numbered(0, 5).map((event) => write(event, null)))
    // Where the machine is busy, its next try comes too late as well.
    const { reason } = first as PromiseRejectedResult
    expect([reason, reason.cause]).toContain(down)
    for (const other of others) expect(other.status).toBe('rejected')
  })

  it('is not tried again for what it will always refuse', async () => {
    const error = failing({})
    const store = failingStore(1, error)
    await expect(writerOver(store).write(numbered(0, 1)[0] as DaybookEvent, null)).rejects.toBe(error)
    expect(store.asked).toHaveLength(1)
  })

  it('gets a deferred event again and again, whatever is wrong with it', async () => {
    const store = failingStore(3, failing({}))
    const { write } = writerOver(store, { lingerMillis: 0, deadlineMillis: 1 })
    await write(numbered(0, 1)[0] as DaybookEvent, null, { deferred: true })
    expect(store.stored.size).toBe(1)
  })

  it('is never tried again in a transaction of the caller', async () => {
    const error = failing({ retryable: true })
    const store = failingStore(1, error)
    const write = writerOver(store).write(numbered(0, 1)[0] as DaybookEvent, { name: 'a' })
    await expect(write).rejects.toBe(error)
    expect(store.asked).toHaveLength(1)
  })
})

describe('a store that does not answer', () => {
  const hangs = () => new Promise<never>(() => {})

  it('is given up at the deadline: it is not known whether the event is stored', async () => {
    const { write } = writerOver(
      { append: hangs, find: async () => [] },
      { statementMillis: 20, deadlineMillis: 100 },
    )
    await expect(write(numbered(0, 1)[0] as DaybookEvent, null)).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'DAYBOOK_TIMEOUT',
      ambiguous: true,
    })
  })

  it('does not block those who come later, once it answers again', async () => {
    const store = slowStore()
    let hanging = true
    const { write } = writerOver(
      {
        find: store.find,
        append: (events) => {
          if (hanging) return hangs()
          for (const { id } of events) store.stored.add(id)
          return Promise.resolve({ inserted: new Set(events.map(({ id }) => id)), recordedAt: new Date(1) })
        },
      },
      { statementMillis: 20, deadlineMillis: 60_000 },
    )
    const writes = numbered(0, 3).map((event) => write(event, null))
    await new Promise((resolve) => setTimeout(resolve, 40))
    hanging = false
    await Promise.all(writes)
    expect(store.stored.size).toBe(3)
  })

  it('because of one id, keeps none of its neighbours waiting for it', async () => {
    const store = slowStore()
    const { write } = writerOver(
      {
        find: store.find,
        append: (events) => {
          if (events.some(({ id }) => id === '7')) return hangs()
          for (const { id } of events) store.stored.add(id)
          return Promise.resolve({ inserted: new Set(events.map(({ id }) => id)), recordedAt: new Date(1) })
        },
      },
      { statementMillis: 50, deadlineMillis: 60_000 },
    )
    const writes = numbered(0, 20).map((event) => write(event, null, { ownId: true }))
    await Promise.all(writes.filter((_, index) => index !== 7))
    expect(store.stored.size).toBe(19)
  })

  it('is not asked for anything else on the same transaction meanwhile', async () => {
    const tx: Tx = { name: 'a' }
    const answers: (() => void)[] = []
    const asked: string[][] = []
    const { write } = writerOver(
      {
        find: async () => [],
        append: async (events) => {
          asked.push(events.map(({ id }) => id))
          await new Promise<void>((resolve) => answers.push(resolve))
          return { inserted: new Set(events.map(({ id }) => id)), recordedAt: new Date(1) }
        },
      },
      { statementMillis: 20 },
    )
    const [a, b, c, d] = numbered(0, 4) as [DaybookEvent, DaybookEvent, DaybookEvent, DaybookEvent]
    const first = write(a, tx)
    await new Promise(setImmediate)
    const results = await Promise.allSettled([first, write(b, tx)])
    expect(results).toMatchObject(Array(2).fill({ reason: { code: 'DAYBOOK_TIMEOUT', ambiguous: true } }))
    await expect(write(c, tx)).rejects.toMatchObject({ code: 'DAYBOOK_TIMEOUT' })
    expect(asked).toEqual([['0']])
    answers[0]?.()
    await new Promise(setImmediate)
    const last = write(d, tx)
    await new Promise(setImmediate)
    answers[1]?.()
    expect((await last).recordedAt).toEqual(new Date(1))
    expect(asked).toEqual([['0'], ['3']])
  })
})

describe('in a transaction', () => {
  const tx: Tx = { name: 'a' }

  it('joins the calls of one tick, and waits for no other statement', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    void write(numbered(90, 91)[0] as DaybookEvent, null)
    const writes = numbered(0, 3).map((event) => write(event, tx))
    await new Promise(setImmediate)
    expect(store.asked).toEqual([
      { ids: ['90'], tx: null },
      { ids: ['0', '1', '2'], tx },
    ])
    await store.answerAll()
    expect(await Promise.all(writes)).toHaveLength(3)
  })

  it('never has two statements at once in one: later ticks wait, and share the next', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    for (const event of numbered(0, 3)) {
      void write(event, tx)
      await new Promise(setImmediate)
    }
    expect(store.asked.map(({ ids }) => ids)).toEqual([['0']])
    await store.answer()
    expect(store.asked.map(({ ids }) => ids)).toEqual([['0'], ['1', '2']])
  })

  it('keeps transactions apart, even of the same looks', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    const other: Tx = { name: 'a' }
    void write(numbered(0, 1)[0] as DaybookEvent, tx)
    void write(numbered(1, 2)[0] as DaybookEvent, other)
    void write(numbered(2, 3)[0] as DaybookEvent, tx)
    await new Promise(setImmediate)
    expect(store.asked.map(({ ids }) => ids)).toEqual([['0', '2'], ['1']])
    expect(store.asked[0]?.tx).toBe(tx)
    expect(store.asked[1]?.tx).toBe(other)
  })

  it('splits more than 1,000 of one tick, in order', async () => {
    const store = slowStore()
    const { write } = writerOver(store)
    const writes = numbered(0, 2_500).map((event) => write(event, tx))
    await new Promise(setImmediate)
    expect(store.sizes()).toEqual([1_000])
    await store.answerAll()
    await Promise.all(writes)
    expect(store.sizes()).toEqual([1_000, 1_000, 500])
    expect(store.asked.flatMap(({ ids }) => ids)).toEqual(numbered(0, 2_500).map(({ id }) => id))
  })

  it('rejects all of a statement that fails, and tries none again: the transaction is lost', async () => {
    const store = slowStore((ids) => (ids.includes('1') ? poison() : undefined))
    const { write } = writerOver(store)
    const writes = numbered(0, 3).map((event) => write(event, tx))
    const settled = Promise.allSettled(writes)
    await store.answerAll()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(store.sizes()).toEqual([3])
  })
})
