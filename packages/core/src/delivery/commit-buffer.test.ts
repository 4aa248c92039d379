import { describe, expect, it } from 'vitest'
import { createDaybook } from '../daybook/create-daybook.ts'
import type { EventStore } from '../store/event-store.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { DeliveryOptions } from './delivery-options.ts'

/** One transaction of a store that does no more than to call back. */
class Transaction {
  readonly before: ((tx: Transaction) => Promise<void>)[] = []
  readonly committed: (() => void)[] = []
  readonly ended: ((outcome: 'committed' | 'rolled-back') => void)[] = []

  async commit({ seen = true } = {}): Promise<void> {
    if (seen) await Promise.all(this.before.map((callback) => callback(this)))
    for (const callback of this.committed) callback()
    for (const callback of this.ended) callback('committed')
  }

  rollBack(): void {
    for (const callback of this.ended) callback('rolled-back')
  }
}

function open({ sees = true, delivery = {} }: { sees?: boolean; delivery?: DeliveryOptions } = {}) {
  const memory = createMemoryStore()
  const appends: number[] = []
  let failure: Error | undefined
  const store: EventStore<Transaction, object> = {
    ...(memory as unknown as EventStore<Transaction, object>),
    async append(events) {
      if (failure) throw failure
      appends.push(events.length)
      return memory.append(events)
    },
    transactions: {
      exclusive: false,
      current: () => undefined,
      run: (work) => work(new Transaction()),
      afterCommit: (tx, callback) => tx.committed.push(callback),
      afterEnd: (tx, callback) => tx.ended.push(callback),
      beforeCommit: (tx, callback) => sees && tx.before.push(callback) > 0,
    },
  }
  const dropped: string[] = []
  const heard: string[] = []
  const daybook = createDaybook({ store, delivery })
  daybook.on('eventDropped', ({ action }, reason) => dropped.push(`${action}: ${reason}`))
  daybook.on('eventLogged', ({ action }) => heard.push(action))
  const fail = (error: Error) => {
    failure = error
  }
  return { daybook, appends, dropped, heard, fail }
}

describe('a buffered event', () => {
  it('is complete at the call, and written with the others before the commit', async () => {
    const { daybook, appends, heard } = open()
    const tx = new Transaction()
    const bound = daybook.within(tx, { buffer: true })
    const first = await daybook.context.run({ actor: { type: 'User', id: '7' } }, () => bound.log('first'))
    await bound.log('second')
    expect(first).toMatchObject({ recordedAt: null, actor: { id: '7' } })
    expect(Object.isFrozen(first)).toBe(true)
    expect(appends).toEqual([])
    await tx.commit()
    expect(appends).toEqual([2])
    expect(heard).toEqual(['first', 'second'])
    expect(await daybook.get(first.id)).toMatchObject({ id: first.id, actor: { id: '7' } })
  })

  it('is gone after a rollback, and nobody is told', async () => {
    const { daybook, appends, dropped } = open()
    const tx = new Transaction()
    await daybook.within(tx, { buffer: true }).log('rolled back')
    expect(daybook.health().queue.events).toBe(1)
    tx.rollBack()
    expect(daybook.health().queue.events).toBe(0)
    expect([appends, dropped]).toEqual([[], []])
  })

  it('fails the commit where it cannot be written', async () => {
    const { daybook, fail } = open()
    const tx = new Transaction()
    await daybook.within(tx, { buffer: true }).log('refused')
    const failure = new Error('refused')
    fail(failure)
    await expect(tx.commit()).rejects.toBe(failure)
  })

  it('is written at once where the store does not see the commit, or there is no room to wait in', async () => {
    const unseen = open({ sees: false })
    await unseen.daybook.within(new Transaction(), { buffer: true }).log('unseen')
    expect(unseen.appends).toEqual([1])
    const full = open({ delivery: { maxEvents: 1 } })
    const bound = full.daybook.within(new Transaction(), { buffer: true })
    await bound.log('held')
    await bound.log('no room')
    expect(full.appends).toEqual([1])
  })

  it('is told of as lost where its commit was not seen after all', async () => {
    const { daybook, dropped, appends } = open()
    const tx = new Transaction()
    await daybook.within(tx, { buffer: true }).log('lost')
    await tx.commit({ seen: false })
    expect(dropped).toEqual(['lost: uncommitted'])
    expect(appends).toEqual([])
    expect(daybook.health()).toMatchObject({ queue: { events: 0 }, counters: { dropped: 1 } })
  })

  it('is silent where it was logged in silence', async () => {
    const { daybook, heard } = open()
    const tx = new Transaction()
    await daybook.silenced(() => daybook.within(tx, { buffer: true }).log('silent'))
    await tx.commit()
    expect(heard).toEqual([])
  })
})
