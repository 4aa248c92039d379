import type { EventFilter, EventQuery } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { eventColumns } from '../table/columns.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { createStatementBuilder } from './statement-builder.ts'
import { whereClause, whereConditions } from './where.ts'

// occurred_at is the id's first 48 bits; it is there for people and reports, not for us.
const read = eventColumns.filter(({ name }) => name !== 'occurred_at')

/** One page: a seek on the id, whatever the depth. */
export function findStatement(dialect: SqlDialect, table: EventTable, query: EventQuery): SqlStatement {
  const builder = createStatementBuilder(dialect)
  const newest = query.order === 'newest'
  const conditions = [
    ...whereConditions(query.filter, builder),
    ...(query.after === undefined
      ? []
      : [`${dialect.quote('id')} ${newest ? '<' : '>'} ${dialect.idValue(builder.bind(query.after))}`]),
  ]
  const columns = read.map((column) => dialect.selected(column)).join(', ')
  return builder.statement(
    `SELECT ${columns} FROM ${tablePath(dialect, table)}${whereClause(conditions)} ` +
      `ORDER BY ${dialect.quote('id')} ${newest ? 'DESC' : 'ASC'} LIMIT ${Math.trunc(query.limit)}`,
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
