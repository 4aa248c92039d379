import { createDaybook, type DaybookEvent } from '@daybook/core'
import type { TrackOptions } from '@daybook/core/changes'
import {
  createEventMigration,
  createSequelizeStore,
  type SequelizeModel,
  trackChanges,
} from '@daybook/sequelize'
import { DataTypes, type Model, type ModelStatic, type Options, Sequelize } from 'sequelize'
import { dialectOf, type Engine, openSequelize } from './engines.ts'

// biome-ignore lint/suspicious/noExplicitAny: the attributes of a test's models
type Row = Model<any, any> & Record<string, any>

/** Old releases parse a second time what the driver `mariadb` has parsed, and fail. */
export const readsJson = (engine: Engine): boolean =>
  engine !== 'mariadb' || (Sequelize as unknown as { version: string }).version !== '6.6.5'

/** Models of every kind of column, and a daybook that tracks them. */
export async function openChanges(
  engine: Engine,
  rules: Partial<TrackOptions<SequelizeModel>> = {},
  options: Options = {},
) {
  const { sequelize, close } = await openSequelize(engine, options)
  const invoices = sequelize.define<Row>(
    'Invoice',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      number: {
        type: DataTypes.STRING(20),
        unique: true,
        get(this: Row) {
          return `No ${this.getDataValue('number')}`
        },
      },
      status: { type: DataTypes.STRING(20), field: 'state_code', defaultValue: 'open' },
      amount: DataTypes.DECIMAL(10, 2),
      meta: DataTypes.JSON,
      paidAt: { type: DataTypes.DATE(3), field: 'paid_at' },
      due: DataTypes.DATEONLY,
      isSent: { type: DataTypes.BOOLEAN, defaultValue: false },
      reminders: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      title: {
        type: DataTypes.VIRTUAL,
        get(this: Row) {
          return `${this.getDataValue('number')}`
        },
      },
    },
    { tableName: 'invoice', paranoid: true, createdAt: false, updatedAt: false },
  )
  const tags = sequelize.define<Row>(
    'Tag',
    { id: { type: DataTypes.INTEGER, primaryKey: true }, name: DataTypes.STRING(20) },
    { tableName: 'tag', timestamps: false },
  )
  const notes = sequelize.define<Row>(
    'Note',
    { id: { type: DataTypes.INTEGER, primaryKey: true }, text: DataTypes.TEXT },
    { tableName: 'note', timestamps: false },
  )
  invoices.belongsToMany(tags, { through: 'invoice_tag', timestamps: false, as: 'tags' })
  tags.belongsToMany(invoices, { through: 'invoice_tag', timestamps: false, as: 'invoices' })
  await createEventMigration({ dialect: dialectOf(engine) }).up(sequelize.getQueryInterface())
  await sequelize.sync()

  const daybook = createDaybook({
    store: createSequelizeStore(sequelize, { references: { Bill: invoices } }),
  })
  const stop = trackChanges(daybook, sequelize, { entities: [invoices, tags, notes], ...rules })
  const events = async () => (await daybook.find({ order: 'oldest', limit: 1_000 })).events
  let seen = 0
  return {
    sequelize,
    invoices: invoices as ModelStatic<Row>,
    tags: tags as ModelStatic<Row>,
    notes: notes as ModelStatic<Row>,
    daybook,
    stop,
    events,
    /** What was logged since this was last asked, in short. */
    async logged() {
      const all = await events()
      const fresh = all.slice(seen)
      seen = all.length
      return fresh.map(shortly)
    },
    [Symbol.asyncDispose]: close,
  }
}

function shortly({ action, target, changes, data }: DaybookEvent) {
  const { bulk } = data as { readonly bulk?: boolean }
  return bulk ? [action, data] : [action, target?.id ?? null, changes ?? null]
}
