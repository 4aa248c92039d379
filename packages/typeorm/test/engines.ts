import 'reflect-metadata'
import { type Catalog, createDaybook, type Daybook, type DaybookEvent, type EventStore } from '@daybook/core'
import {
  createEventEntity,
  createEventMigration,
  createFeedMigration,
  createTypeormStore,
  type TypeormTransaction,
} from '@daybook/typeorm'
import { Column, DataSource, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'

@Entity()
export class Invoice {
  @PrimaryGeneratedColumn()
  id!: number

  @Column('text', { default: 'open' })
  status!: string
}

@Entity()
export class InvoiceLine {
  @PrimaryColumn('int')
  invoice!: number

  @PrimaryColumn('int')
  line!: number
}

const references = { Bill: Invoice }

/** A daybook on a database of its own. */
export interface Rig {
  readonly dataSource: DataSource
  readonly store: EventStore<TypeormTransaction, { readonly Bill: Invoice }>
  readonly daybook: Daybook<Catalog, { readonly Bill: Invoice }, TypeormTransaction>
  /** What `eventLogged` has said so far. */
  readonly heard: DaybookEvent[]
  /** What TypeORM would change of the events table after our migration. */
  readonly schemaDiff: readonly string[]
  close(): Promise<void>
}

export type Dialect = 'sqlite' | 'postgres' | 'mariadb'

/** The engines of this run: SQLite always, the others where there is a server. */
export const dialects: readonly Dialect[] = [
  'sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

/** The options of a DataSource on an empty database of its own. */
export async function connectionTo(dialect: Dialect) {
  const database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
  const url = database?.url ?? ''
  const connection = {
    sqlite: { type: 'better-sqlite3' as const, database: ':memory:' },
    postgres: { type: 'postgres' as const, url, extra: { max: 4 } },
    mariadb: { type: 'mariadb' as const, url, extra: { connectionLimit: 4 } },
  }[dialect]
  return { connection, drop: async () => await database?.drop() }
}

/** `prepare` gets the DataSource when it is initialised, before the store is made. */
export async function openRig(
  dialect: Dialect,
  prepare: (dataSource: DataSource) => void = () => {},
): Promise<Rig> {
  const { connection, drop } = await connectionTo(dialect)
  const dataSource = new DataSource({
    ...connection,
    entities: [Invoice, InvoiceLine, createEventEntity({ dialect })],
    migrations: [createEventMigration({ dialect }), createFeedMigration({ dialect })],
  })
  await dataSource.initialize()
  await dataSource.runMigrations()
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log()
  await dataSource.synchronize()
  prepare(dataSource)
  const store = createTypeormStore(dataSource, { references, feed: true })
  const daybook = createDaybook({ store })
  const heard: DaybookEvent[] = []
  daybook.on('eventLogged', (event) => heard.push(event))
  return {
    dataSource,
    store,
    daybook,
    schemaDiff: upQueries.map(({ query }) => query).filter((query) => query.includes('daybook_events')),
    heard,
    async close() {
      await dataSource.destroy()
      await drop()
    },
  }
}
