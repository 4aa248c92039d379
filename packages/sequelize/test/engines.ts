import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Catalog, createDaybook, type Daybook, type DaybookEvent, type EventStore } from '@daybook/core'
import {
  createEventMigration,
  createEventModel,
  createFeedMigration,
  createSequelizeStore,
  type EventModel,
  type EventSchemaOptions,
  type SequelizeTransaction,
} from '@daybook/sequelize'
import mariadb from 'mariadb'
import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type ModelStatic,
  type Options,
  Sequelize,
} from 'sequelize'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'
import { sqlite3 } from '../../../scripts/test-sqlite3.mjs'

/** An app's own model. */
class Invoice extends Model<InferAttributes<Invoice>, InferCreationAttributes<Invoice>> {
  declare id: CreationOptional<number>
  declare status: CreationOptional<string>
  declare deletedAt: CreationOptional<Date | null>
}

/** A database and a driver. `sqlite` is a file, `mariadb-mysql2` a MariaDB server under Sequelize's dialect `mysql`. */
export type Engine = 'sqlite' | 'sqlite-memory' | 'postgres' | 'mariadb' | 'mariadb-mysql2'

/** Those of this run: SQLite where its driver could be built, the others where there is a server. */
export const engines: readonly Engine[] = [
  ...(sqlite3 ? (['sqlite', 'sqlite-memory'] as const) : []),
  ...(serverUrl('postgres') ? (['postgres'] as const) : []),
  ...(serverUrl('mariadb') ? (['mariadb', 'mariadb-mysql2'] as const) : []),
]

export const dialectOf = (engine: Engine): EventSchemaOptions['dialect'] =>
  engine === 'sqlite' || engine === 'sqlite-memory'
    ? 'sqlite'
    : engine === 'postgres'
      ? 'postgres'
      : 'mariadb'

/** A Sequelize on an empty database of its own. */
export interface Opened {
  readonly sequelize: Sequelize
  close(): Promise<void>
}

export async function openSequelize(engine: Engine, options: Options = {}): Promise<Opened> {
  if (engine === 'sqlite' || engine === 'sqlite-memory') {
    const folder = engine === 'sqlite' ? await mkdtemp(join(tmpdir(), 'daybook-')) : undefined
    const sequelize = new Sequelize({
      dialect: 'sqlite',
      storage: folder === undefined ? ':memory:' : join(folder, 'app.db'),
      dialectModule: sqlite3 as object,
      logging: false,
      ...options,
    })
    return {
      sequelize,
      async close() {
        await sequelize.close()
        if (folder !== undefined) await rm(folder, { recursive: true, force: true })
      },
    }
  }
  const database = await freshDatabase(engine === 'postgres' ? engine : 'mariadb')
  const url = new URL(database.url)
  const sequelize = new Sequelize({
    dialect: engine === 'mariadb-mysql2' ? 'mysql' : engine,
    ...(engine === 'mariadb' && { dialectModule: mariadb }),
    host: url.hostname,
    port: Number(url.port),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: database.name,
    pool: { max: 4 },
    logging: false,
    ...options,
  })
  return {
    sequelize,
    async close() {
      await sequelize.close()
      await database.drop()
    },
  }
}

/** A daybook on a database of its own. */
export interface Rig extends Opened {
  readonly store: EventStore<SequelizeTransaction, { readonly Bill: Invoice }>
  readonly daybook: Daybook<Catalog, { readonly Bill: Invoice }, SequelizeTransaction>
  /** What `eventLogged` has said so far. */
  readonly heard: DaybookEvent[]
  readonly events: ModelStatic<EventModel>
  readonly invoices: typeof Invoice
  readonly lines: ModelStatic<Model>
}

export async function openRig(engine: Engine, options: Options = {}): Promise<Rig> {
  const { sequelize, close } = await openSequelize(engine, options)
  // A class of its own for each instance, as each app has its own.
  const invoices = class Invoice_ extends Invoice {}
  invoices.init(
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      status: { type: DataTypes.TEXT, defaultValue: 'open' },
      deletedAt: DataTypes.DATE,
    },
    {
      sequelize,
      modelName: 'Invoice',
      tableName: 'invoice',
      createdAt: false,
      updatedAt: false,
      paranoid: true,
    },
  )
  const lines = sequelize.define(
    'InvoiceLine',
    {
      invoice: { type: DataTypes.INTEGER, primaryKey: true },
      line: { type: DataTypes.INTEGER, primaryKey: true },
    },
    { timestamps: false, tableName: 'invoice_line' },
  )
  const dialect = dialectOf(engine)
  const events = createEventModel(sequelize)
  await createEventMigration({ dialect }).up(sequelize.getQueryInterface())
  await createFeedMigration({ dialect }).up(sequelize.getQueryInterface())
  await invoices.sync()
  await lines.sync()
  const store = createSequelizeStore(sequelize, { references: { Bill: invoices }, feed: true })
  const daybook = createDaybook({ store })
  const heard: DaybookEvent[] = []
  daybook.on('eventLogged', (event) => heard.push(event))
  return { sequelize, store, daybook, heard, events, invoices, lines, close }
}
