import { createDaybook, referenceKey } from '@daybook/core'
import {
  createEventMigration,
  createEventModel,
  createFeedMigration,
  createSequelizeStore,
} from '@daybook/sequelize'
import { DataTypes, Op, QueryTypes, Sequelize } from 'sequelize'
import { memoryStorage, Umzug } from 'umzug'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeTable } from '../../../scripts/test-schema.mjs'
import { dialectOf, engines, openRig, openSequelize, type Rig } from './engines.ts'

describe.each(engines)('%s', (engine) => {
  const dialect = dialectOf(engine)
  let rig: Rig
  beforeAll(async () => {
    rig = await openRig(engine)
  })
  afterAll(() => rig.close())
  beforeEach(async () => {
    await rig.sequelize.query('DELETE FROM daybook_events')
  })

  test("the app's own queries with the model read the same events", async () => {
    const logged = await rig.daybook.log('x', {
      data: { a: [1, 'x', null] },
      occurredAt: '2024-01-01T00:00:00.123Z',
      context: { durationMs: 1.5, statusCode: 418 },
    })
    const text = await rig.daybook.log('y', { data: '"quoted"' })
    const { occurredAt, recordedAt } = logged
    const seen = {
      id: logged.id,
      action: 'x',
      tenant: '',
      data: { a: [1, 'x', null] },
      changes: null,
      context: {},
      occurredAt,
      recordedAt,
      statusCode: 418,
      durationMs: 1.5,
    }
    const one = await rig.events.findByPk(logged.id)
    expect(one?.get({ plain: true })).toMatchObject(seen)
    expect(one?.toJSON()).toMatchObject(seen)
    const found = await rig.events.findAll({
      where: { occurredAt: { [Op.lt]: new Date('2024-01-01T00:00:00.124Z') } },
    })
    expect(found.map(({ id }) => id)).toEqual([logged.id])
    expect(await rig.events.count({ where: { occurredAt: { [Op.lt]: occurredAt } } })).toBe(0)
    expect(await rig.events.count({ where: { id: [logged.id, text.id], action: 'y' } })).toBe(1)
    expect((await rig.events.findOne({ where: { action: 'y' } }))?.data).toBe('"quoted"')
  })

  test('what the model writes, the store reads', async () => {
    const event = await rig.daybook.log('x', { data: { a: 1 }, actor: { type: 'User', id: 1 }, note: 'n' })
    const row = (await rig.events.findByPk(event.id))?.get({ plain: true })
    await rig.sequelize.query('DELETE FROM daybook_events')
    await rig.events.create(row as never)
    expect(await rig.daybook.get(event.id)).toEqual(event)
    await rig.sequelize.query('DELETE FROM daybook_events')
    await rig.events.bulkCreate([row as never])
    expect(await rig.daybook.get(event.id)).toEqual(event)
  })

  test('after the migration the table is the one that sync() makes of the model', async () => {
    const { sequelize, close } = await openSequelize(engine)
    await createEventModel(sequelize).sync()
    const describeIn = (each: Sequelize) =>
      describeTable(
        (sql) => each.query(sql, { type: QueryTypes.SELECT, raw: true }),
        dialect,
        'daybook_events',
      )
    const [made, synced] = [await describeIn(rig.sequelize), await describeIn(sequelize)]
    expect(made.columns).toHaveLength(23)
    expect(made.indexes.length).toBeGreaterThanOrEqual(6)
    expect(synced).toEqual(made)
    await rig.events.sync()
    expect(await describeIn(rig.sequelize)).toEqual(made)
    await close()
  })

  test('umzug runs the migrations once, and undoes them', async () => {
    const { sequelize, close } = await openSequelize(engine)
    const options = { dialect, table: 'another_book' }
    const umzug = new Umzug({
      migrations: [createEventMigration(options), createFeedMigration(options)],
      context: sequelize.getQueryInterface(),
      storage: memoryStorage(),
      logger: undefined,
    })
    expect((await umzug.up()).map(({ name }) => name)).toEqual(['another_book', 'another_book_feed'])
    expect(await umzug.pending()).toEqual([])
    const daybook = createDaybook({
      store: createSequelizeStore(sequelize, { table: 'another_book', feed: true }),
    })
    await daybook.log('x')
    await sequelize.transaction(() => daybook.log('y'))
    expect(await daybook.count()).toBe(2)
    await umzug.down({ to: 0 })
    await expect(daybook.log('x')).rejects.toMatchObject({ code: 'DAYBOOK_TABLE_MISSING' })
    await close()
  })

  test('D1: neither the zone of the session nor that of Sequelize shifts a time', async () => {
    if (dialect === 'sqlite') return
    const occurredAt = new Date('2026-06-01T12:34:56.789Z')
    // Sequelize gives the drivers of MariaDB its own option, of which neither takes every form.
    const zones = { postgres: ['+05:45', 'Asia/Kathmandu'], mariadb: ['+05:00', 'Asia/Karachi'] }
    for (const timezone of engine === 'mariadb-mysql2' ? ['+05:45'] : zones[dialect]) {
      const { sequelize, close } = await openSequelize(engine, { timezone })
      await createEventMigration({ dialect }).up({ context: sequelize.getQueryInterface() })
      const daybook = createDaybook({ store: createSequelizeStore(sequelize) })
      const model = createEventModel(sequelize)
      const before = Date.now()
      const event = await daybook.log('zoned', { occurredAt })
      expect(Math.abs((event.recordedAt?.getTime() ?? 0) - before)).toBeLessThan(60_000)
      expect(await daybook.get(event.id)).toEqual(event)
      const row = await model.findOne({ where: { occurredAt } })
      expect([row?.occurredAt, row?.recordedAt]).toEqual([occurredAt, event.recordedAt])
      await close()
    }
  })

  test('references come from instances: single key, composite key, unsaved, found through a scope', async () => {
    const saved = await rig.invoices.create()
    rig.invoices.addScope('open', { where: { status: 'open' } }, { override: true })
    const scoped = await rig.invoices.scope('open').findOne({ where: { id: saved.id } })
    const { references } = rig.store
    const bill = { type: 'Bill', id: String(saved.id) }
    expect(references?.of(saved)).toEqual(bill)
    expect(scoped && references?.of(scoped)).toEqual(bill)
    expect(references?.of(rig.lines.build({ invoice: 4, line: 2 }))).toEqual({
      type: 'InvoiceLine',
      id: '["4","2"]',
    })
    expect(references?.of(rig.invoices.build())).toEqual({ type: 'Bill', id: null })
    expect(references?.of({ id: 1 })).toBeUndefined()
    const other = new Sequelize({ dialect: 'postgres' })
    const stranger = other.define('Invoice', { id: { type: DataTypes.INTEGER, primaryKey: true } })
    expect(references?.of(stranger.build({ id: 1 }))).toBeUndefined()
  })

  test('references lead back, in one go, past what is gone or cannot be; soft-deleted ones too', async () => {
    const [first, deleted, gone] = await rig.invoices.bulkCreate([{}, {}, {}], { returning: true })
    const all = await rig.invoices.findAll({ order: [['id', 'DESC']], limit: 3 })
    expect([first, deleted, gone]).toHaveLength(3)
    const [goneRow, deletedRow, firstRow] = all
    await goneRow?.destroy({ force: true })
    await deletedRow?.destroy()
    await rig.lines.upsert({ invoice: 40, line: 2 })
    const bill = (id: unknown) => ({ type: 'Bill', id: String(id) })
    const wanted = [
      bill(firstRow?.id),
      bill(deletedRow?.id),
      bill(goneRow?.id),
      bill('not-a-number'),
      { type: 'InvoiceLine', id: '["40","2"]' },
      { type: 'InvoiceLine', id: 'nonsense' },
      { type: 'Unknown', id: '1' },
    ]
    const loaded = await rig.store.references?.load?.(wanted)
    expect(wanted.map((each) => loaded?.has(referenceKey(each)))).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
      false,
    ])
    expect(loaded?.get(referenceKey(bill(firstRow?.id)))).toMatchObject({ id: firstRow?.id, status: 'open' })
    expect(await rig.daybook.resolve(bill(firstRow?.id))).toBeInstanceOf(rig.invoices)
    expect(await rig.daybook.resolve(bill(goneRow?.id))).toBeNull()
  })

  test.each([
    ['uuid', DataTypes.UUID, '7d444840-9dc0-4a3b-8c67-1f2c6a1b2c3d', ['not-a-uuid']],
    ['bigint', DataTypes.BIGINT, '9007199254740991', ['x']],
    ['text', DataTypes.STRING(64), "it's a slug", ['']],
  ])('a key of type %s becomes a reference and leads back', async (name, type, id, wrong) => {
    const things = rig.sequelize.define(
      `Thing${name}`,
      { key: { type, primaryKey: true } },
      { timestamps: false, tableName: `thing_${name}` },
    )
    await things.sync({ force: true })
    await things.create({ key: id })
    const found = await things.findByPk(id)
    const { references } = rig.store
    const reference = found && references?.of(found)
    expect(reference).toEqual({ type: `Thing${name}`, id })
    const loaded = await references?.load?.(
      [id, ...wrong].map((each) => ({ type: `Thing${name}`, id: each })),
    )
    expect([...(loaded?.keys() ?? [])]).toEqual([referenceKey({ type: `Thing${name}`, id })])
  })

  test('the store goes past hooks, scopes and parsers that the app gives Sequelize', async () => {
    const { sequelize, close } = await openSequelize(engine, {
      define: {
        underscored: true,
        paranoid: true,
        timestamps: true,
        defaultScope: { where: { action: 'no' } },
      },
      query: { raw: true },
    })
    await createEventMigration({ dialect }).up(sequelize.getQueryInterface())
    const daybook = createDaybook({ store: createSequelizeStore(sequelize) })
    const model = createEventModel(sequelize)
    const event = await daybook.log('x', { data: { at: '2026-01-01T00:00:00Z', n: 1 } })
    expect(await daybook.get(event.id)).toEqual(event)
    expect((await model.findOne({ raw: false }))?.data).toEqual(event.data)
    await close()
  })

  if (dialect === 'postgres')
    test('a table in a schema of its own', async () => {
      await rig.sequelize.createSchema('audit', {})
      const where = { table: 'trail', schema: 'audit' }
      await createEventMigration({ dialect, ...where }).up(rig.sequelize.getQueryInterface())
      const daybook = createDaybook({ store: createSequelizeStore(rig.sequelize, where) })
      const event = await daybook.log('x')
      const model = createEventModel(rig.sequelize, { ...where, modelName: 'Trail' })
      expect((await model.findAll()).map(({ id }) => id)).toEqual([event.id])
    })
})

test('a database without a dialect is refused at construction', () => {
  const sequelize = { constructor: Sequelize, getDialect: () => 'mssql' } as unknown as Sequelize
  expect(() => createSequelizeStore(sequelize)).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_UNSUPPORTED_DATABASE' }),
  )
})

test.each(['7.0.0-alpha.48', undefined])('Sequelize %s is refused at construction', (version) => {
  const sequelize = { constructor: { version } } as unknown as Sequelize
  expect(() => createSequelizeStore(sequelize)).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_UNSUPPORTED_RELEASE' }),
  )
})
