import { defaultQuery, type ListQuery } from './list-query.ts'
import type { WindowStart } from './time-window.ts'

/** The search part of an address that `readListQuery` reads back: `?…`, or `''` for the default list. */
export function listSearch(query: ListQuery): string {
  const params = new URLSearchParams()
  const text = queryText(query)
  if (text !== '') params.set('q', text)
  if (query.cursor !== undefined) params.set('cursor', query.cursor)
  // These need no escaping in a query, and reading an address is worth a line.
  const search = params.toString().replace(/%(3A|2F|2C)/g, (escaped) => decodeURIComponent(escaped))
  return search === '' ? '' : `?${search}`
}

/** A query as the text of the query box: its filters, then its window where it is not the default one. */
export function queryText(query: ListQuery): string {
  const window = [
    ...(query.since === defaultQuery.since ? [] : [`since:${startText(query.since)}`]),
    ...(query.until ? [`until:${query.until.toISOString()}`] : []),
  ]
  return [filterText(query), ...window].filter((part) => part !== '').join(' ')
}

/** The filters of a query alone. */
export function filterText({ tokens }: Pick<ListQuery, 'tokens'>): string {
  return tokens.map(({ text }) => text).join(' ')
}

/** The value of `since` in a query. */
export function startText(since: WindowStart): string {
  return since instanceof Date ? since.toISOString() : since
}
