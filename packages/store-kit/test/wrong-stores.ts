import type {
  DaybookEvent,
  EventFeed,
  EventFilter,
  EventStore,
  Json,
  Summary,
  SummaryRequest,
} from '@daybook/core'
import { createMemoryStore, matchesFilter, withMemoryFeed } from '@daybook/core/memory'
import { runStoreCase, type StoreCase, type StoreCaseSkip } from '@daybook/store-kit'
import { openStallingRig, type StallingFaults } from './stalling-store.ts'
import { type Faults, openTransactingRig } from './transacting-store.ts'

/** A store that is wrong in one way, and the case that must say so. */
export interface WrongStore {
  readonly fault: string
  readonly caughtBy: string
  /** Runs a case on it. */
  run(storeCase: StoreCase): Promise<StoreCaseSkip | undefined>
}

type Plain = Required<Pick<EventStore, 'append' | 'find' | 'count' | 'summarise' | 'prune'>>

/** A memory store with some of its methods replaced. */
function wrong(caughtBy: string, fault: string, breaking: (right: Plain) => Partial<Plain>): WrongStore {
  return {
    fault,
    caughtBy,
    run: (storeCase) =>
      runStoreCase(storeCase, async () => {
        const right = createMemoryStore()
        return { store: { ...right, ...breaking(right) }, async close() {} }
      }),
  }
}

/** A memory store with a feed, some of whose methods are replaced. */
function feeding(
  caughtBy: string,
  fault: string,
  breaking: (right: EventFeed) => Partial<EventFeed>,
): WrongStore {
  return {
    fault,
    caughtBy,
    run: (storeCase) =>
      runStoreCase(storeCase, async () => {
        const right = withMemoryFeed(createMemoryStore())
        const feed = right.feed as EventFeed
        return { store: { ...right, feed: { ...feed, ...breaking(feed) } }, async close() {} }
      }),
  }
}

/** A memory store whose summaries are false. */
function summarising(
  caughtBy: string,
  fault: string,
  changed: (right: Plain, filter: EventFilter, request: SummaryRequest) => Promise<Summary>,
): WrongStore {
  return wrong(caughtBy, fault, (right) => ({
    summarise: (async (filter: EventFilter, request: SummaryRequest) =>
      changed(right, filter, request)) as NonNullable<EventStore['summarise']>,
  }))
}

/** A memory store that keeps events otherwise than they came. */
function keeping(caughtBy: string, fault: string, kept: (event: DaybookEvent) => DaybookEvent): WrongStore {
  return wrong(caughtBy, fault, (right) => ({ append: (events) => right.append(events.map(kept)) }))
}

/** A memory store that looks for something else than it is asked for. */
function filtering(
  caughtBy: string,
  fault: string,
  changed: (filter: EventFilter) => EventFilter,
): WrongStore {
  return wrong(caughtBy, fault, (right) => ({
    find: (query) => right.find({ ...query, filter: changed(query.filter) }),
    count: (filter, cap) => right.count(changed(filter), cap),
  }))
}

const without = (filter: EventFilter, field: string): EventFilter => ({
  ...filter,
  conditions: filter.conditions.filter((condition) => condition.field !== field),
})

const lowerCase = <T>(value: T): T => JSON.parse(JSON.stringify(value).toLowerCase()) as T

function withoutNulls(json: Json): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null)) as Json
}

const plainStores: readonly WrongStore[] = [
  wrong('A1', 'stores half a batch when it fails', (right) => ({
    async append(events) {
      const bad = events.findIndex(({ action }) => action === null)
      if (bad < 0) return right.append(events)
      await right.append(events.slice(0, bad))
      throw new Error('NOT NULL')
    },
  })),
  wrong('A2', 'is not idempotent: the last to bring an id wins', (right) => {
    const latest = new Map<string, DaybookEvent>()
    return {
      append(events) {
        for (const event of events) latest.set(event.id, event)
        return right.append(events)
      },
      find: async (query) =>
        (await right.find(query)).map(({ id, recordedAt }) => ({
          ...(latest.get(id) as DaybookEvent),
          recordedAt,
        })),
    }
  }),
  wrong('A2', 'is not idempotent: keeps duplicates', (right) => {
    const all: DaybookEvent[] = []
    return {
      async append(events) {
        const answer = await right.append(events)
        all.push(...events.map((event) => ({ ...event, recordedAt: answer.recordedAt })))
        return answer
      },
      async find({ filter, order, limit }) {
        const sign = order === 'oldest' ? 1 : -1
        const found = all.filter((event) => matchesFilter(event, filter))
        return found.sort((a, b) => sign * (a.id < b.id ? -1 : 1)).slice(0, limit)
      },
    }
  }),
  wrong('A3', 'says that everything was inserted', (right) => ({
    append: async (events) => ({
      ...(await right.append(events)),
      inserted: new Set(events.map(({ id }) => id)),
    }),
  })),
  wrong('A4', 'loses the last row of a batch', (right) => ({
    append: async (events) => ({
      ...(await right.append(events.length > 1 ? events.slice(0, -1) : events)),
      inserted: new Set(events.map(({ id }) => id)),
    }),
  })),
  wrong('A6', 'looks before it inserts', (right) => ({
    async append(events) {
      const values = events.map(({ id }) => id)
      const filter = { conditions: [{ field: 'id', values }] } as const
      const known = await right.find({ filter, order: 'newest', limit: 1_000 })
      const answer = await right.append(events)
      return { ...answer, inserted: new Set(values.filter((id) => !known.some((event) => event.id === id))) }
    },
  })),
  wrong('A8', 'sorts what it is passed', (right) => ({
    append(events) {
      ;(events as DaybookEvent[]).sort((a, b) => (a.id < b.id ? -1 : 1))
      return right.append(events)
    },
  })),
  wrong('A9', 'answers with another clock than it stores', (right) => ({
    append: async (events) => ({ ...(await right.append(events)), recordedAt: new Date(0) }),
  })),
  wrong('E1', "throws the database's own errors", (right) => ({
    async append(events) {
      if (events.some(({ action }) => action === null)) throw new Error('NOT NULL')
      return right.append(events)
    },
  })),
  keeping('R1', 'encodes JSON twice', (event) => ({ ...event, data: JSON.stringify(event.data) })),
  keeping('R3', 'loses nulls inside data', (event) => ({ ...event, data: withoutNulls(event.data) })),
  keeping('R4', 'drops milliseconds', (event) => ({
    ...event,
    occurredAt: new Date(Math.floor(event.occurredAt.getTime() / 1_000) * 1_000),
  })),
  keeping('R6', 'makes absent names of empty ones', (event) => ({
    ...event,
    actor: event.actor && {
      type: event.actor.type,
      id: event.actor.id,
      ...(event.actor.name && { name: event.actor.name }),
    },
  })),
  keeping('X3', 'trims texts', (event) => ({ ...event, note: event.note.trim() })),
  wrong('F1', 'is always oldest first', (right) => ({
    find: (query) => right.find({ ...query, order: 'oldest' }),
  })),
  wrong('F2', 'sorts by the order of arrival', (right) => {
    const arrived: string[] = []
    return {
      append(events) {
        arrived.push(...events.map(({ id }) => id))
        return right.append(events)
      },
      async find(query) {
        const sign = query.order === 'oldest' ? 1 : -1
        const found = await right.find(query)
        return [...found].sort((a, b) => sign * (arrived.indexOf(a.id) - arrived.indexOf(b.id)))
      },
    }
  }),
  wrong('F3', 'ignores `after`', (right) => ({
    find: ({ after: _, ...query }) => right.find(query),
  })),
  wrong('F4', 'ignores `limit`', (right) => ({ find: (query) => right.find({ ...query, limit: 1_000 }) })),
  wrong('F5', 'goes on after the millisecond instead of the id', (right) => ({
    find: ({ after, ...query }) =>
      right.find({
        ...query,
        ...(after && { after: after.slice(0, 13) + (query.order === 'oldest' ? '-f' : '-0') }),
      }),
  })),
  wrong('C1', 'ignores the cap', (right) => ({ count: (filter) => right.count(filter, 10_000) })),
  summarising('B1', 'puts every event into the first bucket', async (right, filter, request) => {
    const summary = await right.summarise(filter, request)
    const [first, ...rest] = summary.buckets
    const success = summary.buckets.reduce((sum, bucket) => sum + bucket.success, 0)
    return {
      ...summary,
      buckets: first ? [{ ...first, success }, ...rest.map((each) => ({ ...each, success: 0 }))] : [],
    }
  }),
  summarising(
    'B2',
    'gives the values of a facet in the order of their text',
    async (right, filter, request) => {
      const summary = await right.summarise(filter, request)
      const sorted = [...summary.facets.action].sort((a, b) => (a.value < b.value ? -1 : 1))
      return { ...summary, facets: { ...summary.facets, action: sorted } }
    },
  ),
  summarising('B3', 'takes an actor under two names for two', async (right, filter, request) => {
    const summary = await right.summarise(filter, request)
    const found = await right.find({ filter, order: 'newest', limit: 1_000 })
    const names = new Set(found.map(({ actor }) => JSON.stringify(actor)))
    const actor = [...names].map((name) => ({ value: JSON.parse(name), count: 1 }))
    return { ...summary, facets: { ...summary.facets, actor } }
  }),
  summarising('B4', 'leaves out empty buckets', async (right, filter, request) => {
    const summary = await right.summarise(filter, request)
    const buckets = summary.buckets.filter(({ success, failure, denied }) => success + failure + denied > 0)
    return { ...summary, buckets }
  }),
  summarising('B4', 'takes the edge of a bucket for the one before', (right, filter, request) => {
    const { buckets } = request
    const since = new Date((buckets?.since.getTime() ?? 0) - 1)
    return right
      .summarise(filter, buckets ? { ...request, buckets: { ...buckets, since } } : request)
      .then((summary) => ({
        ...summary,
        buckets: summary.buckets.map((each) => ({ ...each, since: new Date(each.since.getTime() + 1) })),
      }))
  }),
  summarising('B5', 'summarises past the cap', (right, filter, request) =>
    right.summarise(filter, { ...request, cap: 10_000 }),
  ),
  summarising('B6', 'forgets the tenant in summaries', (right, { tenant: _, ...filter }, request) =>
    right.summarise(filter, request),
  ),
  summarising('B7', 'knows no bucket without an event', async (right, filter, request) => {
    const summary = await right.summarise(filter, request)
    return { ...summary, buckets: summary.events === 0 ? [] : summary.buckets }
  }),
  summarising('B8', 'ignores the conditions in summaries', (right, filter, request) =>
    right.summarise({ ...filter, conditions: [] }, request),
  ),
  wrong('H1', 'takes a part of an id for the id', (right) => ({
    async find({ filter, ...query }) {
      const loose = { ...filter, conditions: filter.conditions.filter(({ field }) => field !== 'target') }
      const wanted = filter.conditions.flatMap((each) => (each.field === 'target' ? each.values : []))
      const found = await right.find({ ...query, filter: loose, limit: 1_000 })
      return found.filter(({ target }) =>
        wanted.every(({ type, id }) => target?.type === type && String(id).startsWith(target?.id ?? '-')),
      )
    },
  })),
  wrong('H2', 'answers with the oldest for the newest', (right) => ({
    find: (query) => right.find(query.limit === 1 ? { ...query, order: 'oldest' } : query),
  })),
  keeping('H3', 'forgets types that no class has', (event) => ({
    ...event,
    target: event.target?.type === 'forgotten_type' ? null : event.target,
  })),
  keeping('H4', 'keeps ids as numbers where it can', (event) => ({
    ...event,
    target: event.target && {
      ...event.target,
      id: Number.isNaN(Number(event.target.id ?? 'x')) ? event.target.id : String(Number(event.target.id)),
    },
  })),
  wrong('H5', 'stores again what comes again', (right) => {
    const again: DaybookEvent[] = []
    return {
      async append(events) {
        const answer = await right.append(events)
        again.push(...events.filter(({ id }) => !answer.inserted.has(id)))
        return answer
      },
      find: async (query) => [...(await right.find(query)), ...again],
    }
  }),
  wrong('P1', 'says that it pruned, and did not', (right) => ({
    prune: (filter, limit) => right.count(filter, limit),
  })),
  wrong('P2', 'prunes without limit', (right) => ({ prune: (filter) => right.prune(filter, 1_000) })),
  wrong('P3', 'prunes a whole tenant', (right) => ({
    prune: ({ conditions: _, ...filter }, limit) => right.prune({ ...filter, conditions: [] }, limit),
  })),
  wrong('P5', 'says that it pruned one less', (right) => ({
    prune: async (filter, limit) => Math.max((await right.prune(filter, limit)) - 1, 0),
  })),
  feeding('G1', 'reads the entry at the position again', (right) => ({
    read: (after, limit) => right.read(after - 1, limit),
  })),
  feeding('G1', 'forgets the limit of a read', (right) => ({ read: (after) => right.read(after, 1_000) })),
  feeding('G1', 'has nothing to sequence', () => ({ sequence: async () => 0 })),
  feeding('G4', 'says that it moved what another moved', (right) => {
    let lost = 0
    return { read: async (after, limit) => (await right.read(after, limit)).slice(lost++ === 0 ? 1 : 0) }
  }),
  feeding('G5', 'lets anybody have a lease', (right) => ({
    claim: (consumer, lease) => right.claim(consumer, { ...lease, owner: 'anybody' }),
    advance: (consumer, position, lease) => right.advance(consumer, position, { ...lease, owner: 'anybody' }),
  })),
  feeding('G6', 'keeps a lease for ever', (right) => ({
    claim: (consumer, lease) => right.claim(consumer, { ...lease, millis: 3_600_000 }),
  })),
  feeding('G7', 'mixes up the dead letters of two consumers', (right) => ({
    bury: (_consumer, letters) => right.bury('one', letters),
  })),
  feeding('G7', 'forgets all letters where one is dealt with', (right) => ({
    unbury: async (consumer, positions) =>
      right.unbury(consumer, positions.length > 0 ? [1, 2, 3, 4] : positions),
  })),
  feeding('G8', 'leaves pruned events out', (right) => ({
    read: async (after, limit) => (await right.read(after, limit)).filter(({ event }) => event !== undefined),
  })),
  feeding('G9', 'counts what was passed', (right) => ({
    lag: async (consumer) => ({ ...(await right.lag(consumer)), entries: 5 }),
  })),
  feeding('G10', 'trims what one consumer still needs', (right) => ({
    async trim(limit) {
      await right.claim('slow', { owner: 'kit-1', millis: 1 })
      await right.advance('slow', 9, { owner: 'kit-1', millis: 1 })
      return right.trim(limit)
    },
  })),
  feeding('G13', 'wakes those who have stopped listening', (right) => ({
    wakeups: async (wake) => right.wakeups?.(wake, new AbortController().signal),
  })),
  feeding('G11', 'never lets a consumer move on', () => ({ advance: async () => false })),
  filtering('Q12', 'forgets the tenant', ({ tenant: _, ...filter }) => filter),
  filtering('Q12', 'takes "no tenant" for "any tenant"', ({ tenant, ...filter }) =>
    tenant ? { ...filter, tenant } : filter,
  ),
  filtering('Q13', 'includes `until`', ({ until, ...filter }) =>
    until ? { ...filter, until: new Date(until.getTime() + 1) } : filter,
  ),
  filtering('Q15', 'ignores `not`', ({ conditions, ...filter }) => ({
    ...filter,
    conditions: conditions.map((condition) => ({ ...condition, not: false })),
  })),
  filtering('Q9', 'ignores free text', (filter) => without(filter, 'text')),
  filtering('Q16', 'heeds the last condition only', ({ conditions, ...filter }) => ({
    ...filter,
    conditions: conditions.slice(-1),
  })),
  wrong('D2', 'compares without case', (right) => {
    const matching = async (filter: EventFilter) => {
      const all = await right.find({ filter: { conditions: [] }, order: 'newest', limit: 1_000 })
      const wanted = { ...filter, conditions: lowerCase(filter.conditions) }
      return all.filter((event) =>
        matchesFilter({ ...lowerCase(event), occurredAt: event.occurredAt, recordedAt: null }, wanted),
      )
    }
    return { count: async (filter, cap) => Math.min((await matching(filter)).length, cap) }
  }),
]

function transacting(caughtBy: string, fault: string, faults: Faults): WrongStore {
  return { fault, caughtBy, run: (storeCase) => runStoreCase(storeCase, () => openTransactingRig(faults)) }
}

const transactingStores: readonly WrongStore[] = [
  transacting('T4', 'announces before the commit', { announcesAtOnce: true }),
  transacting('T5', 'writes past the transaction', { writesPastTransaction: true }),
  transacting('T5', 'announces what was rolled back', { announcesRolledBack: true }),
  transacting('T6', 'forgets the ambient transaction', { forgetsTheAmbient: true }),
  transacting('T7', 'reads past the transaction', { readsPastTransaction: true }),
  transacting('T7', 'leaks what is not committed', { readsUncommitted: true }),
  transacting('T8', 'announces rolled-back savepoints', { keepsCallbacksOfSavepoints: true }),
  transacting('T8', 'keeps the rows of rolled-back savepoints', { commitsSavepoints: true }),
  transacting('T9', 'announces released savepoints', { announcesReleasedSavepoints: true }),
  transacting('T10', 'announces twice', { announcesTwice: true }),
  transacting('T11', 'says committed after a rollback', { alwaysSaysCommitted: true }),
  transacting('T13', 'joins whatever transaction is ambient', { joinsTheAmbient: true }),
  transacting('T16', 'takes a transaction that has ended', { takesEndedTransactions: true }),
  transacting('T17', 'takes the transaction of another store', { takesForeignTransactions: true }),
  transacting('T21', 'forgets what is left for the commit', { forgetsWhatIsLeftForTheCommit: true }),
  transacting('T22', 'does what is left for the commit one by one', { callsBeforeCommitOneByOne: true }),
  transacting('T23', 'commits in spite of what failed before', { commitsInSpiteOfFailures: true }),
  transacting('T24', 'does what a rolled-back savepoint left', { keepsWhatSavepointsLeft: true }),
]

function stalling(caughtBy: string, fault: string, faults: StallingFaults): WrongStore {
  return { fault, caughtBy, run: (storeCase) => runStoreCase(storeCase, () => openStallingRig(faults)) }
}

const stallingStores: readonly WrongStore[] = [
  stalling('L1', 'goes on for nobody', { goesOn: true }),
  stalling('L1', 'says something else than why it was stopped', { forgetsTheReason: true }),
  stalling('L2', 'stops every read for one', { stopsOthers: true }),
  stalling('L3', 'stops whatever comes next', { stopsWhatComesLater: true }),
]

/** The shelf. */
export const wrongStores: readonly WrongStore[] = [...plainStores, ...transactingStores, ...stallingStores]
