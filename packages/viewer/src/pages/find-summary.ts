import type { Summary } from '@daybook/core'
import { type ListQuery, toFindFilter } from '../query/list-query.ts'
import type { EventReader } from '../viewer/event-reader.ts'

/** What the list can be narrowed by, with counts. */
const listFacets = ['outcome', 'action', 'actor', 'targetType'] as const

type ListFacet = (typeof listFacets)[number]

/** What the events of a list have in common, and when they were. */
export interface FoundSummary {
  readonly query: ListQuery
  readonly summary: Summary<ListFacet>
  /** Where the last bucket ends. */
  readonly until: Date
}

// Bars of the histogram: 24 hours in half hours.
const bars = 48

/** The most values that a facet of the list shows. */
export const facetValues = 8

/** Summarises what a query finds. A window without a beginning begins at the first event found. */
export async function findSummary(reader: EventReader, query: ListQuery, now: number): Promise<FoundSummary> {
  const filter = toFindFilter(query, now)
  const since =
    filter.since ?? (await reader.find({ ...filter, order: 'oldest', limit: 1 })).events[0]?.occurredAt
  const until = query.until ?? new Date(now + 1)
  const options = { facets: listFacets, values: facetValues + 1, buckets: bars }
  const summary = await reader.summarise({ ...filter, since: since ?? until, until }, options)
  return { query, summary, until }
}
