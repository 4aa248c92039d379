import { createDaybook, type DaybookEvent } from '@daybook/core'
import type { EntityRules } from '@daybook/core/changes'
import {
  createEventMigration,
  createMikroOrmStore,
  type MikroOrmEntity,
  trackChanges,
} from '@daybook/mikro-orm'
import { defineEntity, p } from '@mikro-orm/core'
import type { AbstractSqlDriver, MikroORM } from '@mikro-orm/sql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../scripts/test-servers.mjs'
import { dialectOf, type Engine, engines, eventEntities, openOrm } from './engines.ts'

const Address = defineEntity({
  name: 'Address',
  embeddable: true,
  properties: { street: p.string().nullable(), city: p.string().nullable() },
})

const Person = defineEntity({
  name: 'Person',
  properties: {
    id: p.integer().primary().autoincrement(false),
    name: p.string(),
    home: () => p.embedded(Address),
    work: () => p.embedded(Address).object().nullable(),
    friend: () => p.manyToOne(Person).nullable().ref(),
    pets: () => p.oneToMany(Animal).mappedBy('owner').orphanRemoval(),
  },
})

const Animal = defineEntity({
  name: 'Animal',
  discriminatorColumn: 'kind',
  abstract: true,
  properties: {
    id: p.integer().primary().autoincrement(false),
    kind: p.enum(['dog', 'cat']),
    name: p.string(),
    owner: () => p.manyToOne(Person).nullable(),
  },
})

const Toy = defineEntity({
  name: 'Toy',
  properties: { id: p.integer().primary().autoincrement(false), name: p.string() },
})

const Dog = defineEntity({
  name: 'Dog',
  extends: Animal,
  discriminatorValue: 'dog',
  properties: {
    barks: p.boolean().nullable(),
    toys: () => p.manyToMany(Toy).owner().fixedOrder(),
  },
})

const Cat = defineEntity({
  name: 'Cat',
  extends: Animal,
  discriminatorValue: 'cat',
  properties: { lives: p.integer().nullable() },
})

interface Rig {
  readonly orm: MikroORM<AbstractSqlDriver>
  readonly statements: string[]
  track(options?: {
    readonly entities?: readonly MikroOrmEntity[]
    readonly rules?: EntityRules
    readonly wrap?: boolean
    readonly rows?: number
  }): () => void
  /** Action, id and changes of what was logged since it was last asked. */
  said(): Promise<readonly (readonly [string, string | null | undefined, unknown])[]>
  events(): Promise<readonly DaybookEvent[]>
  close(): Promise<void>
}

async function openRig(engine: Engine): Promise<Rig> {
  const dialect = dialectOf(engine)
  const database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
  const statements: string[] = []
  const orm = await openOrm(engine, {
    entities: [Person, Animal, Dog, Cat, Toy, eventEntities[dialect]],
    migrations: { migrationsList: [createEventMigration({ dialect })], snapshot: false },
    log: (statement) => statements.push(statement),
    ...(database && { clientUrl: database.url }),
  })
  await orm.migrator.up()
  await orm.schema.update()
  const daybook = createDaybook({ store: createMikroOrmStore(orm) })
  const events = async () => (await daybook.find({ order: 'oldest', limit: 1000 })).events as DaybookEvent[]
  let told = 0
  return {
    orm,
    statements,
    track: ({ entities = [Person, Animal, Toy], rules = {}, wrap = true, rows = 1_000 } = {}) =>
      trackChanges(daybook, orm, { entities, ...rules, wrap, bulk: { rows } }),
    async said() {
      const all = await events()
      const news = all
        .slice(told)
        .map(({ action, target, changes }) => [action, target?.id, changes] as const)
      told = all.length
      return news
    },
    events,
    async close() {
      await orm.close(true)
      await database?.drop()
    },
  }
}

describe.each(engines)('%s', (engine) => {
  let rig: Rig
  let stop: () => void = () => undefined
  beforeAll(async () => {
    rig = await openRig(engine)
  })
  afterAll(() => rig.close())
  beforeEach(async () => {
    const em = rig.orm.em.fork()
    await em.nativeDelete(Animal, {})
    await em.nativeDelete(Toy, {})
    await em.nativeDelete(Person, {})
    await em.insert(Person, {
      id: 1,
      name: 'Ada',
      home: { street: 's', city: 'Paris' },
      work: { city: 'Rome' },
    } as never)
    await em.insert(Person, { id: 2, name: 'Bob', home: { street: null, city: null } } as never)
    await em.insertMany(Toy, [
      { id: 1, name: 'ball' },
      { id: 2, name: 'bone' },
      { id: 3, name: 'rope' },
    ])
    await em.insert(Dog, { id: 1, kind: 'dog', name: 'Rex', owner: 1, barks: true, toys: [1, 2] } as never)
    await em.insert(Cat, { id: 2, kind: 'cat', name: 'Tom', owner: 1, lives: 9 } as never)
    await rig.said()
  })
  afterEach(() => stop())

  test('an embeddable is an object, inlined or not, and only what changed in it is said', async () => {
    stop = rig.track()
    const em = rig.orm.em.fork()
    const ada = await em.findOneOrFail(Person, 1)
    ada.home.city = 'Lyon'
    if (ada.work) ada.work.city = 'Milan'
    await em.flush()
    await em.nativeUpdate(Person, { id: 1 }, { home: { city: 'Nice' } } as never)
    expect(await rig.said()).toEqual([
      [
        'person.updated',
        '1',
        {
          '/home/city': { before: 'Paris', after: 'Lyon' },
          '/work/city': { before: 'Rome', after: 'Milan' },
        },
      ],
      ['person.updated', '1', { '/home/city': { before: 'Lyon', after: 'Nice' } }],
    ])
  })

  test('a to-one relation is its key', async () => {
    stop = rig.track()
    const em = rig.orm.em.fork()
    const ada = await em.findOneOrFail(Person, 1)
    ada.friend = em.getReference(Person, 2, { wrapped: true })
    await em.flush()
    expect(await rig.said()).toEqual([['person.updated', '1', { '/friend': { before: null, after: 2 } }]])
  })

  test('rows of one table are called by their class, in a flush and in a statement over all of them', async () => {
    stop = rig.track({ entities: [Animal] })
    const em = rig.orm.em.fork()
    const rex = await em.findOneOrFail(Dog, 1)
    rex.barks = false
    await em.flush()
    await em.nativeUpdate(Animal, {}, { name: 'X' })
    await em.createQueryBuilder(Cat).delete().execute()
    expect((await rig.said()).map(([action, id]) => `${action} ${id}`).toSorted()).toEqual([
      'cat.deleted 2',
      'cat.updated 2',
      'dog.updated 1',
      'dog.updated 1',
    ])
  })

  test('only the tracked class of a table is told of', async () => {
    stop = rig.track({ entities: ['Dog'] })
    await rig.orm.em.fork().nativeUpdate(Animal, {}, { name: 'X' })
    expect(await rig.said()).toEqual([['dog.updated', '1', { '/name': { before: 'Rex', after: 'X' } }]])
  })

  test('orphans and what a removal takes along are deletions', async () => {
    stop = rig.track()
    const em = rig.orm.em.fork()
    const ada = await em.findOneOrFail(Person, 1, { populate: ['pets'] })
    ada.pets.remove(ada.pets.getItems().filter(({ id }) => id === 2))
    await em.flush()
    expect(await rig.said()).toMatchObject([['cat.deleted', '2', { '/lives': { before: 9 } }]])
  })

  test('links: what was put back into a fixed order has not changed, and the owner is called by its class', async () => {
    stop = rig.track()
    const em = rig.orm.em.fork()
    const rex = await em.findOneOrFail(Dog, 1, { populate: ['toys'] })
    rex.toys.set([em.getReference(Toy, 3), em.getReference(Toy, 1)])
    await em.flush()
    const changes = (id: string, side: string) => ({ [`/toys/${id}`]: { [side]: { type: 'Toy', id } } })
    expect(await rig.said()).toEqual([
      ['dog.unlinked', '1', changes('2', 'before')],
      ['dog.linked', '1', changes('3', 'after')],
    ])
  })

  test('of a partial load, an event says that it does not know the rest', async () => {
    stop = rig.track()
    const em = rig.orm.em.fork()
    const ada = await em.findOneOrFail(Person, 1, { fields: ['name'] })
    ada.name = 'Eve'
    await em.flush()
    const [event] = (await rig.events()).slice(-1)
    expect(event?.changes).toEqual({ '/name': { before: 'Ada', after: 'Eve' } })
    expect(event?.data).toMatchObject({ complete: false })
    await rig.said()
  })

  test('a flush is written as it is without capture: nothing is loaded, and all events are one insert', async () => {
    const flush = async () => {
      const em = rig.orm.em.fork()
      const [ada, bob] = await em.find(Person, {}, { orderBy: { id: 'asc' } })
      if (ada) ada.name += '!'
      if (bob) bob.name += '!'
      rig.statements.length = 0
      await em.flush()
      return rig.statements.filter((sql) => !sql.includes('daybook_events')).length
    }
    const without = await flush()
    stop = rig.track()
    expect(await flush()).toBe(without)
    expect(await rig.said()).toHaveLength(2)
  })

  test('a statement leaves what waits in a manager alone', async () => {
    stop = rig.track()
    const em = rig.orm.em.fork()
    const ada = await em.findOneOrFail(Person, 1)
    ada.name = 'pending'
    await em.nativeUpdate(Person, { id: 2 }, { name: 'Carl' })
    expect(await rig.said()).toEqual([['person.updated', '2', { '/name': { before: 'Bob', after: 'Carl' } }]])
    expect(em.getUnitOfWork().getIdentityMap().values()).toEqual([ada])
    expect(await rig.orm.em.fork().findOneOrFail(Person, 1)).toMatchObject({ name: 'Ada' })
    await em.flush()
    expect(await rig.said()).toHaveLength(1)
  })

  test('two forks at once keep their events apart', async () => {
    stop = rig.track()
    const failing = rig.orm.em.fork().transactional(async (em) => {
      await em.nativeUpdate(Person, { id: 1 }, { name: 'lost' })
      throw new Error('left')
    })
    const kept = rig.orm.em.fork().transactional((em) => em.nativeUpdate(Person, { id: 2 }, { name: 'kept' }))
    await Promise.allSettled([failing, kept])
    expect(await rig.said()).toEqual([['person.updated', '2', { '/name': { before: 'Bob', after: 'kept' } }]])
  })

  test('a statement outside of a transaction fails with its event', async () => {
    const refuse = () => {
      throw new Error('refused')
    }
    stop = trackChanges(createDaybook({ store: createMikroOrmStore(rig.orm) }), rig.orm, {
      entities: [{ entity: Person, when: refuse }],
    })
    await expect(rig.orm.em.fork().nativeUpdate(Person, {}, { name: 'X' })).rejects.toThrow('refused')
    expect(await rig.orm.em.fork().count(Person, { name: 'X' })).toBe(0)
    expect(await rig.said()).toEqual([])
  })

  test('collections that were not loaded: to-many set and emptied', async () => {
    stop = rig.track()
    const em = rig.orm.em.fork()
    const rex = await em.findOneOrFail(Dog, 1)
    rex.toys.removeAll()
    await em.flush()
    expect((await rig.said()).map(([action]) => action)).toEqual(['dog.unlinked', 'dog.unlinked'])
  })

  test('a copy made by the database is a creation', async () => {
    stop = rig.track({ entities: [Toy] })
    await rig.orm.em.fork().createQueryBuilder(Toy).insert({ id: 7, name: 'copy' }).execute()
    expect(await rig.said()).toEqual([
      ['toy.created', '7', { '/id': { after: 7 }, '/name': { after: 'copy' } }],
    ])
  })

  test('`wrap: false` hears flushes only; stopping leaves the driver as it was', async () => {
    const methods = () => Object.getOwnPropertyNames(rig.orm.em.getDriver()).toSorted()
    const before = methods()
    stop = rig.track({ wrap: false })
    expect(methods()).toEqual(before)
    await rig.orm.em.fork().nativeUpdate(Person, { id: 2 }, { name: 'unseen' })
    expect(await rig.said()).toEqual([])
    stop()
    const [one, two] = [rig.track({ entities: [Person] }), rig.track({ entities: [Toy] })]
    expect(methods()).not.toEqual(before)
    one()
    await rig.orm.em.fork().nativeUpdate(Toy, { id: 1 }, { name: 'seen' })
    await rig.orm.em.fork().nativeUpdate(Person, { id: 2 }, { name: 'unseen' })
    expect(await rig.said()).toMatchObject([['toy.updated', '1', {}]])
    two()
    two()
    expect(methods()).toEqual(before)
    const em = rig.orm.em.fork()
    const ada = await em.findOneOrFail(Person, 1)
    ada.name = 'unseen'
    await em.flush()
    expect(await rig.said()).toEqual([])
  })

  test('an entity of another ORM is refused', () => {
    const Other = defineEntity({ name: 'Other', properties: { id: p.integer().primary() } })
    const refused = expect.objectContaining({ code: 'DAYBOOK_UNKNOWN_ENTITY' })
    expect(() => rig.track({ entities: [Other] })).toThrow(refused)
    expect(() => rig.track({ entities: ['Nobody'] })).toThrow(refused)
  })
})
