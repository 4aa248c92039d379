import { createDaybook } from '@daybook/core'
import {
  createEventMigration,
  createSequelizeStore,
  type SequelizeTransaction,
  trackChanges,
} from '@daybook/sequelize'
import type { ChangeApis, ChangeRig, InvoiceValues } from '@daybook/store-kit/changes'
import {
  DataTypes,
  type Includeable,
  literal,
  type Model,
  type ModelStatic,
  type Sequelize,
  type Transaction,
} from 'sequelize'
import { dialectOf, type Engine, openSequelize } from './engines.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows of any model, with the methods of its associations
type Row = Model<any, any> & Record<string, any>

type Tx = SequelizeTransaction

interface App {
  readonly sequelize: Sequelize
  readonly invoices: ModelStatic<Row>
  readonly tags: ModelStatic<Row>
}

function defineModels(sequelize: Sequelize, engine: Engine): App {
  const isSqlite = dialectOf(engine) === 'sqlite'
  const invoices = sequelize.define<Row>(
    'Invoice',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      number: { type: DataTypes.STRING(40), unique: true },
      status: { type: DataTypes.ENUM('open', 'paid', 'void'), field: 'state_code' },
      amount: DataTypes.DECIMAL(12, 2),
      quantity: { type: DataTypes.INTEGER, defaultValue: 0 },
      // The driver of SQLite reads integers as numbers, which are not large enough.
      views: isSqlite ? DataTypes.STRING(20) : DataTypes.BIGINT,
      urgent: DataTypes.BOOLEAN,
      dueAt: { type: DataTypes.DATE(3), field: 'due_at' },
      meta: DataTypes.JSON,
      scan: DataTypes.BLOB,
      phone: DataTypes.STRING(40),
      note: DataTypes.TEXT,
      lastSeenAt: DataTypes.DATE(3),
      deletedAt: DataTypes.DATE(3),
    },
    { tableName: 'invoice', paranoid: true, createdAt: false, updatedAt: false },
  )
  const tags = sequelize.define<Row>(
    'Tag',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: DataTypes.STRING(40),
    },
    { tableName: 'tag', timestamps: false },
  )
  // Without foreign keys, which TRUNCATE would stumble over.
  const through = { through: 'invoice_tag', timestamps: false, constraints: false }
  invoices.belongsToMany(tags, { ...through, as: 'tags' })
  tags.belongsToMany(invoices, { ...through, as: 'invoices' })
  return { sequelize, invoices, tags }
}

/** The ways in which Sequelize writes. */
function scenarioApis({ sequelize, invoices, tags }: App, engine: Engine): ChangeApis<Tx> {
  const methods = () => sequelize.getQueryInterface()
  const within = (tx: Tx | null) => ({ transaction: tx as Transaction | null })
  const one = async (id: string, tx: Tx | null) =>
    (await invoices.findByPk(id, { ...within(tx), paranoid: false, rejectOnEmpty: true })) as Row
  const tag = async (id: string, tx: Tx | null) =>
    (await tags.findByPk(id, { ...within(tx), rejectOnEmpty: true })) as Row
  const idOf = (row: Row) => String(row.id)
  const rowOf = ({ scan, ...values }: Partial<InvoiceValues>) => ({
    ...values,
    ...(scan !== undefined && { scan: scan && Buffer.from(scan) }),
  })
  const columnsOf = ({ status, ...values }: Partial<InvoiceValues>) => ({
    ...rowOf(values),
    ...(status !== undefined && { state_code: status }),
  })

  return {
    create: {
      'Model.create': async (values, tx) => idOf(await invoices.create(rowOf(values), within(tx))),
      'Model.build().save': async (values, tx) => idOf(await invoices.build(rowOf(values)).save(within(tx))),
      'Model.findOrCreate': async ({ number, ...values }, tx) => {
        const [row] = await invoices.findOrCreate({
          where: { number },
          defaults: rowOf(values),
          ...within(tx),
        })
        return idOf(row)
      },
      'Model.create({ include })': async (values, tx) =>
        idOf(await invoices.create(rowOf(values), { ...within(tx), include: ['tags'] as Includeable[] })),
    },
    createMany: {
      'Model.bulkCreate': async (values, tx) =>
        void (await invoices.bulkCreate(values.map(rowOf), within(tx))),
      'Model.bulkCreate({ individualHooks: true })': async (values, tx) =>
        void (await invoices.bulkCreate(values.map(rowOf), { ...within(tx), individualHooks: true })),
      'Model.bulkCreate({ ignoreDuplicates: true })': async (values, tx) =>
        void (await invoices.bulkCreate(values.map(rowOf), { ...within(tx), ignoreDuplicates: true })),
    },
    update: {
      'instance.update': async (id, values, tx) =>
        void (await (await one(id, tx)).update(rowOf(values), within(tx))),
      'instance.save': async (id, values, tx) => {
        const row = await one(id, tx)
        Object.assign(row, rowOf(values))
        await row.save(within(tx))
      },
      'instance.save({ hooks: false })': async (id, values, tx) =>
        void (await (await one(id, tx)).set(rowOf(values)).save({ ...within(tx), hooks: false })),
      'Model.update by key': async (id, values, tx) =>
        void (await invoices.update(rowOf(values), { where: { id }, ...within(tx) })),
    },
    updateMany: {
      'Model.update': async (status, values, tx) =>
        void (await invoices.update(rowOf(values), { where: { status }, ...within(tx) })),
      'Model.update({ hooks: false })': async (status, values, tx) =>
        void (await invoices.update(rowOf(values), { where: { status }, hooks: false, ...within(tx) })),
      'Model.update({ individualHooks: true })': async (status, values, tx) =>
        void (await invoices.update(rowOf(values), {
          where: { status },
          individualHooks: true,
          ...within(tx),
        })),
      'queryInterface.bulkUpdate': async (status, values, tx) =>
        void (await methods().bulkUpdate('invoice', columnsOf(values), { state_code: status }, within(tx))),
    },
    increment: {
      'Model.increment': async (status, by, tx) =>
        void (await invoices.increment({ quantity: by }, { where: { status }, ...within(tx) })),
      'Model.decrement': async (status, by, tx) =>
        void (await invoices.decrement({ quantity: -by }, { where: { status }, ...within(tx) })),
      'instance.increment': async (status, by, tx) => {
        for (const row of await invoices.findAll({ where: { status }, ...within(tx) }))
          await row.increment('quantity', { by, ...within(tx) })
      },
      'Model.update with literal()': async (status, by, tx) =>
        void (await invoices.update(
          { quantity: literal(`quantity + ${by}`) },
          { where: { status }, ...within(tx) },
        )),
    },
    upsert: {
      'Model.upsert': async (values, tx) => void (await invoices.upsert(rowOf(values), within(tx))),
      'Model.bulkCreate({ updateOnDuplicate })': async (values, tx) =>
        void (await invoices.bulkCreate([rowOf(values)], {
          updateOnDuplicate: Object.keys(values),
          ...within(tx),
        })),
    },
    delete: {
      'instance.destroy({ force: true })': async (id, tx) =>
        (await one(id, tx)).destroy({ force: true, ...within(tx) }),
      'Model.destroy({ force: true }) by key': async (id, tx) =>
        void (await invoices.destroy({ where: { id }, force: true, ...within(tx) })),
    },
    deleteMany: {
      'Model.destroy({ force: true })': async (status, tx) =>
        void (await invoices.destroy({ where: { status }, force: true, ...within(tx) })),
      'queryInterface.bulkDelete': async (status, tx) =>
        void (await methods().bulkDelete('invoice', { state_code: status }, within(tx))),
    },
    truncate:
      dialectOf(engine) === 'mariadb'
        ? { unsupported: 'TRUNCATE commits the open transaction; its events follow it' }
        : { 'Model.truncate': (tx) => invoices.truncate({ force: true, ...within(tx) }) },
    softDelete: {
      'instance.destroy': async (id, tx) => (await one(id, tx)).destroy(within(tx)),
    },
    softDeleteMany: {
      'Model.destroy': async (status, tx) =>
        void (await invoices.destroy({ where: { status }, ...within(tx) })),
    },
    restore: { 'instance.restore': async (id, tx) => (await one(id, tx)).restore(within(tx)) },
    restoreMany: {
      'Model.restore': async (status, tx) =>
        void (await invoices.restore({ where: { status }, ...within(tx) })),
    },
    link: {
      'instance.addX': async (id, tagId, tx) => (await one(id, tx)).addTag(await tag(tagId, tx), within(tx)),
      'instance.setX': async (id, tagId, tx) =>
        (await one(id, tx)).setTags([await tag(tagId, tx)], within(tx)),
      'instance.addX of the other end': async (id, tagId, tx) =>
        (await tag(tagId, tx)).addInvoice(await one(id, tx), within(tx)),
    },
    unlink: {
      'instance.removeX': async (id, tagId, tx) =>
        (await one(id, tx)).removeTag(await tag(tagId, tx), within(tx)),
      'instance.setX': async (id, _tagId, tx) => (await one(id, tx)).setTags([], within(tx)),
    },
    pastTheOrm: {
      'sequelize.query': {
        seen: 'not seen',
        why: 'SQL is not read',
        run: async (status, values, tx) =>
          void (await sequelize.query('UPDATE invoice SET state_code = $1 WHERE state_code = $2', {
            bind: [values.status, status],
            ...within(tx),
          })),
      },
    },
  }
}

/** A rig of the shared scenarios, whose database can be emptied for the next. */
export interface ScenarioRig extends ChangeRig<Tx> {
  empty(): Promise<void>
}

export async function openScenarioRig(engine: Engine): Promise<ScenarioRig> {
  const { sequelize, close } = await openSequelize(engine)
  const app = defineModels(sequelize, engine)
  const { invoices, tags } = app
  await createEventMigration({ dialect: dialectOf(engine) }).up(sequelize.getQueryInterface())
  await sequelize.sync()
  const daybook = createDaybook({ store: createSequelizeStore(sequelize) })

  return {
    daybook,
    track: ({ invoice, bulk }) =>
      trackChanges(daybook, sequelize, {
        entities: [{ entity: invoices, ...invoice }, tags],
        ...(bulk && { bulk }),
      }),
    transaction: (work) => sequelize.transaction(work),
    savepoint: (tx, work) => sequelize.transaction({ transaction: tx as Transaction }, work),
    apis: scenarioApis(app, engine),
    saveTwice: (id, values) =>
      sequelize.transaction(async (transaction) => {
        const row = await invoices.findByPk(id, { transaction, rejectOnEmpty: true })
        await row.set(values).save({ transaction })
        await row.save({ transaction })
      }),
    async seedTags(names) {
      const made = []
      for (const name of names) made.push(String((await tags.create({ name })).id))
      return made
    },
    async read(id) {
      return (await invoices.findByPk(id, { paranoid: false }))?.dataValues
    },
    async ids() {
      const rows = await invoices.findAll({ attributes: ['id'], order: ['id'], paranoid: false })
      return rows.map(({ id }) => String(id))
    },
    async empty() {
      for (const table of ['invoice_tag', 'invoice', 'tag', 'daybook_events'])
        await sequelize.query(`DELETE FROM ${table}`)
    },
    close,
  }
}

/** The ways to make changes, by name: without a database there are none to call. */
export function namedApis(engine: Engine): ChangeApis<Tx> {
  return scenarioApis({} as App, engine)
}
