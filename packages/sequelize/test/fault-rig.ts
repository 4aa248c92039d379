import { createDaybook } from '@daybook/core'
import { createEventMigration, createSequelizeStore, type SequelizeTransaction } from '@daybook/sequelize'
import { Sequelize, Transaction } from 'sequelize'
import type { OpenFaultRig } from '../../../scripts/test-faults.mjs'
import { sqlite3 } from '../../../scripts/test-sqlite3.mjs'

/** Sequelize under fault. */
export const openFaultRig: OpenFaultRig<SequelizeTransaction> = async ({ engine, url, onStatement }) => {
  const options = { logging: onStatement, pool: { max: 4 } }
  const sequelize =
    engine === 'sqlite'
      ? new Sequelize({ ...options, dialect: engine, storage: url, dialectModule: sqlite3 as object })
      : new Sequelize(url, { ...options, dialect: engine })
  const store = createSequelizeStore(sequelize)
  return {
    store,
    daybook: createDaybook({ store }),
    migrate: () => createEventMigration({ dialect: engine }).up(sequelize.getQueryInterface()),
    transaction: (work, isolation) =>
      isolation === undefined
        ? sequelize.transaction(work)
        : sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS[isolation] }, work),
    nested: (tx, work) => sequelize.transaction({ transaction: tx as Transaction }, work),
    async query(sql, tx) {
      const [rows] = await sequelize.query(sql, { transaction: (tx as Transaction | undefined) ?? null })
      return rows as Record<string, unknown>[]
    },
    close: () => sequelize.close(),
  }
}
