import { createDaybook } from '@daybook/core'
import { createTypeormStore, trackChanges } from '@daybook/typeorm'
import { DataSource, type EntityManager, EntitySchema } from 'typeorm'
import { allEngines } from '../orms/orm-bench.ts'
import { type ChangeBench, invoiceTable, invoiceType, type RunByHand } from './change-bench.ts'

interface Invoice {
  id: number
  amount: number
}

/** TypeORM 1. */
export const typeormChanges: ChangeBench = {
  name: 'TypeORM',
  engines: allEngines,

  async open(engine, url, isTracked) {
    const connection = {
      sqlite: { type: 'better-sqlite3' as const, database: url, enableWAL: true },
      postgres: { type: 'postgres' as const, url },
      mariadb: { type: 'mariadb' as const, url },
    }[engine]
    const invoice = new EntitySchema<Invoice>({
      name: invoiceType,
      tableName: invoiceTable.name,
      columns: Object.fromEntries(
        Object.entries(invoiceTable.columns).map(([name, type]) => [
          name,
          { type: type === 'int' ? Number : String, primary: name === 'id' },
        ]),
      ) as never,
    })
    const dataSource = await new DataSource({ ...connection, entities: [invoice] }).initialize()
    if (isTracked) {
      const daybook = createDaybook({ store: createTypeormStore(dataSource) })
      trackChanges(daybook, dataSource, { entities: [invoice] })
    }
    return {
      save: (id, amount, beside) =>
        dataSource.transaction(async (tx) => {
          const invoices = tx.getRepository(invoice)
          const found = await invoices.findOneByOrFail({ id })
          found.amount = amount
          await invoices.save(found)
          await beside?.(through(tx))
        }),
      async updateAll(amount) {
        await dataSource.createQueryBuilder().update(invoice).set({ amount }).execute()
      },
      byHand: (work) => dataSource.transaction((tx) => work(through(tx))),
      close: () => dataSource.destroy(),
    }
  },
}

function through(tx: EntityManager): RunByHand {
  return ({ sql, parameters }) => tx.query(sql, [...parameters])
}
