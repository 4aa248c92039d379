import type { EventFilter, FacetField, SummaryRequest } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import type { ColumnName } from '../table/columns.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { createStatementBuilder } from './statement-builder.ts'
import { whereClause, whereConditions } from './where.ts'

interface FacetColumns {
  /** Two events with the same values in these have the same value of the field. */
  readonly key: readonly [ColumnName] | readonly [ColumnName, ColumnName]
  readonly name?: ColumnName
}

const facetColumns: Readonly<Record<FacetField, FacetColumns>> = {
  action: { key: ['action'] },
  outcome: { key: ['outcome'] },
  tenant: { key: ['tenant'] },
  actor: { key: ['actor_type', 'actor_id'], name: 'actor_name' },
  actorType: { key: ['actor_type'] },
  target: { key: ['target_type', 'target_id'], name: 'target_name' },
  targetType: { key: ['target_type'] },
  ip: { key: ['ip'] },
  statusCode: { key: ['status_code'] },
}

/** The `part` of a row that says how many events there are. */
export const totalPart = -2

/** The `part` of a row that holds one outcome of one bucket. */
export const bucketPart = -1

/**
 * A whole summary in one statement: rows of `part`, `value`, `id`, `name` and `found`. A facet's part is its place in the
 * request; a bucket's row has its number, from 1, as `value` and the outcome as `id`.
 */
export function summaryStatement(
  dialect: SqlDialect,
  table: EventTable,
  filter: EventFilter,
  { facets, values, buckets, cap }: SummaryRequest,
): SqlStatement {
  const builder = createStatementBuilder(dialect)
  const { quote } = dialect
  const id = quote('id')
  const outcome = quote('outcome')
  const matching = (columns: readonly string[]) =>
    `SELECT ${[id, ...new Set(columns)].join(', ')} FROM ${tablePath(dialect, table)}` +
    `${whereClause(whereConditions(filter, builder))} ORDER BY ${id} DESC LIMIT ${Math.trunc(cap)}`

  const ofFacets = facets.map((field) => selectedOf(dialect, facetColumns[field]))
  const ofBuckets = buckets === undefined ? [] : [quote('occurred_at'), outcome]
  if (dialect.hasGroupingSets && facets.length + ofBuckets.length > 0) {
    const bucket = buckets && `${dialect.bucket(buckets, builder.bind)} AS bucket`
    return builder.statement(
      inOneReading(dialect, {
        facets,
        values,
        bucket,
        matching: matching([...ofFacets.flat(), ...ofBuckets]),
      }),
    )
  }
  const shared = dialect.sharesCommonTables ? matching([...ofFacets.flat(), ...ofBuckets]) : undefined
  const from = (columns: readonly string[]) =>
    shared === undefined ? `(${matching(columns)}) AS matching` : 'matching'

  const parts = [
    `SELECT ${totalPart} AS part, NULL AS value, NULL AS id, NULL AS name, count(*) AS found FROM ${from([])}`,
    ...facets.map((field, index) => {
      const { key, name } = facetColumns[field]
      const keys = key.map(quote)
      const order = keys.flatMap((column) => [`${column} IS NOT NULL`, column])
      return (
        `SELECT ${index} AS part, ${dialect.asText(quote(key[0]))} AS value, ${keys[1] ?? 'NULL'} AS id, ` +
        `${name === undefined ? 'NULL' : `max(${quote(name)})`} AS name, count(*) AS found ` +
        `FROM ${from(ofFacets[index] ?? [])} GROUP BY ${keys.join(', ')} ` +
        `ORDER BY found DESC, ${order.join(', ')} LIMIT ${Math.trunc(values)}`
      )
    }),
  ]
  if (buckets !== undefined)
    parts.push(
      `SELECT ${bucketPart} AS part, ${dialect.asText('bucket')} AS value, ${outcome} AS id, NULL AS name, ` +
        `count(*) AS found FROM (SELECT ${dialect.bucket(buckets, builder.bind)} AS bucket, ${outcome} ` +
        `FROM ${from(ofBuckets)}) AS placed GROUP BY bucket, ${outcome}`,
    )
  const all = parts.map((part, index) => `SELECT * FROM (${part}) AS part${index}`).join(' UNION ALL ')
  return builder.statement(shared === undefined ? all : `WITH matching AS (${shared}) ${all}`)
}

function selectedOf({ quote, shortText }: SqlDialect, { key, name }: FacetColumns): readonly string[] {
  return [...key.map(quote), ...(name === undefined ? [] : [`${shortText(quote(name))} AS ${quote(name)}`])]
}

interface OneReading {
  readonly facets: readonly FacetField[]
  readonly values: number
  /** What makes the number of the bucket of an event; absent where none are wanted. */
  readonly bucket: string | undefined
  readonly matching: string
}

/** The same rows, with every group counted while the events are read once, and none of them kept. */
function inOneReading(dialect: SqlDialect, { facets, values, bucket, matching }: OneReading): string {
  const { quote } = dialect
  const outcome = quote('outcome')
  const keysOf = (field: FacetField): readonly string[] => facetColumns[field].key.map(quote)
  const ofBuckets = bucket === undefined ? [] : [['bucket', outcome]]
  const sets = [[], ...ofBuckets, ...facets.map(keysOf)]
  const columns = [...new Set(sets.flat())]
  // One bit for each column that a group is not by: it tells a missing value from a column of another set.
  const ofSet = (set: readonly string[]) =>
    `FROM grouped WHERE by_others = ${columns.reduce((bits, column) => bits * 2 + (set.includes(column) ? 0 : 1), 0)}`
  const names = [...new Set(facets.map((field) => facetColumns[field].name))]
    .filter((name) => name !== undefined)
    .map((name) => `max(${quote(name)}) AS ${quote(name)}`)
  const groups = [
    `GROUPING(${columns.join(', ')}) AS by_others`,
    ...columns,
    ...names,
    'count(*) AS found',
  ].join(', ')
  const groupingSets = [...new Set(sets.map((set) => `(${set.join(', ')})`))].join(', ')
  const placed = bucket === undefined ? matching : `SELECT *, ${bucket} FROM (${matching}) AS matching`
  const parts = [
    `SELECT ${totalPart} AS part, NULL AS value, NULL AS id, NULL AS name, found ${ofSet([])}`,
    ...facets.map((field, index) => {
      const [first = '', second = 'NULL'] = keysOf(field)
      const { name } = facetColumns[field]
      const order = keysOf(field).flatMap((column) => [`${column} IS NOT NULL`, column])
      return (
        `SELECT ${index} AS part, ${dialect.asText(first)} AS value, ${second} AS id, ` +
        `${name === undefined ? 'NULL' : quote(name)} AS name, found ${ofSet(keysOf(field))} ` +
        `ORDER BY found DESC, ${order.join(', ')} LIMIT ${Math.trunc(values)}`
      )
    }),
    ...ofBuckets.map(
      (set) =>
        `SELECT ${bucketPart} AS part, ${dialect.asText('bucket')} AS value, ${outcome} AS id, NULL AS name, found ${ofSet(set)}`,
    ),
  ]
  return (
    `WITH grouped AS (SELECT ${groups} FROM (${placed}) AS placed GROUP BY GROUPING SETS (${groupingSets})) ` +
    parts.map((part, index) => `SELECT * FROM (${part}) AS part${index}`).join(' UNION ALL ')
  )
}
