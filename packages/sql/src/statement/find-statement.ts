import type { EventFilter, EventQuery } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import type { ProbedFilter } from '../store/tenant-probe.ts'
import { eventColumns } from '../table/columns.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { createStatementBuilder, type StatementBuilder } from './statement-builder.ts'
import { isPattern, whereClause, whereConditions } from './where.ts'

/** What a page reads. occurred_at is the id's first 48 bits: it is there for people and reports, not for us. */
export const readColumns = eventColumns.filter(({ name }) => name !== 'occurred_at')

// A planner takes its time for each.
const mostMerged = 20

// Of a value that one event in twenty has, they hold a page.
const walkedEvents = 1_000

/** What a page is asked with, once the tenants are known. */
export interface ProbedQuery extends EventQuery {
  readonly filter: ProbedFilter
}

/** One page: a seek on the id, whatever the depth. */
export function findStatement(dialect: SqlDialect, table: EventTable, query: ProbedQuery): SqlStatement {
  const builder = createStatementBuilder(dialect)
  const { path, id, columns, page, ordered } = pageOf(dialect, table, query)
  const { filter } = query
  const matching = (asked: ProbedFilter) =>
    `${path}${whereClause([...whereConditions(asked, builder), ...behind(id, query, builder)])} ${page(id)}`
  const rowsOf = (ids: string) =>
    builder.statement(
      `SELECT ${columns} FROM ${path} JOIN (${ids}) AS page ON ${id} = page_id ${ordered(id)}`,
    )
  const { tenants = [], ...ofAll } = filter
  if (dialect.mergesUnions && tenants.length > 0 && tenants.length <= mostMerged) {
    const pages = tenants.map((tenant) => `SELECT ${id} AS page_id FROM ${matching({ ...ofAll, tenant })}`)
    const each = pages.map((ids, index) => `SELECT * FROM (${ids}) AS of${index}`)
    return rowsOf(`SELECT page_id FROM (${each.join(' UNION ALL ')}) AS found ${page('page_id')}`)
  }
  // The index of actions has the ids of all that match a pattern: rows are read for those of the page alone.
  return sortsPattern(dialect, filter) || (dialect.readsWholeRows && filter.conditions.length > 0)
    ? rowsOf(`SELECT ${id} AS page_id FROM ${matching(filter)}`)
    : builder.statement(`SELECT ${columns} FROM ${matching(filter)}`)
}

/**
 * The page where the first events that it could have fill it, and else a part of it. Undefined where `findStatement` finds
 * it as soon.
 */
export function walkStatement(
  dialect: SqlDialect,
  table: EventTable,
  query: ProbedQuery,
): SqlStatement | undefined {
  const { filter, order } = query
  if (!sortsPattern(dialect, filter)) return undefined
  const builder = createStatementBuilder(dialect)
  const { path, id, columns, page, ordered } = pageOf(dialect, table, query)
  const from = (asked: ProbedFilter) => [
    ...whereConditions(asked, builder, true),
    ...behind(id, query, builder),
  ]
  const conditions = from(filter)
  const last =
    `SELECT ${id} FROM ${path}${whereClause(from({ ...filter, conditions: [] }))} ${ordered(id)} ` +
    `LIMIT 1 OFFSET ${walkedEvents - 1}`
  const within = order === 'newest' ? `${id} >= coalesce((${last}), '')` : `${id} <= coalesce((${last}), '~')`
  return builder.statement(
    `SELECT ${columns} FROM ${path}${whereClause([...conditions, within])} ${page(id)}`,
  )
}

function pageOf(dialect: SqlDialect, table: EventTable, { order, limit }: ProbedQuery) {
  const path = tablePath(dialect, table)
  const ordered = (by: string) => `ORDER BY ${by} ${order === 'newest' ? 'DESC' : 'ASC'}`
  return {
    path,
    // By the column of the table: where a page reads the id as text, `id` alone is that text, and no index has it.
    id: `${path}.${dialect.quote('id')}`,
    columns: readColumns.map((column) => dialect.selected(column)).join(', '),
    ordered,
    page: (by: string) => `${ordered(by)} LIMIT ${Math.trunc(limit)}`,
  }
}

function behind(
  id: string,
  { after, order }: ProbedQuery,
  { dialect, bind }: StatementBuilder,
): readonly string[] {
  if (after === undefined) return []
  return [`${id} ${order === 'newest' ? '<' : '>'} ${dialect.idValue(bind(after))}`]
}

/** Whether all that match have to be sorted for a page of them. */
function sortsPattern({ withoutIndex }: SqlDialect, { conditions }: EventFilter): boolean {
  return withoutIndex !== undefined && conditions.length === 1 && conditions.every(isPattern)
}

/** How many match, reading no more than `cap` of them. */
export function countStatement(
  dialect: SqlDialect,
  table: EventTable,
  filter: EventFilter,
  cap: number,
): SqlStatement {
  const builder = createStatementBuilder(dialect)
  const where = whereClause(whereConditions(filter, builder))
  return builder.statement(
    `SELECT count(*) AS found FROM (SELECT 1 FROM ${tablePath(dialect, table)}${where} LIMIT ${Math.trunc(cap)}) AS capped`,
  )
}
