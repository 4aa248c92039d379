import { describe, expect, it } from 'vitest'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { idFromKey } from '../event/event-id.ts'
import { createMemoryStore } from './memory-store.ts'

const event = (millis: number, action = 'a') =>
  Object.freeze({
    id: idFromKey(millis, '', action, 'k'),
    occurredAt: new Date(millis),
    recordedAt: null,
    tenant: null,
    action,
  }) as DaybookEvent
const everything = { conditions: [] }

describe('append', () => {
  it('says what was new and when it was recorded', async () => {
    const store = createMemoryStore({ clock: () => 99 })
    const [a, b] = [event(1), event(2)]
    expect(await store.append([a])).toEqual({ inserted: new Set([a.id]), recordedAt: new Date(99) })
    expect((await store.append([a, b])).inserted).toEqual(new Set([b.id]))
  })

  it('leaves an event that is there as it is', async () => {
    const store = createMemoryStore()
    const first = event(1)
    await store.append([first])
    await store.append([{ ...first, note: 'changed' }])
    const [found] = await store.find({ filter: everything, order: 'newest', limit: 10 })
    expect(found).not.toHaveProperty('note')
  })

  it('keeps a frozen copy with the time of recording', async () => {
    const store = createMemoryStore({ clock: () => 99 })
    const given = event(1)
    await store.append([given])
    const [found] = await store.find({ filter: everything, order: 'newest', limit: 10 })
    expect(found).toEqual({ ...given, recordedAt: new Date(99) })
    expect(Object.isFrozen(found)).toBe(true)
    expect(given.recordedAt).toBeNull()
  })

  it('keeps the first of several events with one id', async () => {
    const store = createMemoryStore()
    const first = event(1)
    expect((await store.append([first, { ...first, note: 'second' }])).inserted).toEqual(new Set([first.id]))
    const [found] = await store.find({ filter: everything, order: 'newest', limit: 10 })
    expect(found).not.toHaveProperty('note')
  })

  it('keeps its own Dates, which nobody can set', async () => {
    const store = createMemoryStore()
    const given = event(5)
    await store.append([given])
    given.occurredAt.setTime(0)
    const query = { filter: everything, order: 'newest', limit: 1 } as const
    ;(await store.find(query))[0]?.occurredAt.setTime(0)
    expect((await store.find(query))[0]?.occurredAt).toEqual(new Date(5))
  })

  it('may be asked to append nothing', async () => {
    expect((await createMemoryStore().append([])).inserted.size).toBe(0)
  })
})

describe('find', () => {
  it('goes by id from either end, after a position, up to a limit', async () => {
    const store = createMemoryStore()
    const events = [3, 1, 2, 5, 4].map((millis) => event(millis))
    await store.append(events)
    const times = async (order: 'newest' | 'oldest', limit: number, after?: string) =>
      (await store.find({ filter: everything, order, limit, ...(after && { after }) })).map(
        ({ occurredAt }) => occurredAt.getTime(),
      )
    expect(await times('newest', 10)).toEqual([5, 4, 3, 2, 1])
    expect(await times('oldest', 2)).toEqual([1, 2])
    expect(await times('newest', 2, event(4).id)).toEqual([3, 2])
    expect(await times('oldest', 2, event(4).id)).toEqual([5])
    expect(await times('oldest', 2, event(5).id)).toEqual([])
  })

  it('sees what was appended after the last find', async () => {
    const store = createMemoryStore()
    await store.append([event(2)])
    await store.find({ filter: everything, order: 'newest', limit: 1 })
    await store.append([event(3)])
    expect(await store.find({ filter: everything, order: 'newest', limit: 9 })).toHaveLength(2)
  })
})

describe('count', () => {
  it('stops at the cap', async () => {
    const store = createMemoryStore()
    await store.append([1, 2, 3].map((millis) => event(millis)))
    expect(await store.count(everything, 10)).toBe(3)
    expect(await store.count(everything, 2)).toBe(2)
  })
})

it('says that it forgets, and cannot be told otherwise', () => {
  const { capabilities, transactions, name } = createMemoryStore()
  expect({ capabilities, transactions, name }).toEqual({
    capabilities: { durable: false, cancels: false },
    transactions: undefined,
    name: 'memory',
  })
  expect(Object.isFrozen(capabilities)).toBe(true)
})
