import { ValidationError } from '../errors/daybook-error.ts'
import { maxFutureMillis } from '../event/limits.ts'
import type { EventFilter } from './event-query.ts'
import { type FacetField, facetFields, type SummaryRequest } from './summary.ts'

/** What to summarise of the events of a window. */
export interface SummaryOptions<F extends FacetField = FacetField> {
  /** The fields whose values to count. Default: none. */
  readonly facets?: readonly F[] | undefined
  /** The most values of each facet, the most frequent ones, 1 to 1,000. Default: 10. */
  readonly values?: number | undefined
  /** Into how many equal buckets to cut the window, at most 1,000; fewer where they would be under a millisecond. Default: 0. */
  readonly buckets?: number | undefined
  /** The most events to look at, the newest ones, 1 to 1,000,000. Default: 200,000. */
  readonly cap?: number | undefined
  /** Aborted once nobody waits any more: a store that can stops the query, and it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

const limits = { values: 1_000, buckets: 1_000, cap: 1_000_000 } as const

/** What a store is asked, and about which events. */
export interface BoundedSummary<F extends FacetField> {
  readonly filter: EventFilter
  readonly request: SummaryRequest<F>
}

/** A checked request, over a window that ends now where the filter names no end. */
export function toSummaryRequest<F extends FacetField>(
  filter: EventFilter,
  { facets = [], values = 10, buckets = 0, cap = 200_000 }: SummaryOptions<F>,
  now: number,
): BoundedSummary<F> {
  const { since, until = new Date(now + 1) } = filter
  if (since === undefined)
    throw bad('since', 'is missing: a summary reads every matching event, so its window needs a beginning')
  for (const field of facets)
    if (!facetFields.includes(field))
      throw bad('facets', `holds something other than ${facetFields.join(', ')}`)
  inRange('values', values, 1)
  inRange('buckets', buckets, 0)
  inRange('cap', cap, 1)
  // Outside of these nothing can have occurred.
  const begin = Math.max(since.getTime(), 0)
  const spanMillis = Math.max(Math.min(until.getTime(), now + maxFutureMillis) - begin, 0)
  const widthMillis = Math.max(Math.ceil(spanMillis / Math.max(buckets, 1)), 1)
  const count = Math.ceil(spanMillis / widthMillis)
  return {
    filter: { ...filter, until },
    request: {
      facets: [...new Set(facets)],
      values,
      cap,
      ...(buckets > 0 && { buckets: { since: new Date(begin), widthMillis, count } }),
    },
  }
}

function inRange(name: keyof typeof limits, value: unknown, from: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= limits[name]) return
  throw bad(name, `is not a whole number from ${from} to ${limits[name]}`)
}

function bad(name: string, why: string): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_BAD_QUERY',
    message: `\`${name}\` ${why}.`,
    fix: 'See the query reference for what a summary takes.',
  })
}
