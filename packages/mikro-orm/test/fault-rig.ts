import { createDaybook } from '@daybook/core'
import {
  createEventEntity,
  createEventMigration,
  createMikroOrmStore,
  type MikroOrmTransaction,
} from '@daybook/mikro-orm'
import { IsolationLevel } from '@mikro-orm/core'
import { MariaDbDriver } from '@mikro-orm/mariadb'
import { Migrator } from '@mikro-orm/migrations'
import { PostgreSqlDriver } from '@mikro-orm/postgresql'
import { type AbstractSqlDriver, type EntityManager, MikroORM } from '@mikro-orm/sql'
import { SqliteDriver } from '@mikro-orm/sqlite'
import type { OpenFaultRig } from '../../../scripts/test-faults.mjs'

const drivers = { sqlite: SqliteDriver, postgres: PostgreSqlDriver, mariadb: MariaDbDriver }

/** MikroORM under fault. */
export const openFaultRig: OpenFaultRig<MikroOrmTransaction> = async ({ engine, url, onStatement }) => {
  const orm = await MikroORM.init<AbstractSqlDriver>({
    driver: drivers[engine] as typeof SqliteDriver,
    ...(engine === 'sqlite' ? { dbName: url } : { clientUrl: url }),
    entities: [createEventEntity({ dialect: engine })],
    extensions: [Migrator],
    migrations: { migrationsList: [createEventMigration({ dialect: engine })], snapshot: false },
    // Kysely never gives a connection back whose ROLLBACK failed: with as many as there are callers it would be empty.
    pool: { max: 12 },
    debug: ['query'],
    logger: onStatement,
  })
  const store = createMikroOrmStore(orm)
  return {
    store,
    daybook: createDaybook({ store }),
    migrate: async () => void (await orm.migrator.up()),
    transaction: (work, isolation) =>
      orm.em
        .fork()
        .transactional(work, isolation === undefined ? {} : { isolationLevel: IsolationLevel[isolation] }),
    nested: (tx, work) => (tx as EntityManager).transactional(work),
    query: async (sql, tx) =>
      (await ((tx as EntityManager | undefined) ?? orm.em.fork()).execute(sql)) as Record<string, unknown>[],
    close: () => orm.close(true),
    // Kysely never gives a connection back whose ROLLBACK failed.
    abandon: () => void orm.close(true),
  }
}
