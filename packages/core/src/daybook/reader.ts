import { ConfigurationError, ValidationError } from '../errors/daybook-error.ts'
import { isEventId } from '../event/event-id.ts'
import {
  type EntityReferences,
  type ReferenceInput,
  type TargetReference,
  toReference,
} from '../event/reference.ts'
import { queryHash } from '../query/cursor.ts'
import { type AnyFilter, toEventFilter } from '../query/find-filter.ts'
import type { FindOptions } from '../query/find-options.ts'
import { findPage, pageSize } from '../query/find-page.ts'
import { checkPrune, type PruneOptions, pruneEvents } from '../query/prune-events.ts'
import { type StreamOptions, streamEvents } from '../query/stream-events.ts'
import type { FacetField } from '../query/summary.ts'
import { type SummaryOptions, toSummaryRequest } from '../query/summary-options.ts'
import { type StatsOptions, usageStats } from '../query/usage-stats.ts'
import type { EventStore } from '../store/event-store.ts'
import type { Daybook } from './daybook.ts'
import type { Pipeline } from './pipeline.ts'

/** What the reading half of a daybook reads from, and what it is bound to. */
export interface ReaderOptions<Tx> {
  readonly store: Pick<EventStore<Tx>, 'name' | 'find' | 'count' | 'summarise' | 'prune' | 'references'>
  readonly pipeline: Pick<Pipeline<Tx>, 'byId' | 'readingTransaction'>
  readonly ofEntity: EntityReferences | undefined
  readonly aliases: Readonly<Record<string, string>>
  readonly clock: () => number
  readonly tx?: Tx
  /** Only this tenant's events, whatever is asked for. */
  readonly tenant?: string
}

type Query = StreamOptions<string, object>
type CountOptions = NonNullable<Parameters<Daybook['count']>[1]>

const dayMillis = 86_400_000

/** Everything of a daybook that finds events. */
export function createReader<Tx>({
  store,
  pipeline,
  ofEntity,
  aliases,
  clock,
  tx,
  tenant,
}: ReaderOptions<Tx>) {
  const filterOf = (filter: AnyFilter, now = clock()) =>
    toEventFilter(tenant === undefined ? filter : { ...filter, tenant }, { ofEntity, aliases, now })
  const reading = (signal?: AbortSignal) => {
    signal?.throwIfAborted()
    return { tx: pipeline.readingTransaction(tx), signal }
  }

  const stream = (query: Query = {}) =>
    streamEvents(store, filterOf(query), query.order ?? 'newest', {
      ...reading(),
      signal: query.signal,
    })

  const about =
    (role: 'actor' | 'target') =>
    (reference: ReferenceInput | object, query: Query = {}) => {
      const { type, id } = toReference(reference, role, ofEntity) ?? {}
      // A null id is refused there: else it would find everything of the type.
      return stream({ ...query, [role]: { type, id } } as Query)
    }

  return {
    async find(query: FindOptions<string, object> = {}) {
      const { order = 'newest', cursor, signal } = query
      if (order !== 'newest' && order !== 'oldest') throw badQuery('order', 'newest or oldest')
      const filter = filterOf(query)
      const hash = queryHash(filter, query, order)
      return findPage(store, filter, { order, limit: pageSize(query.limit), cursor, hash }, reading(signal))
    },

    async get(id: string) {
      if (!isEventId(id)) return null
      const event = await pipeline.byId(id, reading().tx)
      return tenant === undefined || event?.tenant === (tenant || null) ? event : null
    },

    async count(filter: AnyFilter = {}, { cap = 10_000, signal }: CountOptions = {}) {
      if (!Number.isSafeInteger(cap) || cap < 1) throw badQuery('cap', 'a whole number from 1')
      return store.count(filterOf(filter), cap, reading(signal))
    },

    async summarise<F extends FacetField = never>(
      asked: AnyFilter,
      { facets, buckets, values, cap, signal }: SummaryOptions<F> = {},
    ) {
      if (store.summarise === undefined) throw cannot(store.name, 'summarise')
      const now = clock()
      const { filter, request } = toSummaryRequest(
        filterOf(asked, now),
        { facets, buckets, values, cap },
        now,
      )
      return store.summarise(filter, request, reading(signal))
    },

    async prune(asked: AnyFilter, options: PruneOptions = {}) {
      const prune = store.prune?.bind(store)
      if (prune === undefined) throw cannot(store.name, 'prune')
      // A bound tenant is no filter of the caller's.
      checkPrune(toEventFilter(asked, { ofEntity, aliases, now: clock() }), options)
      return pruneEvents(prune, filterOf(asked), options.limit ?? Number.POSITIVE_INFINITY, reading().tx)
    },

    async latest(filter: AnyFilter = {}) {
      const query = { filter: filterOf(filter), order: 'newest', limit: 1 } as const
      const [event] = await store.find(query, reading())
      return event ?? null
    },

    async resolve({ type, id }: Pick<TargetReference, 'type' | 'id'>) {
      if (store.references?.load === undefined) throw noLoading(store.name)
      if (id === null) return null
      const loaded = await store.references.load([{ type: aliases[type] ?? type, id }])
      return [...loaded.values()][0] ?? null
    },

    stream,
    history: about('target'),
    activity: about('actor'),

    stats({ days = [7, 30], isNew }: StatsOptions = {}) {
      const now = clock()
      const events = stream({ since: new Date(now - Math.max(...days) * dayMillis) })
      return usageStats(events, { days, now, ...(isNew && { isNew }) })
    },
  }
}

function cannot(store: string, method: 'summarise' | 'prune'): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_STORE_CANNOT',
    message: `The store \`${store}\` has no \`${method}\`.`,
    fix: 'Use a store that has it; each names what it can do by its members.',
  })
}

function noLoading(store: string): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_NO_LOADING',
    message: `The store \`${store}\` cannot load the app's objects.`,
    fix: 'Use the store of your ORM, or load the object by its type and id yourself.',
  })
}

function badQuery(field: string, wanted: string): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_BAD_QUERY',
    message: `\`${field}\` is not ${wanted}.`,
    fix: 'See the query reference for what each option takes.',
  })
}
