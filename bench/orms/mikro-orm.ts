import { createDaybook } from '@daybook/core'
import { createEventEntity, createMikroOrmStore } from '@daybook/mikro-orm'
import { MariaDbDriver } from '@mikro-orm/mariadb'
import { PostgreSqlDriver } from '@mikro-orm/postgresql'
import { type AbstractSqlDriver, type EntityManager, MikroORM } from '@mikro-orm/sql'
import { SqliteDriver } from '@mikro-orm/sqlite'
import { openBareDriver } from './bare-drivers.ts'
import { rowOf } from './event-row.ts'
import { allEngines, type OrmBench } from './orm-bench.ts'

const drivers = { sqlite: SqliteDriver, postgres: PostgreSqlDriver, mariadb: MariaDbDriver }

/** MikroORM 7 on better-sqlite3, pg and mysql2. */
export const mikroOrmBench: OrmBench<EntityManager> = {
  name: 'MikroORM',
  engines: allEngines,
  bare: openBareDriver,

  async open(engine, url) {
    const entity = createEventEntity({ dialect: engine })
    const orm = await MikroORM.init<AbstractSqlDriver>({
      driver: drivers[engine] as typeof SqliteDriver,
      ...(engine === 'sqlite' ? { dbName: url } : { clientUrl: url }),
      entities: [entity],
    })
    const store = createMikroOrmStore(orm)
    return {
      store,
      daybook: createDaybook({ store }),
      transaction: (work) => orm.em.fork().transactional(work),
      byHand: (em, { sql, parameters }) => em.execute(sql.replaceAll(/\$\d+/g, '?'), [...parameters]),
      create: (event) => orm.em.fork().insert(entity, rowOf(event)),
      bulk: (events) => orm.em.fork().insertMany(entity, events.map(rowOf)),
      close: () => orm.close(true),
    }
  },
}
