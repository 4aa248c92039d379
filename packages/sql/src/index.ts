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
export { cancelPgStatement, type PgBackendKey } from './drivers/pg-cancel.ts'
export { runUntilAborted, type SendRequest, type StoppableConnections } from './drivers/run-until-aborted.ts'
export {
  type ColumnCodec,
  jsonTextCodec,
  millisecondsCodec,
  utcFieldsCodec,
  utcTextCodec,
  uuidBytesCodec,
} from './entity/column-codecs.ts'
export {
  dialects,
  type EventEntity,
  type EventSchemaOptions,
  eventEntityName,
} from './entity/event-entity.ts'
export { createFeedStatements, dropFeedStatements } from './feed/feed-tables.ts'
export { createFeedingStore, type FeedingStoreOptions } from './feed/feeding-store.ts'
export {
  createPgListener,
  type ListenTo,
  type PgConnecting,
  type PgListeningClient,
} from './feed/pg-listener.ts'
export { createSqlFeed, type SqlFeedOptions } from './feed/sql-feed.ts'
export { replaceMethod } from './orm/replace-method.ts'
export { createPreparedStatements, type SqliteConnection } from './orm/sqlite-connection.ts'
export { type EntityFinder, loadReferences } from './references/load-references.ts'
export type { EventRow } from './store/event-row.ts'
export { createSqlStore, type RunStatement, type SqlStore, type SqlStoreOptions } from './store/sql-store.ts'
export { nativeError } from './store/storage-error.ts'
export { type ColumnKind, type ColumnName, type EventColumn, eventColumns } from './table/columns.ts'
export { checkName, createStatements, dropStatements } from './table/create-statements.ts'
export { defaultTableName, type EventTable, eventTable, tablePath } from './table/event-table.ts'
export { type EventIndex, eventIndexes, indexColumns, indexName } from './table/indexes.ts'
export { canCommit } from './transactions/commit-probe.ts'
export {
  createTransactionFrames,
  type TransactionFrame,
  type TransactionFrames,
} from './transactions/frames.ts'
export { createTurns, inTurn, type Turns, untilFree } from './transactions/turns.ts'
