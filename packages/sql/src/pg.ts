export type { DriverStoreOptions } from './drivers/driver-store-options.ts'
export {
  createPgStore,
  type PgClient,
  type PgNamedQuery,
  type PgPool,
  type PgResult,
} from './drivers/pg-store.ts'
