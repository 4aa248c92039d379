import type { DaybookEvent, FoundPage } from '@daybook/core'
import { countCap } from '../format/count-text.ts'
import { type ListQuery, toFindFilter } from '../query/list-query.ts'
import type { EventReader } from '../viewer/event-reader.ts'

/** Why a list is empty, and what helps. */
type Emptiness =
  | { readonly why: 'no-events' }
  | { readonly why: 'page-ended' }
  | { readonly why: 'filters'; readonly without: number }
  | { readonly why: 'window'; readonly newest: Date }

/** What a query found, and when it was asked. */
export interface FoundList {
  readonly query: ListQuery
  readonly page: FoundPage<DaybookEvent>
  readonly count: number
  readonly empty: Emptiness | undefined
  readonly now: number
}

// Rows of a page.
export const pageSize = 50

/** Finds one page and counts all that match; asks further only to explain an empty answer. */
export async function findList(
  reader: EventReader,
  query: ListQuery,
  now: number,
  limit: number = pageSize,
): Promise<FoundList> {
  const filter = toFindFilter(query, now)
  const { cursor } = query
  const [page, count] = await Promise.all([
    reader.find({ ...filter, limit, ...(cursor !== undefined && { cursor }) }),
    reader.count(filter, { cap: countCap }),
  ])
  const empty = page.events.length === 0 ? await explain(reader, query, now) : undefined
  return { query, page, count, empty, now }
}

async function explain(reader: EventReader, query: ListQuery, now: number): Promise<Emptiness> {
  if (query.cursor !== undefined) return { why: 'page-ended' }
  const [newest] = (await reader.find({ limit: 1 })).events
  if (!newest) return { why: 'no-events' }
  if (query.tokens.length === 0) return { why: 'window', newest: newest.occurredAt }
  const { since, until } = query
  const unfiltered = toFindFilter({ tokens: [], since, ...(until && { until }) }, now)
  return { why: 'filters', without: await reader.count(unfiltered, { cap: countCap }) }
}
