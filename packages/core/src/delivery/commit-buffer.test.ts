import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createChangeRecorder } from '../changes/change-recorder.ts'
import type { RowChange } from '../changes/row-change.ts'
import { createDaybook, type DaybookOptions } from '../daybook/create-daybook.ts'
import { dropEvent } from '../processors/processor.ts'
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

interface Opening extends Pick<DaybookOptions, 'processors' | 'sinks'> {
  readonly sees?: boolean
  readonly afterEnd?: (callback: (outcome: 'committed' | 'rolled-back') => void) => unknown
  readonly delivery?: DeliveryOptions
}

function open({ sees = true, afterEnd, delivery = {}, ...options }: Opening = {}) {
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
      afterEnd: (tx, callback) => (afterEnd ? afterEnd(callback) : tx.ended.push(callback)),
      beforeCommit: (tx, callback) => sees && tx.before.push(callback) > 0,
    },
  }
  const dropped: string[] = []
  const heard: string[] = []
  const daybook = createDaybook({ ...options, store, delivery })
  daybook.on('eventDropped', ({ action }, reason) => dropped.push(`${action}: ${reason}`))
  daybook.on('eventLogged', ({ action }) => heard.push(action))
  const fail = (error: Error) => {
    failure = error
  }
  return { daybook, appends, dropped, heard, fail }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What `look` gives when what nobody holds has been collected: asked again until it is so. */
const afterCollection = <T>(look: () => T) =>
  expect.poll(() => {
    collectGarbage()
    return look()
  })

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

  it('is told of as lost, and gives its room back, where its transaction was forgotten', async () => {
    const { daybook, dropped } = open()
    await daybook.within(new Transaction(), { buffer: true }).log('forgotten')
    await afterCollection(() => dropped).toEqual(['forgotten: uncommitted'])
    expect(daybook.health().queue.events).toBe(0)
  })

  it('is silent where it was logged in silence', async () => {
    const { daybook, heard } = open()
    const tx = new Transaction()
    await daybook.silenced(() => daybook.within(tx, { buffer: true }).log('silent'))
    await tx.commit()
    expect(heard).toEqual([])
  })
})

describe('a deferred event', () => {
  it('is told, and its room is free, when nobody heard of the end of its transaction', async () => {
    const { daybook, dropped, heard } = open()
    const defer = (tx: Transaction) => void daybook.defer('forgotten', { tx })
    defer(new Transaction())
    expect(daybook.health().queue.events).toBe(1)
    await afterCollection(() => dropped).toEqual(['forgotten: uncommitted'])
    expect(daybook.health().queue.events).toBe(0)
    expect(heard).toEqual([])
  })

  it('outlives the handle it was deferred with: that of a savepoint, say', async () => {
    const ends: ((outcome: 'committed') => void)[] = []
    const { daybook, dropped, heard } = open({ afterEnd: (callback) => ends.push(callback) })
    let isCollected = false
    const other = new FinalizationRegistry(() => {
      isCollected = true
    })
    const defer = (tx: Transaction) => void daybook.defer('kept', { tx })
    defer(new Transaction())
    other.register(new Transaction(), undefined)
    await afterCollection(() => isCollected).toBe(true)
    for (const end of ends) end('committed')
    await daybook.flush()
    expect([heard, dropped]).toEqual([['kept'], []])
  })

  it('takes no room where the store does not know its transaction', () => {
    const { daybook, dropped } = open({
      afterEnd() {
        throw new Error('unknown')
      },
    })
    expect(() => daybook.defer('refused', { tx: new Transaction() })).toThrow('unknown')
    expect(daybook.health().queue.events).toBe(0)
    expect(dropped).toEqual([])
  })
})

describe('the rows of one statement', () => {
  const updates = Array.from({ length: 3 }, (_, index): RowChange => {
    const id = String(index + 1)
    return { operation: 'update', type: 'Invoice', id, before: { status: 'open' }, after: { status: 'paid' } }
  })
  const recorderOf = (daybook: ReturnType<typeof open>['daybook']) =>
    createChangeRecorder<Transaction>(daybook, { entities: [{ type: 'Invoice' }] })

  it('are events of their own, with what surrounds them asked for once', async () => {
    const { daybook, appends } = open()
    const tx = new Transaction()
    let asked = 0
    const actor = () => {
      asked++
      return { type: 'User', id: '7' }
    }
    const values = { actor, tenant: 'acme', requestId: 'r1', job: { name: 'nightly' } }
    await daybook.context.run(values, () => recorderOf(daybook).record(updates, tx))
    expect(daybook.health().queue.events).toBe(3)
    await tx.commit()
    const { events } = await daybook.find({ order: 'oldest' })
    expect(events.map(({ target }) => target?.id)).toEqual(['1', '2', '3'])
    for (const event of events)
      expect(event).toMatchObject({
        action: 'invoice.updated',
        actor: { id: '7' },
        tenant: 'acme',
        requestId: 'r1',
        context: { job: { name: 'nightly' } },
        changes: { '/status': { before: 'open', after: 'paid' } },
      })
    expect([asked, appends]).toEqual([1, [3]])
    expect(daybook.health()).toMatchObject({ queue: { events: 0 }, counters: { stored: 3 } })
  })

  it('meet what else is kept for the commit in one insert', async () => {
    const { daybook, appends, heard } = open()
    const tx = new Transaction()
    await daybook.within(tx, { buffer: true }).log('first')
    await recorderOf(daybook).record(updates, tx)
    await recorderOf(daybook).record(updates.slice(0, 1), tx)
    await tx.commit()
    expect(appends).toEqual([5])
    expect(heard).toEqual(['first', ...Array(4).fill('invoice.updated')])
  })

  it('are of the tenant that their daybook is bound to', async () => {
    const { daybook } = open()
    const tx = new Transaction()
    const bound = daybook.forTenant('acme') as typeof daybook
    await recorderOf(bound).record(updates, tx)
    await tx.commit()
    const { events } = await daybook.find()
    expect(events.map(({ tenant }) => tenant)).toEqual(['acme', 'acme', 'acme'])
  })

  it('go through processors one by one', async () => {
    const { daybook, dropped } = open({
      processors: [(event) => (event.target?.id === '2' ? dropEvent : { ...event, note: 'seen' })],
    })
    const tx = new Transaction()
    await recorderOf(daybook).record(updates, tx)
    await tx.commit()
    const { events } = await daybook.find({ order: 'oldest' })
    expect(events.map(({ target, note }) => [target?.id, note])).toEqual([
      ['1', 'seen'],
      ['3', 'seen'],
    ])
    expect(dropped).toEqual(['invoice.updated: processor'])
  })

  it('are all gone after a rollback, and all lost where the commit was not seen', async () => {
    const { daybook, dropped, appends } = open()
    const rolledBack = new Transaction()
    await recorderOf(daybook).record(updates, rolledBack)
    rolledBack.rollBack()
    expect(dropped).toEqual([])
    const unseen = new Transaction()
    await recorderOf(daybook).record(updates, unseen)
    await unseen.commit({ seen: false })
    expect(dropped).toEqual(Array(3).fill('invoice.updated: uncommitted'))
    expect([appends, daybook.health().queue.events]).toEqual([[], 0])
  })

  it('fail the commit together, each with a failure of its own', async () => {
    const { daybook, fail } = open()
    const failed: unknown[] = []
    daybook.on('eventFailed', ({ target }) => failed.push(target?.id))
    const tx = new Transaction()
    await recorderOf(daybook).record(updates, tx)
    const failure = new Error('refused')
    fail(failure)
    await expect(tx.commit()).rejects.toBe(failure)
    expect(failed).toEqual(['1', '2', '3'])
    expect(daybook.health().counters.failed).toBe(3)
  })

  it('are written at once where there is no room for all of them, or the commit is not seen', async () => {
    const full = open({ delivery: { maxEvents: 2 } })
    await recorderOf(full.daybook).record(updates, new Transaction())
    const unseen = open({ sees: false })
    await recorderOf(unseen.daybook).record(updates, new Transaction())
    expect([full.appends, unseen.appends]).toEqual([[3], [3]])
  })

  it('are silent where they were written in silence', async () => {
    const { daybook, heard } = open()
    const tx = new Transaction()
    await daybook.silenced(() => recorderOf(daybook).record(updates, tx))
    await tx.commit()
    expect(heard).toEqual([])
  })
})
