import { type Classes, classReferences, type InstancesOf } from '../event/class-references.ts'
import { copyEvent } from '../event/copy-event.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { NoReferences } from '../event/reference.ts'
import type { EventFilter, EventQuery } from '../query/event-query.ts'
import { matchesFilter } from '../query/matches-filter.ts'
import { summariseEvents } from '../query/summarise-events.ts'
import type { EventStore } from './event-store.ts'

/** A memory store's classes and clock. */
export interface MemoryStoreOptions<M extends Classes = Record<never, never>> {
  /** The app's classes by type name. Their objects, read by `id` and `name`, can be actors and targets. */
  readonly references?: M
  /** The clock for `recordedAt`, in milliseconds since 1970. */
  readonly clock?: () => number
}

/** A store in memory: it can do everything that needs no transactions. */
export type MemoryStore<R extends object = NoReferences> = EventStore<never, R> &
  Required<Pick<EventStore, 'summarise' | 'prune'>>

/**
 * A store that forgets everything with the process: for tests, first steps and as the plainest example of the
 * port. It has no transactions.
 */
export function createMemoryStore<const M extends Classes = Record<never, never>>({
  clock = Date.now,
  references,
}: MemoryStoreOptions<M> = {}): MemoryStore<InstancesOf<M>> {
  const events = new Map<string, DaybookEvent>()
  let sorted: readonly DaybookEvent[] | undefined

  const matching = (filter: EventFilter): DaybookEvent[] => {
    sorted ??= [...events.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    return sorted.filter((event) => matchesFilter(event, filter))
  }

  return {
    name: 'memory',
    capabilities: Object.freeze({ durable: false, cancels: false }),
    ...(references && { references: { of: classReferences(references) } }),

    async append(batch) {
      const recordedAt = new Date(clock())
      const inserted = new Set<string>()
      for (const event of batch) {
        if (events.has(event.id)) continue
        events.set(event.id, copyEvent({ ...event, recordedAt }))
        inserted.add(event.id)
      }
      sorted = undefined
      return { inserted, recordedAt }
    },

    async find({ filter, order, after, limit }: EventQuery) {
      const found = matching(filter)
      if (order === 'newest') found.reverse()
      const rest =
        after === undefined ? found : found.filter(({ id }) => (order === 'newest' ? id < after : id > after))
      return rest.slice(0, limit).map(copyEvent)
    },

    async count(filter, cap) {
      return Math.min(matching(filter).length, cap)
    },

    async summarise(filter, request) {
      return summariseEvents(matching(filter).reverse(), request)
    },

    async prune(filter, limit) {
      const pruned = matching(filter).slice(0, limit)
      for (const { id } of pruned) events.delete(id)
      sorted = undefined
      return pruned.length
    },
  }
}
