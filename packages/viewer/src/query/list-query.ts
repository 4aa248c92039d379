import type { FindFilter, Outcome } from '@daybook/core'
import type { ReferencePattern } from './reference-text.ts'
import { startOf, type WindowStart } from './time-window.ts'

/** What the list shows: all of it is in the address. */
export interface ListQuery {
  readonly action?: string
  readonly actor?: ReferencePattern
  readonly target?: ReferencePattern
  readonly outcome?: readonly Outcome[]
  readonly request?: string
  readonly since: WindowStart
  readonly until?: Date
  readonly cursor?: string
}

/** The fields of a query that narrow the list within its window. */
const filterNames = ['action', 'actor', 'target', 'outcome', 'request'] as const

export type FilterName = (typeof filterNames)[number]

/** What a list shows that asks for nothing. */
export const defaultQuery: ListQuery = Object.freeze({ since: '24h' })

/** The filters in use, in the order of the filter bar. */
export function filtersIn(query: ListQuery): readonly FilterName[] {
  return filterNames.filter((name) => query[name] !== undefined)
}

/** The same query with `since` as an instant. Cursors hold only while the window does not move. */
export function fixed(query: ListQuery, now: number): ListQuery {
  return { ...query, since: startOf(query.since, query.until, now) ?? query.since }
}

/** The events that a list has now, whatever happens later: from its first page, in a window with both ends set. */
export function settled(query: ListQuery, now: number): ListQuery {
  return { ...withoutCursor(fixed(query, now)), until: query.until ?? new Date(now + 1) }
}

/** The same list from its first page. */
export function withoutCursor({ cursor: _, ...query }: ListQuery): ListQuery {
  return query
}

/** The same list without one of its filters. */
export function without(query: ListQuery, name: FilterName): ListQuery {
  const { [name]: _, ...rest } = query
  return rest
}

/** The query in the words of `find` and `count`. */
export function toFindFilter(query: ListQuery, now: number): FindFilter {
  const since = startOf(query.since, query.until, now)
  return {
    ...(query.action !== undefined && { action: query.action }),
    ...(query.actor && { actor: query.actor }),
    ...(query.target && { target: query.target }),
    ...(query.outcome && { outcome: query.outcome }),
    ...(query.request !== undefined && { requestId: query.request }),
    ...(since && { since }),
    ...(query.until && { until: query.until }),
  }
}
