import { AsyncLocalStorage } from 'node:async_hooks'
import { type DaybookEvent, type EventStore, StorageError, ValidationError } from '@daybook/core'
import { matchesFilter } from '@daybook/core/memory'
import type { StoreRig } from '@daybook/store-kit'

/** A transaction, or a savepoint in one. */
export class MemoryTransaction {
  readonly rows: DaybookEvent[] = []
  readonly beforeCallbacks: ((tx: MemoryTransaction) => Promise<void>)[] = []
  readonly commitCallbacks: (() => void)[] = []
  readonly endCallbacks: ((outcome: 'committed' | 'rolled-back') => void)[] = []
  readonly home: object
  readonly outer: MemoryTransaction | undefined
  open = true

  constructor(home: object, outer?: MemoryTransaction) {
    this.home = home
    this.outer = outer
  }
}

/** What is wrong with a store on purpose. */
export interface Faults {
  readonly writesPastTransaction?: boolean
  readonly announcesAtOnce?: boolean
  readonly announcesTwice?: boolean
  readonly joinsTheAmbient?: boolean
  readonly forgetsTheAmbient?: boolean
  readonly takesForeignTransactions?: boolean
  readonly announcesReleasedSavepoints?: boolean
  readonly keepsCallbacksOfSavepoints?: boolean
  readonly commitsSavepoints?: boolean
  readonly alwaysSaysCommitted?: boolean
  readonly readsPastTransaction?: boolean
  readonly readsUncommitted?: boolean
  readonly takesEndedTransactions?: boolean
  readonly announcesRolledBack?: boolean
  readonly forgetsWhatIsLeftForTheCommit?: boolean
  readonly callsBeforeCommitOneByOne?: boolean
  readonly commitsInSpiteOfFailures?: boolean
  readonly keepsWhatSavepointsLeft?: boolean
}

/** A store in memory that has transactions, right but for its `faults`. */
export async function openTransactingRig(faults: Faults = {}): Promise<StoreRig<MemoryTransaction>> {
  const committed = new Map<string, DaybookEvent>()
  const storage = new AsyncLocalStorage<MemoryTransaction>()
  const home = {}
  const uncommitted: DaybookEvent[] = []

  const chain = (tx: MemoryTransaction | null | undefined): DaybookEvent[] =>
    tx ? [...chain(tx.outer), ...tx.rows] : []
  const visible = (tx: MemoryTransaction | null | undefined) =>
    [
      ...committed.values(),
      ...(faults.readsUncommitted ? uncommitted : []),
      ...(faults.readsPastTransaction ? [] : chain(tx)),
    ].sort((a, b) => (a.id < b.id ? -1 : 1))

  const check = (tx: MemoryTransaction) => {
    if (
      (!tx.open && !faults.takesEndedTransactions) ||
      (tx.home !== home && !faults.takesForeignTransactions)
    )
      throw new ValidationError({ code: 'DAYBOOK_NOT_A_TRANSACTION', message: 'No open one.', fix: 'Begin.' })
  }

  const beforeCommit = async (tx: MemoryTransaction) => {
    if (tx.outer || faults.forgetsWhatIsLeftForTheCommit) return
    while (tx.beforeCallbacks.length > 0) {
      const callbacks = tx.beforeCallbacks.splice(0)
      const calls = callbacks.map((callback) => () => callback(tx))
      if (faults.callsBeforeCommitOneByOne) for (const call of calls) await call()
      else if (faults.commitsInSpiteOfFailures) await Promise.allSettled(calls.map((call) => call()))
      else await Promise.all(calls.map((call) => call()))
    }
  }

  const end = (tx: MemoryTransaction, isCommit: boolean) => {
    tx.open = false
    const { outer } = tx
    if (outer) {
      if (isCommit || faults.keepsWhatSavepointsLeft) outer.beforeCallbacks.push(...tx.beforeCallbacks)
      if (isCommit && faults.announcesReleasedSavepoints)
        for (const callback of tx.commitCallbacks.splice(0)) callback()
      if (isCommit || faults.commitsSavepoints) outer.rows.push(...tx.rows)
      if (isCommit || faults.keepsCallbacksOfSavepoints) outer.commitCallbacks.push(...tx.commitCallbacks)
      if (isCommit) outer.endCallbacks.push(...tx.endCallbacks)
      else for (const callback of tx.endCallbacks) callback('rolled-back')
      return
    }
    if (isCommit) for (const row of tx.rows) committed.set(row.id, row)
    uncommitted.length = 0
    if (isCommit || faults.announcesRolledBack)
      for (const callback of tx.commitCallbacks) {
        callback()
        if (faults.announcesTwice) callback()
      }
    for (const callback of tx.endCallbacks)
      callback(isCommit || faults.alwaysSaysCommitted ? 'committed' : 'rolled-back')
  }

  const runIn = async <T>(tx: MemoryTransaction, work: (tx: MemoryTransaction) => Promise<T>): Promise<T> => {
    try {
      const result = await (faults.forgetsTheAmbient ? work(tx) : storage.run(tx, () => work(tx)))
      await beforeCommit(tx)
      end(tx, true)
      return result
    } catch (error) {
      if (tx.open) end(tx, false)
      throw error
    }
  }

  const store: EventStore<MemoryTransaction, object> = {
    name: 'transacting',
    capabilities: { durable: false, cancels: false },

    async append(events, { tx } = {}) {
      const joined = tx ?? (faults.joinsTheAmbient ? storage.getStore() : undefined)
      if (joined) check(joined)
      if (events.some(({ action }) => action === null))
        throw new StorageError({
          code: 'DAYBOOK_REFUSED',
          message: 'An event has no action.',
          fix: 'Give it one.',
          cause: new Error('NOT NULL'),
          poison: true,
        })
      const recordedAt = new Date()
      const known = new Set(visible(joined).map(({ id }) => id))
      const inserted = new Set<string>()
      for (const event of events) {
        if (known.has(event.id) || inserted.has(event.id)) continue
        inserted.add(event.id)
        const row = { ...event, recordedAt }
        if (joined) uncommitted.push(row)
        if (joined && !faults.writesPastTransaction) joined.rows.push(row)
        else committed.set(row.id, row)
      }
      return { inserted, recordedAt }
    },

    async find({ filter, order, after, limit }, { tx } = {}) {
      const found = visible(tx).filter((event) => matchesFilter(event, filter))
      if (order === 'newest') found.reverse()
      const rest = found.filter(
        ({ id }) => after === undefined || (order === 'newest' ? id < after : id > after),
      )
      return rest.slice(0, limit)
    },

    async count(filter, cap, { tx } = {}) {
      return Math.min(visible(tx).filter((event) => matchesFilter(event, filter)).length, cap)
    },

    transactions: {
      exclusive: false,
      current: () => storage.getStore(),
      run: (work) => runIn(new MemoryTransaction(home), work),
      afterCommit: (tx, callback) => {
        if (faults.announcesAtOnce) callback()
        else tx.commitCallbacks.push(callback)
      },
      afterEnd: (tx, callback) => tx.endCallbacks.push(callback),
      beforeCommit: (tx, callback) => tx.beforeCallbacks.push(callback) > 0,
    },
  }

  return {
    store,
    nested: (tx, work) => runIn(new MemoryTransaction(home, tx), work),
    async begin() {
      const tx = new MemoryTransaction(home)
      const commit = async () => {
        await beforeCommit(tx)
        end(tx, true)
      }
      return { tx, commit, rollback: async () => end(tx, false) }
    },
    async breakTransaction() {},
    async close() {},
  }
}
