import { createDaybook } from '@daybook/core'
import type { MikroORM as CoreMikroOrm } from '@mikro-orm/core'
import type { EntityManager as MariaDbManager, MikroORM as MariaDbOrm } from '@mikro-orm/mariadb'
import { MikroORM as PostgresOrm } from '@mikro-orm/postgresql'
import type { EntityManager } from '@mikro-orm/sql'
import type { MikroORM as SqliteOrm } from '@mikro-orm/sqlite'
import { describe, expectTypeOf, it } from 'vitest'
import {
  createEventEntity,
  createEventMigration,
  createMikroOrmStore,
  type EventEntity,
  type MikroOrmTransaction,
} from '../index.ts'

class Invoice {
  readonly number = 7
}
class User {
  readonly email = ''
}

/** The managers of the other ORMs, as far as their adapters look at them. */
interface TypeormManager {
  readonly queryRunner?: object
  query(sql: string, parameters?: unknown[]): Promise<unknown>
}
interface SequelizeTransaction {
  commit(): Promise<void>
  rollback(): Promise<void>
}

declare const core: CoreMikroOrm
declare const postgres: PostgresOrm
declare const mariadb: MariaDbOrm
declare const sqlite: SqliteOrm
declare const typeormManager: TypeormManager
declare const sequelizeTransaction: SequelizeTransaction

describe('createMikroOrmStore', () => {
  it('takes the ORM of every driver', () => {
    expectTypeOf(createMikroOrmStore).toBeCallableWith(core)
    expectTypeOf(createMikroOrmStore).toBeCallableWith(postgres)
    expectTypeOf(createMikroOrmStore).toBeCallableWith(mariadb)
    expectTypeOf(createMikroOrmStore).toBeCallableWith(sqlite)
    // @ts-expect-error a configuration is not an ORM
    createMikroOrmStore({ dbName: 'x' })
  })

  it('takes what transactional() gives as tx, and nothing of another ORM', async () => {
    const daybook = createDaybook({ store: createMikroOrmStore(postgres) })
    await postgres.em.transactional((tx) => daybook.log('x', { tx }))
    await mariadb.em.transactional((tx) => daybook.within(tx).log('x'))
    await daybook.log('x', { tx: null })
    // @ts-expect-error a TypeORM manager
    await daybook.log('x', { tx: typeormManager })
    // @ts-expect-error a Sequelize transaction
    await daybook.log('x', { tx: sequelizeTransaction })
    expectTypeOf<EntityManager>().toExtend<MikroOrmTransaction>()
    expectTypeOf<MariaDbManager>().toExtend<MikroOrmTransaction>()
  })

  it('knows the classes of its references', async () => {
    const daybook = createDaybook({ store: createMikroOrmStore(sqlite, { references: { Invoice } }) })
    await daybook.log('x', { target: new Invoice() })
    // @ts-expect-error User is not registered
    await daybook.log('x', { target: new User() })
  })
})

describe('the schema', () => {
  it('fits the options of an ORM, and its own queries', async () => {
    const entity = createEventEntity({ dialect: 'postgres', table: 'events', schema: 'audit' })
    const migration = createEventMigration({ dialect: 'postgres' })
    await PostgresOrm.init({ entities: [entity], migrations: { migrationsList: [migration] } })
    const [row] = await postgres.em.find(entity, { action: 'invoice.paid', occurredAt: { $lt: new Date() } })
    expectTypeOf(row).toExtend<EventEntity | undefined>()
    // @ts-expect-error no such dialect
    createEventEntity({ dialect: 'mssql' })
  })
})
