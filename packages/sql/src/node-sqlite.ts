export type { DriverStoreOptions } from './drivers/driver-store-options.ts'
export { createNodeSqliteStore, type SqliteDatabase } from './drivers/node-sqlite-store.ts'
