import type { FindFilter } from '@daybook/core'
import { parseQuery, type QueryToken } from '@daybook/core/query'
import { startOf, type WindowStart } from './time-window.ts'

/** One filter of a list: a token of the query language, as it is written. */
export interface ListToken extends Pick<QueryToken, 'key' | 'values' | 'not' | 'problem' | 'fix'> {
  readonly text: string
}

/** What the list shows: all of it is in the address. */
export interface ListQuery {
  /** The filters, in the order they were given; those that cannot be used too. */
  readonly tokens: readonly ListToken[]
  readonly since: WindowStart
  readonly until?: Date
  readonly cursor?: string
}

/** What a list shows that asks for nothing. */
export const defaultQuery: ListQuery = Object.freeze({ tokens: [], since: '24h' })

/** The same query with `since` as an instant. Cursors hold only while the window does not move. */
export function fixed(query: ListQuery, now: number): ListQuery {
  return { ...query, since: startOf(query.since, now) ?? query.since }
}

/** The events that a list has now, whatever happens later: from its first page, in a window with both ends set. */
export function settled(query: ListQuery, now: number): ListQuery {
  return { ...withoutCursor(fixed(query, now)), until: query.until ?? new Date(now + 1) }
}

/** The same list from its first page. */
export function withoutCursor({ cursor: _, ...query }: ListQuery): ListQuery {
  return query
}

/** The query in the words of `find` and `count`. A filter that cannot be used is left out of it. */
export function toFindFilter({ tokens, since, until }: ListQuery, now: number): FindFilter {
  const usable = tokens.filter(({ problem }) => problem === undefined)
  const { filter } = parseQuery(usable.map(({ text }) => text).join(' '), { now })
  const start = startOf(since, now)
  return { ...filter, ...(start && { since: start }), ...(until && { until }) }
}
