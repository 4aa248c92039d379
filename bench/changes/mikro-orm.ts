import { createDaybook } from '@daybook/core'
import { createMikroOrmStore, trackChanges } from '@daybook/mikro-orm'
import { EntitySchema } from '@mikro-orm/core'
import { MariaDbDriver } from '@mikro-orm/mariadb'
import { PostgreSqlDriver } from '@mikro-orm/postgresql'
import { type AbstractSqlDriver, MikroORM, type SqlEntityManager } from '@mikro-orm/sql'
import { SqliteDriver } from '@mikro-orm/sqlite'
import { allEngines } from '../orms/orm-bench.ts'
import { type ChangeBench, invoiceTable, invoiceType, type RunByHand } from './change-bench.ts'

interface Invoice {
  id: number
  amount: number
}

const drivers = { sqlite: SqliteDriver, postgres: PostgreSqlDriver, mariadb: MariaDbDriver }

/** MikroORM 7. */
export const mikroOrmChanges: ChangeBench = {
  name: 'MikroORM',
  engines: allEngines,

  async open(engine, url, isTracked) {
    const properties = Object.entries(invoiceTable.columns).map(([name, type]) => [
      name,
      { type: type === 'int' ? 'integer' : 'string', fieldName: name, primary: name === 'id' },
    ])
    const invoice = new EntitySchema<Invoice>({
      name: invoiceType,
      tableName: invoiceTable.name,
      properties: Object.fromEntries(properties),
    })
    const orm = await MikroORM.init<AbstractSqlDriver>({
      driver: drivers[engine] as typeof SqliteDriver,
      ...(engine === 'sqlite' ? { dbName: url } : { clientUrl: url }),
      entities: [invoice],
    })
    if (isTracked) {
      const daybook = createDaybook({ store: createMikroOrmStore(orm) })
      trackChanges(daybook, orm, { entities: [invoice] })
    }
    return {
      save: (id, amount, beside) =>
        orm.em.fork().transactional(async (em) => {
          const found = await em.findOneOrFail(invoice, id)
          found.amount = amount
          await beside?.(through(em))
        }),
      async updateAll(amount) {
        await orm.em.fork().nativeUpdate(invoice, {}, { amount })
      },
      byHand: (work) => orm.em.fork().transactional((em) => work(through(em))),
      close: () => orm.close(true),
    }
  },
}

function through(em: SqlEntityManager): RunByHand {
  return ({ sql, parameters }) => em.execute(sql.replaceAll(/\$\d+/g, '?'), [...parameters])
}
