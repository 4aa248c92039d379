import { createDaybook } from '@daybook/core'
import { createEventMigration, createTypeormStore, type TypeormTransaction } from '@daybook/typeorm'
import { DataSource, type EntityManager, type Logger } from 'typeorm'
import type { OpenFaultRig } from '../../../scripts/test-faults.mjs'

/** TypeORM under fault. */
export const openFaultRig: OpenFaultRig<TypeormTransaction> = async ({ engine, url, onStatement }) => {
  const connection = {
    sqlite: { type: 'better-sqlite3' as const, database: url },
    postgres: { type: 'postgres' as const, url, extra: { max: 4 } },
    mariadb: { type: 'mariadb' as const, url, extra: { connectionLimit: 4 } },
  }[engine]
  const dataSource = new DataSource({
    ...connection,
    migrations: [createEventMigration({ dialect: engine })],
    logger: tellingOf(onStatement),
  })
  await dataSource.initialize()
  const store = createTypeormStore(dataSource)
  return {
    store,
    daybook: createDaybook({ store }),
    migrate: async () => void (await dataSource.runMigrations()),
    transaction: (work, isolation) =>
      isolation === undefined ? dataSource.transaction(work) : dataSource.transaction(isolation, work),
    nested: (tx, work) => (tx as EntityManager).transaction(work),
    query: async (sql, tx = dataSource.manager) => (await tx.query(sql)) as Record<string, unknown>[],
    close: () => dataSource.destroy(),
  }
}

function tellingOf(onStatement: () => void): Logger {
  const nothing = () => undefined
  return {
    logQuery: onStatement,
    logQueryError: nothing,
    logQuerySlow: nothing,
    logSchemaBuild: nothing,
    logMigration: nothing,
    log: nothing,
  }
}
