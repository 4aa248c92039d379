import type { SqlDialect } from '../dialect/sql-dialect.ts'
import { eventColumns } from './columns.ts'
import { type EventTable, tablePath } from './event-table.ts'
import { type EventIndex, eventIndexes, indexColumns, indexName } from './indexes.ts'

/** The statements that create the events table and its indexes, to be run in order. */
export function createStatements(dialect: SqlDialect, table: EventTable): readonly string[] {
  const { quote } = dialect
  const columns = eventColumns.map((column) => {
    const primary = column.kind === 'id' ? ' PRIMARY KEY' : ''
    return `${quote(column.name)} ${dialect.columnType(column)}${column.nullable ? '' : ' NOT NULL'}${primary}`
  })
  const checks = eventColumns.flatMap((column) => {
    const expression = dialect.columnCheck(column)
    return expression === undefined
      ? []
      : [`CONSTRAINT ${quote(checkName(table, column.name))} CHECK (${expression})`]
  })
  const path = tablePath(dialect, table)
  return [
    // On one line: TypeORM reads the CHECKs back from this text, and its expression stops at a line break.
    `CREATE TABLE ${path} (${[...columns, ...checks].join(', ')})${dialect.tableOptions}`,
    ...eventIndexes.map((index) => createIndex(dialect, table, index)),
  ]
}

function createIndex(dialect: SqlDialect, table: EventTable, index: EventIndex): string {
  const { quote, partialIndexes } = dialect
  const where = partialIndexes && index.where !== undefined ? ` WHERE ${index.where}` : ''
  const keys = indexColumns(dialect, index).map(quote).join(', ')
  return `CREATE INDEX ${quote(indexName(table, index))} ON ${tablePath(dialect, table)} (${keys})${where}`
}

/** The statements that remove what {@link createStatements} makes. */
export function dropStatements(dialect: SqlDialect, table: EventTable): readonly string[] {
  return [`DROP TABLE ${tablePath(dialect, table)}`]
}

/** The name of the CHECK constraint of a column. */
export function checkName(table: EventTable, column: string): string {
  return `${table.name}_${column}_check`
}
