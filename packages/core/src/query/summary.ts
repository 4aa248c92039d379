import type { Outcome } from '../event/daybook-event.ts'
import type { Reference, TargetReference } from '../event/reference.ts'

/** What a facet counts, by the name of its field. Null: the events without it. */
export interface FacetValues {
  readonly action: string
  readonly outcome: Outcome
  readonly tenant: string | null
  /** Told apart by type and id; `name` is one that they had in these events. */
  readonly actor: Reference | null
  readonly actorType: string | null
  readonly target: TargetReference | null
  readonly targetType: string | null
  readonly ip: string | null
  readonly statusCode: number | null
}

/** A field whose values a summary counts. */
export type FacetField = keyof FacetValues

/** One value of a field, and how many events have it. */
export interface FacetCount<V> {
  readonly value: V
  readonly count: number
}

/** Equal spans of time, one after the other. */
export interface BucketRequest {
  /** The beginning of the first. */
  readonly since: Date
  /** How long each is: a whole number of milliseconds. */
  readonly widthMillis: number
  readonly count: number
}

/** What a store is asked to summarise, beside the filter. */
export interface SummaryRequest<F extends FacetField = FacetField> {
  readonly facets: readonly F[]
  /** The most values of a facet. */
  readonly values: number
  /** Events outside of them are in the facets alone. */
  readonly buckets?: BucketRequest
  /** How many events to look at: of more, the newest. */
  readonly cap: number
}

/** One bar of the histogram, by outcome. */
export interface SummaryBucket extends Readonly<Record<Outcome, number>> {
  /** Its beginning; it ends where the next begins. */
  readonly since: Date
}

/** The values of each facet that was asked for. */
export type Facets<F extends FacetField> = {
  readonly [P in F]: readonly FacetCount<FacetValues[P]>[]
}

/** What the events of a window have in common, and when they were. */
export interface Summary<F extends FacetField = FacetField> {
  /** How many events were looked at. */
  readonly events: number
  /** As many as the cap allows: there may be more, and facets and buckets tell of the newest only. */
  readonly capped: boolean
  /** The most frequent values first; equally frequent ones by their text, null before all. */
  readonly facets: Facets<F>
  /** Every bucket that was asked for, empty ones too, in the order of time. */
  readonly buckets: readonly SummaryBucket[]
}

/** The fields that have facets. */
export const facetFields: readonly FacetField[] = Object.freeze([
  'action',
  'outcome',
  'tenant',
  'actor',
  'actorType',
  'target',
  'targetType',
  'ip',
  'statusCode',
])
