import type { FacetField, SummaryRequest } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import type { ProbedFilter } from '../store/tenant-probe.ts'
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
 *
 * Where it goes in slices, it looks only at events behind the id `after`, and the row of the total has the `id` of the
 * oldest it looked at.
 */
export function summaryStatement(
  dialect: SqlDialect,
  table: EventTable,
  filter: ProbedFilter,
  { facets, values, buckets, cap }: SummaryRequest,
  after?: string,
): SqlStatement {
  const builder = createStatementBuilder(dialect)
  const { quote, rowNumber } = dialect
  const path = tablePath(dialect, table)
  const id = quote('id')
  const outcome = quote('outcome')
  const newest = (selected: string) => {
    const conditions = [
      ...whereConditions(filter, builder),
      ...(after === undefined ? [] : [`${id} < ${dialect.idValue(builder.bind(after))}`]),
    ]
    return `SELECT ${selected} FROM ${path}${whereClause(conditions)} ORDER BY ${id} DESC LIMIT ${Math.trunc(cap)}`
  }
  const matching = (columns: readonly string[]) => {
    const selected = [id, ...new Set(columns)].join(', ')
    if (rowNumber === undefined || filter.tenants === undefined) return newest(selected)
    // Those of several tenants are merged from what the index holds; only then their rows are read.
    return (
      `SELECT ${selected} FROM (${newest(`${rowNumber} AS found_row`)}) AS found ` +
      `CROSS JOIN ${path} ON ${path}.${rowNumber} = found_row`
    )
  }

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
  const ofParts = [...ofFacets.flat(), ...ofBuckets]
  const shared = dialect.sharesCommonTables && ofParts.length > 0 ? matching(ofParts) : undefined
  const from = (columns: readonly string[]) =>
    shared === undefined ? `(${matching(columns)}) AS matching` : 'matching'
  const oldest = dialect.holdsUpApp ? `min(${id})` : 'NULL'
  const parts = [
    `SELECT ${totalPart} AS part, NULL AS value, ${oldest} AS id, NULL AS name, count(*) AS found FROM ${from([])}`,
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
  return builder.statement(shared === undefined ? all : `WITH matching AS MATERIALIZED (${shared}) ${all}`)
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
