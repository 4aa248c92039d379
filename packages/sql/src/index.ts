export { mariadb } from './dialect/mariadb.ts'
export { postgres } from './dialect/postgres.ts'
export type {
  FailureKind,
  NativeError,
  SqlDialect,
  SqlParameter,
  SqlStatement,
} from './dialect/sql-dialect.ts'
export { sqlite } from './dialect/sqlite.ts'
export type { EventRow } from './store/event-row.ts'
export { createSqlStore, type RunStatement, type SqlStoreOptions } from './store/sql-store.ts'
export { nativeError } from './store/storage-error.ts'
export { type ColumnKind, type ColumnName, type EventColumn, eventColumns } from './table/columns.ts'
export { checkName, createStatements, dropStatements } from './table/create-statements.ts'
export { defaultTableName, type EventTable, eventTable } from './table/event-table.ts'
export { type EventIndex, eventIndexes, indexColumns, indexName } from './table/indexes.ts'
