import type { EventFilter } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { createStatementBuilder } from './statement-builder.ts'
import { whereClause, whereConditions } from './where.ts'

/** Deletes the oldest `limit` matching events and answers with a row for each. */
export function pruneStatement(
  dialect: SqlDialect,
  table: EventTable,
  filter: EventFilter,
  limit: number,
): SqlStatement {
  const builder = createStatementBuilder(dialect)
  const oldest =
    `${whereClause(whereConditions(filter, builder))} ORDER BY ${dialect.quote('id')} ` +
    `LIMIT ${Math.trunc(limit)}`
  return builder.statement(dialect.deleteOldest(tablePath(dialect, table), oldest))
}
