import type { SqlDialect } from '../dialect/sql-dialect.ts'
import type { ColumnName } from './columns.ts'
import type { EventTable } from './event-table.ts'

/** One secondary index. Read backwards for newest first, so every column ascends. */
export interface EventIndex {
  /** The middle of its name: `<table>_<name>_idx`. */
  readonly name: string
  readonly columns: readonly ColumnName[]
  /** The rows it covers, as SQL that every engine reads, on engines with partial indexes. */
  readonly where?: string
  /** Its columns on engines without. Default: the same. */
  readonly wholeColumns?: readonly ColumnName[]
}

/**
 * The indexes behind the lists, histories and timelines of the viewer and the command line. The tenant leads
 * each, so that a small tenant's page never reads a large tenant's rows.
 */
export const eventIndexes: readonly EventIndex[] = Object.freeze([
  { name: 'tenant', columns: ['tenant', 'id'] },
  { name: 'action', columns: ['tenant', 'action', 'id'] },
  { name: 'actor', columns: ['tenant', 'actor_type', 'actor_id', 'id'] },
  { name: 'target', columns: ['tenant', 'target_type', 'target_id', 'id'] },
  {
    name: 'outcome',
    columns: ['tenant', 'id'],
    where: "outcome <> 'success'",
    wholeColumns: ['tenant', 'outcome', 'id'],
  },
  { name: 'request', columns: ['request_id'], where: 'request_id IS NOT NULL' },
])

/** The name of an index: derived from the table's, because SQLite knows one namespace for all tables. */
export function indexName(table: EventTable, index: EventIndex): string {
  return `${table.name}_${index.name}_idx`
}

/** The columns that an index has on an engine. */
export function indexColumns(
  { partialIndexes }: Pick<SqlDialect, 'partialIndexes'>,
  { columns, wholeColumns }: EventIndex,
): readonly ColumnName[] {
  return partialIndexes ? columns : (wholeColumns ?? columns)
}
