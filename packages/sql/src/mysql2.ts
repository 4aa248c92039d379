export type { DriverStoreOptions } from './drivers/driver-store-options.ts'
export {
  createMysql2Store,
  type Mysql2Connection,
  type Mysql2CoreConnection,
  type Mysql2Pool,
} from './drivers/mysql2-store.ts'
