import type { DaybookEvent } from '@daybook/core'
import { trackChanges } from '@daybook/typeorm'
import { DataSource } from 'typeorm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Animal, Cat, type ChangesRig, Customer, Hashed, Order, openChangesRig, Tag } from './changes-rig.ts'
import { dialects } from './engines.ts'

const entities = [Order, Customer, Animal, Hashed]
const except = ['updatedAt', 'createdAt', 'version']

describe.each(dialects)('%s', (dialect) => {
  let rig: ChangesRig
  let stop: () => void
  beforeAll(async () => {
    rig = await openChangesRig(dialect)
  })
  afterAll(() => rig.close())
  beforeEach(async () => {
    await rig.clear()
    stop = trackChanges(rig.daybook, rig.dataSource, { entities, except })
  })
  afterEach(() => stop())

  const orders = () => rig.dataSource.getRepository(Order)
  const customers = () => rig.dataSource.getRepository(Customer)
  /** An order that nobody saw being made. */
  const seeded = async (values: object = {}) => {
    stop()
    const order = await orders().save(orders().create(values))
    stop = trackChanges(rig.daybook, rig.dataSource, { entities, except })
    return order
  }
  const said = async () => (await rig.events()).map(({ action, changes }) => [action, changes])
  const tracking = (options: Partial<Parameters<typeof trackChanges>[2]>) => {
    stop()
    stop = trackChanges(rig.daybook, rig.dataSource, { entities, except, ...options })
  }

  test('embedded columns and JSON are told apart by path', async () => {
    const order = await seeded({ meta: { a: 1, b: [1] }, address: { city: 'Paris', street: 'Rue' } })
    order.meta = { a: 2, b: [1] }
    order.address.city = 'Rome'
    await orders().save(order)
    await orders().save(order)
    expect(await said()).toEqual([
      [
        'order.updated',
        { '/meta/a': { before: 1, after: 2 }, '/address/city': { before: 'Paris', after: 'Rome' } },
      ],
    ])
  })

  test('a key to another object is a property of the one that holds it, from whichever side it is set', async () => {
    stop()
    const ada = await customers().save({ name: 'Ada' })
    const { id } = await orders().save({})
    tracking({})
    await orders().save({ id, customer: { id: ada.id } })
    await customers().save({ id: ada.id, orders: [] })
    await rig.dataSource.createQueryBuilder().relation(Order, 'customer').of(id).set(ada.id)
    expect(await said()).toEqual([
      ['order.updated', { '/customer': { before: null, after: ada.id } }],
      ['order.updated', { '/customer': { before: ada.id, after: null } }],
      ['order.updated', { '/customer': { before: null, after: ada.id } }],
    ])
  })

  test('the events of a transaction are written together, before its commit', async () => {
    const saved = [await seeded(), await seeded(), await seeded()]
    rig.statements.length = 0
    await rig.dataSource.transaction(async (tx) => {
      await tx.save(saved.map((order) => Object.assign(order, { weight: 4 })))
      await tx.update(Order, saved[0]?.id as number, { weight: 5 })
      expect(await rig.daybook.within(tx).count()).toBe(0)
    })
    expect(rig.statements.filter((sql) => sql.includes('INSERT INTO'))).toHaveLength(1)
    expect(await rig.events()).toHaveLength(4)
  })

  test('saving one row reads it no second time', async () => {
    const order = await seeded()
    rig.statements.length = 0
    await orders().save({ id: order.id, weight: 2 })
    expect(rig.statements.filter((sql) => /UPDATE .*order/i.test(sql))).toHaveLength(1)
    const reads = rig.statements.filter((sql) => /FOR UPDATE/.test(sql))
    expect(reads).toEqual([])
  })

  test('where no transaction is open, statement and events have one of their own', async () => {
    const { id } = await seeded()
    tracking({
      entities: [
        {
          entity: Order,
          when: () => {
            throw new Error('no')
          },
        },
      ],
    })
    await expect(orders().update(id, { weight: 9 })).rejects.toThrow('no')
    await expect(orders().save({ id, weight: 9 })).rejects.toThrow('no')
    expect((await orders().findOneByOrFail({ id })).weight).toBe(0)
    expect(await rig.events()).toEqual([])
  })

  test('what could not be recorded is not committed, though the app passes over the error', async () => {
    const { id } = await seeded()
    const refused = new Error('no')
    tracking({
      entities: [
        {
          entity: Order,
          when: () => {
            throw refused
          },
        },
      ],
    })
    const work = rig.dataSource.transaction((tx) =>
      tx.update(Order, id, { weight: 9 }).catch(() => undefined),
    )
    await expect(work).rejects.toThrow('no')
    expect((await orders().findOneByOrFail({ id })).weight).toBe(0)
  })

  test('under a BEGIN by hand the events are written at once, and end with it', async () => {
    const { id } = await seeded()
    const runner = rig.dataSource.createQueryRunner()
    await runner.connect()
    await runner.query('BEGIN')
    await runner.manager.update(Order, id, { weight: 9 })
    expect(await rig.daybook.within(runner.manager).count()).toBe(1)
    await runner.query('ROLLBACK')
    await runner.release()
    expect(await rig.events()).toEqual([])
    expect((await orders().findOneByOrFail({ id })).weight).toBe(0)
  })

  test('what a transformer makes of a value is recorded, and never what it was given', async () => {
    const people = rig.dataSource.getRepository(Hashed)
    const { id } = await people.save({ badge: 'plain' })
    await people.save({ id, badge: 'other' })
    await people.update(id, { badge: 'third' })
    expect((await rig.events()).map(({ changes }) => changes?.['/badge'])).toEqual([
      { after: 'hash of plain' },
      { before: 'hash of plain', after: 'hash of other' },
      { before: 'hash of other', after: 'hash of third' },
    ])
  })

  test('the entities of one table keep their names, whichever of them a statement names', async () => {
    const cat = await rig.dataSource.getRepository(Cat).save({ name: 'Tom', lives: 9 })
    await rig.dataSource.getRepository(Cat).update(cat.id, { lives: 8 })
    await rig.dataSource.getRepository(Animal).update(cat.id, { name: 'Thomas' })
    expect((await rig.events()).map(({ action }) => action)).toEqual([
      'cat.created',
      'cat.updated',
      'cat.updated',
    ])
  })

  test('an insert that must not touch the given objects does not, and has its id', async () => {
    const values = { name: 'Grace' }
    await customers().createQueryBuilder().insert().values(values).updateEntity(false).execute()
    expect(values).toEqual({ name: 'Grace' })
    const [event] = await rig.events()
    const { id } = await customers().findOneByOrFail({ name: 'Grace' })
    expect(event?.target).toMatchObject({ type: 'Customer', id: String(id) })
  })

  test('rows that are inserted past others are created, and those stay as they were', async () => {
    await seeded({ code: `I-${dialect}` })
    await orders()
      .createQueryBuilder()
      .insert()
      .values([{ code: `I-${dialect}`, weight: 5 }, { code: `J-${dialect}` }])
      .orIgnore()
      .execute()
    const events = await rig.events()
    expect(events.map(({ action, changes }) => [action, changes?.['/code']])).toEqual([
      ['order.created', { after: `J-${dialect}` }],
    ])
  })

  test('a summary says what was asked for, by property where it was', async () => {
    await seeded({ status: 'many' })
    await seeded({ status: 'many' })
    tracking({ bulk: { rows: 1 } })
    await orders().update({ status: 'many' }, { weight: 1 })
    await orders()
      .createQueryBuilder()
      .update()
      .set({ weight: 2 })
      .where('status = :status AND weight > :least', { status: 'many', least: 0 })
      .execute()
    expect((await rig.events()).map(({ data }) => data)).toEqual([
      { operation: 'update', bulk: true, count: 2, columns: ['weight'], criteria: { status: 'many' } },
      expect.objectContaining({
        count: 2,
        criteria: { where: expect.stringContaining(':status'), parameters: { status: 'many', least: 0 } },
      }),
    ])
  })

  test('links above the limit are a summary of their relation', async () => {
    const names = ['p', 'q', 'r'].map((name) => ({ name: `${name}-${dialect}` }))
    const { id } = await seeded({ tags: names })
    tracking({ bulk: { rows: 2 } })
    await rig.dataSource
      .createQueryBuilder()
      .delete()
      .from('order_tags_tag')
      .where(dialect === 'postgres' ? '"orderId" = :id' : 'orderId = :id', { id })
      .execute()
    expect((await rig.events()).map(({ action, data }) => [action, data])).toEqual([
      ['order.bulkUnlinked', expect.objectContaining({ count: 3, columns: ['tags'] })],
    ])
  })

  test('without wrapping, what is saved as an object is seen, and a statement is not', async () => {
    const { id } = await seeded()
    tracking({ wrap: false })
    const order = await orders().save({ id, weight: 3 })
    await orders().update(id, { weight: 4 })
    const made = await orders().save({ status: 'new' })
    await orders().softRemove(order as Order)
    await orders().remove(made as Order)
    expect((await rig.events()).map(({ action }) => action)).toEqual([
      'order.updated',
      'order.created',
      'order.softDeleted',
      'order.deleted',
    ])
  })

  test('only this DataSource is wrapped, and what ends it leaves nothing there', async () => {
    const other = new DataSource({ type: 'better-sqlite3', database: ':memory:' })
    expect(Object.hasOwn(rig.dataSource, 'createQueryBuilder')).toBe(true)
    expect(other.createQueryBuilder).toBe(DataSource.prototype.createQueryBuilder)
    stop()
    stop()
    expect(rig.dataSource.createQueryBuilder).toBe(DataSource.prototype.createQueryBuilder)
    expect(rig.dataSource.createQueryRunner).toBe(DataSource.prototype.createQueryRunner)
    expect(rig.dataSource.subscribers).toHaveLength(1)
  })

  test('an entity that the DataSource does not have is refused', () => {
    class Nothing {}
    expect(() => trackChanges(rig.daybook, rig.dataSource, { entities: [Nothing] })).toThrow(
      expect.objectContaining({ code: 'DAYBOOK_UNKNOWN_ENTITY' }),
    )
  })

  test('writes that nobody orders do not wait for each other for ever', async () => {
    const saved = [await seeded(), await seeded(), await seeded()]
    await Promise.all(
      saved.flatMap(({ id }, index) => [
        orders().save({ id, weight: 10 + index }),
        orders().update(id, { status: `s${index}` }),
        rig.dataSource.transaction((tx) => tx.update(Order, id, { coded: `c${index}` })),
      ]),
    )
    const seen = (await rig.events()).map(({ target, changes }) => [target?.id, changes])
    expect(seen).toHaveLength(9)
    for (const [index, { id }] of saved.entries())
      expect(Object.assign({}, ...changesTo(await rig.events(), id))).toMatchObject({
        '/weight': { after: 10 + index },
        '/status': { after: `s${index}` },
        '/coded': { after: `c${index}` },
      })
  })

  if (dialect === 'mariadb')
    test("clear() does not end the app's transaction, as TRUNCATE would", async () => {
      await seeded()
      const work = rig.dataSource.transaction(async (tx) => {
        await tx.query('DELETE FROM order_tags_tag')
        await tx.getRepository(Order).clear()
        throw new Error('undone')
      })
      await expect(work).rejects.toThrow('undone')
      expect(await orders().count()).toBeGreaterThan(0)
      expect(await rig.events()).toEqual([])
    })

  if (dialect === 'postgres')
    test('a row that comes between reading and writing is at least counted', async () => {
      const status = 'between'
      await seeded({ status })
      const subscriber = {
        async beforeUpdate() {
          await rig.dataSource.query(`INSERT INTO "order" (status, version) VALUES ('${status}', 1)`)
        },
      }
      rig.dataSource.subscribers.push(subscriber)
      await orders().update({ status }, { weight: 1 })
      rig.dataSource.subscribers.splice(rig.dataSource.subscribers.indexOf(subscriber), 1)
      expect(
        (await rig.events()).map(({ action, data }) => [action, (data as { count?: number }).count]),
      ).toEqual([
        ['order.updated', undefined],
        ['order.bulkUpdated', 1],
      ])
    })

  test('tags that are linked by their other side are links of the order', async () => {
    const order = await seeded({ tags: [] })
    await rig.dataSource.getRepository(Tag).save({ name: `t-${dialect}`, orders: [{ id: order.id }] })
    expect(await said()).toEqual([
      ['order.linked', { [`/tags/t-${dialect}`]: { after: { type: 'Tag', id: `t-${dialect}` } } }],
    ])
  })
})

function changesTo(events: readonly DaybookEvent[], id: number) {
  return events.filter(({ target }) => target?.id === String(id)).map(({ changes }) => changes)
}
