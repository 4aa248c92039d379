import type { DaybookEvent } from '../event/daybook-event.ts'
import type { TargetReference } from '../event/reference.ts'
import type {
  BucketRequest,
  FacetCount,
  FacetField,
  Facets,
  FacetValues,
  Summary,
  SummaryBucket,
  SummaryRequest,
} from './summary.ts'

/** The summary of events that are at hand, newest first: what every store's answer must agree with. */
export function summariseEvents<F extends FacetField>(
  matching: readonly DaybookEvent[],
  { facets, values, buckets, cap }: SummaryRequest<F>,
): Summary<F> {
  const events = matching.slice(0, cap)
  return {
    events: events.length,
    capped: events.length === cap,
    facets: Object.fromEntries(facets.map((field) => [field, facetOf(events, field, values)])) as Facets<F>,
    buckets: buckets === undefined ? [] : bucketsOf(events, buckets),
  }
}

type FacetValue = FacetValues[FacetField]

const readers: { readonly [F in FacetField]: (event: DaybookEvent) => FacetValues[F] } = {
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  tenant: ({ tenant }) => tenant,
  actor: ({ actor }) => actor,
  actorType: ({ actor }) => actor?.type ?? null,
  target: ({ target }) => target,
  targetType: ({ target }) => target?.type ?? null,
  ip: ({ ip }) => ip,
  statusCode: ({ statusCode }) => statusCode,
}

function facetOf(
  events: readonly DaybookEvent[],
  field: FacetField,
  limit: number,
): readonly FacetCount<FacetValue>[] {
  const counts = new Map<string, { readonly key: readonly Key[]; value: FacetValue; count: number }>()
  for (const event of events) {
    const value = readers[field](event)
    const key = keyOf(value)
    const known = counts.get(JSON.stringify(key))
    if (known === undefined) counts.set(JSON.stringify(key), { key, value, count: 1 })
    else {
      known.count++
      if (isReference(known.value) && known.value.name === undefined) known.value = value
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || compareKeys(a.key, b.key))
    .slice(0, limit)
    .map(({ value, count }) => ({ value, count }))
}

type Key = string | number | null

/** What two values that are one have in common. */
function keyOf(value: FacetValue): readonly Key[] {
  return isReference(value) ? [value.type, value.id] : [value]
}

function isReference(value: FacetValue): value is TargetReference {
  return typeof value === 'object' && value !== null
}

function compareKeys(a: readonly Key[], b: readonly Key[]): number {
  for (const [index, part] of a.entries()) {
    const order = compareParts(part, b[index] ?? null)
    if (order !== 0) return order
  }
  return 0
}

function compareParts(a: Key, b: Key): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b)
  return compareTexts(a, b)
}

/** By code points, as databases with a binary collation do; JavaScript's own order is that of UTF-16. */
function compareTexts(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (const [index, character] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (character !== other) return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return left.length - right.length
}

function bucketsOf(events: readonly DaybookEvent[], request: BucketRequest): readonly SummaryBucket[] {
  const buckets = emptyBuckets(request)
  for (const { occurredAt, outcome } of events) {
    const bucket = buckets[Math.floor((occurredAt.getTime() - request.since.getTime()) / request.widthMillis)]
    if (bucket) bucket[outcome]++
  }
  return buckets
}

/** The buckets of a request before anything is counted, for a store to fill. */
export function emptyBuckets({
  since,
  widthMillis,
  count,
}: BucketRequest): { -readonly [P in keyof SummaryBucket]: SummaryBucket[P] }[] {
  return Array.from({ length: count }, (_, index) => ({
    since: new Date(since.getTime() + index * widthMillis),
    success: 0,
    failure: 0,
    denied: 0,
  }))
}
