import { describe, expect, it } from 'vitest'
import { StorageError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { EventQuery } from '../query/event-query.ts'
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

describe('outside of transactions', () => {
  it('writes the first event at once and alone, and those that arrive meanwhile together', async () => {
    const store = slowStore()
    const { write } = createWriter<Tx>(store)
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
    const { write } = createWriter<Tx>(store)
    for (const event of numbered(0, 3)) {
      const written = write(event, null)
      expect(store.asked.at(-1)?.ids).toEqual([event.id])
      await store.answer()
      await written
    }
  })

  it('resolves each caller after its own event is stored, not before', async () => {
    const store = slowStore()
    const { write } = createWriter<Tx>(store)
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
    const { write } = createWriter<Tx>(store)
    const writes = numbered(0, 10_000).map((event) => write(event, null))
    await store.answerAll()
    await Promise.all(writes)
    expect(store.sizes()).toEqual([1, ...Array(9).fill(1_000), 999])
    expect(store.asked.flatMap(({ ids }) => ids)).toEqual(numbered(0, 10_000).map(({ id }) => id))
  })

  it('has one statement in flight', async () => {
    const store = slowStore()
    const { write } = createWriter<Tx>(store)
    void write(numbered(0, 1)[0] as DaybookEvent, null)
    await new Promise(setImmediate)
    void write(numbered(1, 2)[0] as DaybookEvent, null)
    await new Promise(setImmediate)
    expect(store.sizes()).toEqual([1])
  })

  it('tells what was there before', async () => {
    const store = slowStore()
    store.stored.add('1')
    const { write } = createWriter<Tx>(store)
    const writes = numbered(0, 3).map((event) => write(event, null))
    await store.answerAll()
    expect(await Promise.all(writes)).toEqual([
      { recordedAt: new Date(1), existing: null },
      { recordedAt: null, existing: { id: '1', note: 'stored' } },
      { recordedAt: new Date(2), existing: null },
    ])
  })

  it('takes the first of several events with one id for the one that is stored', async () => {
    const store = slowStore()
    const { write } = createWriter<Tx>(store)
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
    const { write } = createWriter<Tx>(store)
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

  it('rejects a whole batch, once, where the failure is not of one event', async () => {
    const down = new Error('connection refused')
    const store = slowStore((ids) => (ids.length > 1 ? down : undefined))
    const { write } = createWriter<Tx>(store)
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
    const { write } = createWriter<Tx>(store)
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
    const throwing = createWriter<Tx>({
      find,
      append: () => {
        throw new Error('at once')
      },
    })
    await expect(throwing.write(numbered(0, 1)[0] as DaybookEvent, null)).rejects.toThrow('at once')
    await expect(throwing.write(numbered(1, 2)[0] as DaybookEvent, null)).rejects.toThrow('at once')
    const nonsense = createWriter<Tx>({ find, append: async () => undefined as never })
    await expect(nonsense.write(numbered(0, 1)[0] as DaybookEvent, null)).rejects.toThrow()
  })
})

describe('in a transaction', () => {
  const tx: Tx = { name: 'a' }

  it('joins the calls of one tick, and waits for no other statement', async () => {
    const store = slowStore()
    const { write } = createWriter<Tx>(store)
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

  it('writes a later tick in a statement of its own', async () => {
    const store = slowStore()
    const { write } = createWriter<Tx>(store)
    void write(numbered(0, 1)[0] as DaybookEvent, tx)
    await new Promise(setImmediate)
    void write(numbered(1, 2)[0] as DaybookEvent, tx)
    await new Promise(setImmediate)
    expect(store.asked.map(({ ids }) => ids)).toEqual([['0'], ['1']])
  })

  it('keeps transactions apart, even of the same looks', async () => {
    const store = slowStore()
    const { write } = createWriter<Tx>(store)
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
    const { write } = createWriter<Tx>(store)
    const writes = numbered(0, 2_500).map((event) => write(event, tx))
    await store.answerAll()
    await Promise.all(writes)
    expect(store.sizes()).toEqual([1_000, 1_000, 500])
    expect(store.asked.flatMap(({ ids }) => ids)).toEqual(numbered(0, 2_500).map(({ id }) => id))
  })

  it('rejects all of a statement that fails, and tries none again: the transaction is lost', async () => {
    const store = slowStore((ids) => (ids.includes('1') ? poison() : undefined))
    const { write } = createWriter<Tx>(store)
    const writes = numbered(0, 3).map((event) => write(event, tx))
    const settled = Promise.allSettled(writes)
    await store.answerAll()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(store.sizes()).toEqual([3])
  })
})
