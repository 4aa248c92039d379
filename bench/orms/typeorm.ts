import { createDaybook } from '@daybook/core'
import {
  createEventEntity,
  createTypeormStore,
  type EventEntity,
  type TypeormTransaction,
} from '@daybook/typeorm'
import { DataSource } from 'typeorm'
import { openBareDriver } from './bare-drivers.ts'
import { rowOf } from './event-row.ts'
import { allEngines, type OrmBench } from './orm-bench.ts'

/** TypeORM 1. */
export const typeormBench: OrmBench<TypeormTransaction> = {
  name: 'TypeORM',
  engines: allEngines,
  bare: openBareDriver,

  async open(engine, url) {
    const connection = {
      sqlite: { type: 'better-sqlite3' as const, database: url, enableWAL: true },
      postgres: { type: 'postgres' as const, url },
      mariadb: { type: 'mariadb' as const, url },
    }[engine]
    const dataSource = new DataSource({ ...connection, entities: [createEventEntity({ dialect: engine })] })
    await dataSource.initialize()
    const store = createTypeormStore(dataSource)
    return {
      store,
      daybook: createDaybook({ store }),
      transaction: (work) => dataSource.transaction(work),
      byHand: (tx, { sql, parameters }) => tx.query(sql, [...parameters]),
      create: (event) => dataSource.getRepository<EventEntity>('DaybookEvent').insert(rowOf(event) as object),
      bulk: (events) =>
        dataSource
          .createQueryBuilder()
          .insert()
          .into<EventEntity>('DaybookEvent')
          .values(events.map(rowOf) as object[])
          .updateEntity(false)
          .callListeners(false)
          .execute(),
      close: () => dataSource.destroy(),
    }
  },
}
