import type { EventFilter, EventQuery } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { eventColumns } from '../table/columns.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { createStatementBuilder } from './statement-builder.ts'
import { isPattern, whereClause, whereConditions } from './where.ts'

/** What a page reads. occurred_at is the id's first 48 bits: it is there for people and reports, not for us. */
export const readColumns = eventColumns.filter(({ name }) => name !== 'occurred_at')

/** One page: a seek on the id, whatever the depth. */
export function findStatement(dialect: SqlDialect, table: EventTable, query: EventQuery): SqlStatement {
  const builder = createStatementBuilder(dialect)
  const path = tablePath(dialect, table)
  // By the column of the table: where a page reads the id as text, `id` alone is that text, and no index has it.
  const id = `${path}.${dialect.quote('id')}`
  const newest = query.order === 'newest'
  const conditions = [
    ...whereConditions(query.filter, builder),
    ...(query.after === undefined
      ? []
      : [`${id} ${newest ? '<' : '>'} ${dialect.idValue(builder.bind(query.after))}`]),
  ]
  const columns = readColumns.map((column) => dialect.selected(column)).join(', ')
  const order = `ORDER BY ${id} ${newest ? 'DESC' : 'ASC'}`
  const page = `${whereClause(conditions)} ${order} LIMIT ${Math.trunc(query.limit)}`
  const { conditions: asked } = query.filter
  // The index of actions has the ids of all that match a pattern: rows are read for those of the page alone.
  const sortsIds = dialect.withoutIndex !== undefined && asked.length === 1 && asked.every(isPattern)
  return builder.statement(
    sortsIds || (dialect.readsWholeRows && asked.length > 0)
      ? `SELECT ${columns} FROM ${path} JOIN (SELECT ${id} AS page_id FROM ${path}${page}) AS page ON ${id} = page_id ${order}`
      : `SELECT ${columns} FROM ${path}${page}`,
  )
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
