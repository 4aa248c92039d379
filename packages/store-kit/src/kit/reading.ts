import type { DaybookEvent, EventFilter, EventOrder, EventStore } from '@daybook/core'
import { idsOf } from '../data/sample-event.ts'

export const anyEvent: EventFilter = Object.freeze({ conditions: [] })

/** Everything in the store, oldest first. */
export function allEvents<Tx>(
  store: EventStore<Tx, object>,
  options?: { readonly tx?: Tx | null },
): Promise<readonly DaybookEvent[]> {
  return store.find({ filter: anyEvent, order: 'oldest', limit: 1_000 }, options)
}

/** The actions of everything in the store, oldest first. */
export async function allActions<Tx>(store: EventStore<Tx, object>): Promise<readonly string[]> {
  return (await allEvents(store)).map(({ action }) => action)
}

export async function foundIds<Tx>(
  store: EventStore<Tx, object>,
  filter: EventFilter,
  order: EventOrder = 'newest',
): Promise<readonly string[]> {
  return idsOf(await store.find({ filter, order, limit: 1_000 }))
}

/** Events as they were before a store recorded them. */
export function unrecorded(events: readonly DaybookEvent[]): readonly DaybookEvent[] {
  return events.map((event) => ({ ...event, recordedAt: null }))
}

/** The same events in another, always the same, order of arrival. */
export function shuffled<T>(list: readonly T[]): readonly T[] {
  return [...list.keys()]
    .sort((a, b) => ((a * 7_919) % list.length) - ((b * 7_919) % list.length) || a - b)
    .map((index) => list[index] as T)
}
