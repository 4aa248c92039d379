import type {
  FacetCount,
  FacetField,
  Facets,
  FacetValues,
  Outcome,
  Summary,
  SummaryRequest,
} from '@daybook/core'
import { emptyBuckets } from '@daybook/core/query'
import { bucketPart, totalPart } from '../statement/summary-statement.ts'
import { type EventRow, rowReference } from './event-row.ts'

/** The summary that the rows of a `summaryStatement` hold. */
export function toSummary<F extends FacetField>(
  rows: readonly EventRow[],
  { facets, buckets, cap }: SummaryRequest<F>,
): Summary<F> {
  const ofPart = (part: number) => rows.filter((row) => Number(row.part) === part)
  const events = Number(ofPart(totalPart)[0]?.found)
  const bars = buckets === undefined ? [] : emptyBuckets(buckets)
  for (const { value, id, found } of ofPart(bucketPart)) {
    const bar = bars[Number(value) - 1]
    if (bar) bar[id as Outcome] = Number(found)
  }
  return {
    events,
    capped: events === cap,
    facets: Object.fromEntries(
      facets.map((field, index) => [field, facetOf(field, ofPart(index))]),
    ) as Facets<F>,
    buckets: bars,
  }
}

function facetOf(
  field: FacetField,
  rows: readonly EventRow[],
): readonly FacetCount<FacetValues[FacetField]>[] {
  return rows.map((row) => ({ value: valueOfFacet(field, row), count: Number(row.found) }))
}

function valueOfFacet(field: FacetField, { value, id, name }: EventRow): FacetValues[FacetField] {
  switch (field) {
    case 'actor':
    case 'target':
      return rowReference(value, id, name)
    case 'tenant':
      return (value as string) || null
    case 'statusCode':
      return value === null ? null : Number(value)
    default:
      return value as string | null
  }
}
