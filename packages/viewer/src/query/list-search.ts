import { defaultQuery, type ListQuery } from './list-query.ts'
import { formatReference } from './reference-text.ts'
import type { WindowStart } from './time-window.ts'

/** The search part of an address that `readListQuery` reads back: `?…`, or `''` for the default list. */
export function listSearch(query: ListQuery): string {
  const params = new URLSearchParams()
  const set = (name: string, value: string | undefined) =>
    value === undefined ? undefined : params.append(name, value)
  set('action', query.action)
  set('actor', query.actor && formatReference(query.actor))
  set('target', query.target && formatReference(query.target))
  for (const outcome of query.outcome ?? []) set('outcome', outcome)
  set('request', query.request)
  if (query.since !== defaultQuery.since) set('since', startText(query.since))
  set('until', query.until?.toISOString())
  set('cursor', query.cursor)
  // These two need no escaping in a query, and reading an address is worth a line.
  const search = params.toString().replaceAll('%3A', ':').replaceAll('%2F', '/')
  return search === '' ? '' : `?${search}`
}

/** The value of `since` in an address. */
export function startText(since: WindowStart): string {
  return since instanceof Date ? since.toISOString() : since
}
