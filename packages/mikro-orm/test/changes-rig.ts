import { readFileSync } from 'node:fs'
import { createDaybook } from '@daybook/core'
import {
  createEventMigration,
  createMikroOrmStore,
  type MikroOrmTransaction,
  trackChanges,
} from '@daybook/mikro-orm'
import {
  type ChangeApis,
  type ChangeRig,
  type InvoiceValues,
  runChangeScenarios,
} from '@daybook/store-kit/changes'
import { defineEntity, p, raw } from '@mikro-orm/core'
import type { AbstractSqlDriver, EntityManager, MikroORM } from '@mikro-orm/sql'
import { afterAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../../scripts/test-servers.mjs'
import { type Dialect, dialectOf, type Engine, eventEntities, openOrm } from './engines.ts'

/** The entities of the scenarios. SQLite takes the zeros off a decimal, and its drivers digits off a bigint. */
function entitiesOf(dialect: Dialect) {
  const Tag = defineEntity({
    name: 'Tag',
    properties: { id: p.integer().primary().autoincrement(), name: p.string() },
  })
  const Invoice = defineEntity({
    name: 'Invoice',
    properties: {
      id: p.integer().primary().autoincrement(),
      number: p.string().unique(),
      status: p.enum(['open', 'paid', 'void']),
      amount: dialect === 'sqlite' ? p.decimal().columnType('text') : p.decimal().precision(12).scale(2),
      quantity: p.integer().default(0),
      views: (dialect === 'sqlite' ? p.bigint('string').columnType('text') : p.bigint('string')).nullable(),
      urgent: p.boolean(),
      dueAt: p.datetime(3).nullable(),
      meta: p.json<unknown>().nullable(),
      scan: p.uint8array().nullable(),
      phone: p.string().nullable(),
      note: p.text().nullable(),
      lastSeenAt: p.datetime(3).nullable(),
      deletedAt: p.datetime(3).nullable(),
      tags: () => p.manyToMany(Tag).owner(),
    },
  })
  return { Invoice, Tag }
}

type Entities = ReturnType<typeof entitiesOf>

const softDelete = {
  unsupported: 'MikroORM has none: what marks a row as deleted is an update, and recorded as one.',
}

function apisOf(orm: () => MikroORM<AbstractSqlDriver>, { Invoice, Tag }: Entities, dialect: Dialect) {
  const on = (tx: MikroOrmTransaction | null) => (tx ?? orm().em.fork()) as EntityManager
  const row = (values: Partial<InvoiceValues>) => values as never
  const load = (em: EntityManager, id: string) => em.findOneOrFail(Invoice, Number(id))
  const tag = (em: EntityManager, id: string) => em.getReference(Tag, Number(id))
  const apis: ChangeApis<MikroOrmTransaction> = {
    create: {
      'em.flush()': async (values, tx) => {
        const em = on(tx)
        const invoice = em.create(Invoice, row(values))
        await em.flush()
        return String(invoice.id)
      },
      'em.insert()': async (values, tx) => String(await on(tx).insert(Invoice, row({ ...values }))),
      'em.insert(entity)': async (values, tx) => {
        const em = on(tx)
        return String(await em.insert(em.create(Invoice, row(values), { persist: false })))
      },
      'em.createQueryBuilder().insert()': async (values, tx) => {
        const { insertId, row: made } = await on(tx).createQueryBuilder(Invoice).insert(row(values)).execute()
        return String(insertId ?? made?.id)
      },
    },
    createMany: {
      'em.flush()': async (values, tx) => {
        const em = on(tx)
        for (const each of values) em.create(Invoice, row(each))
        await em.flush()
      },
      'em.insertMany()': async (values, tx) => {
        await on(tx).insertMany(
          Invoice,
          values.map((each) => row({ ...each })),
        )
      },
      'em.createQueryBuilder().insert()': async (values, tx) => {
        await on(tx)
          .createQueryBuilder(Invoice)
          .insert(values as never)
          .execute()
      },
    },
    update: {
      'em.flush()': async (id, values, tx) => {
        const em = on(tx)
        Object.assign(await load(em, id), values)
        await em.flush()
      },
      'em.assign(), em.flush()': async (id, values, tx) => {
        const em = on(tx)
        em.assign(await load(em, id), row(values))
        await em.flush()
      },
    },
    updateMany: {
      'em.nativeUpdate()': async (status, values, tx) => {
        await on(tx).nativeUpdate(Invoice, { status } as never, row({ ...values }))
      },
      'em.createQueryBuilder().update()': async (status, values, tx) => {
        await on(tx)
          .createQueryBuilder(Invoice)
          .update(row(values))
          .where({ status } as never)
          .execute()
      },
    },
    increment: {
      'em.nativeUpdate() with raw()': async (status, by, tx) => {
        await on(tx).nativeUpdate(
          Invoice,
          { status } as never,
          { quantity: raw(`quantity + ${by}`) } as never,
        )
      },
      'em.createQueryBuilder().update() with raw()': async (status, by, tx) => {
        await on(tx)
          .createQueryBuilder(Invoice)
          .update({ quantity: raw(`quantity + ${by}`) } as never)
          .where({ status } as never)
          .execute()
      },
    },
    upsert: {
      'em.upsert()': async (values, tx) => void (await on(tx).upsert(Invoice, row({ ...values }))),
      'em.upsertMany()': async (values, tx) => void (await on(tx).upsertMany(Invoice, [row({ ...values })])),
      'em.createQueryBuilder().insert().onConflict().merge()': async (values, tx) => {
        await on(tx).createQueryBuilder(Invoice).insert(row(values)).onConflict('number').merge().execute()
      },
    },
    delete: {
      'em.remove(), em.flush()': async (id, tx) => {
        const em = on(tx)
        await em.remove(await load(em, id)).flush()
      },
    },
    deleteMany: {
      'em.nativeDelete()': async (status, tx) =>
        void (await on(tx).nativeDelete(Invoice, { status } as never)),
      'em.createQueryBuilder().delete()': async (status, tx) => {
        await on(tx)
          .createQueryBuilder(Invoice)
          .delete({ status } as never)
          .execute()
      },
    },
    truncate:
      dialect === 'mariadb'
        ? { unsupported: 'On MariaDB TRUNCATE ends the transaction: its events are stored beside it.' }
        : {
            'em.createQueryBuilder().truncate()': async (tx) => {
              await on(tx).createQueryBuilder(Invoice).truncate().execute()
            },
          },
    softDelete,
    softDeleteMany: softDelete,
    restore: softDelete,
    restoreMany: softDelete,
    link: {
      'collection.add(), em.flush()': async (id, tagId, tx) => {
        const em = on(tx)
        const { tags } = await load(em, id)
        await tags.init()
        tags.add(tag(em, tagId))
        await em.flush()
      },
      'collection.add() without loading it': async (id, tagId, tx) => {
        const em = on(tx)
        const { tags } = await load(em, id)
        tags.add(tag(em, tagId))
        await em.flush()
      },
      'em.nativeUpdate()': async (id, tagId, tx) => {
        await on(tx).nativeUpdate(Invoice, { id: Number(id) }, { tags: [Number(tagId)] } as never)
      },
    },
    unlink: {
      'collection.remove(), em.flush()': async (id, tagId, tx) => {
        const em = on(tx)
        const { tags } = await load(em, id)
        await tags.init()
        tags.remove(tag(em, tagId))
        await em.flush()
      },
      'collection.removeAll() without loading it': async (id, _, tx) => {
        const em = on(tx)
        const { tags } = await load(em, id)
        tags.removeAll()
        await em.flush()
      },
    },
    pastTheOrm: {
      'em.execute()': {
        seen: 'not seen',
        why: 'SQL by hand: MikroORM does not know which entity it is about.',
        run: async (status, values, tx) => {
          await on(tx).execute('update invoice set status = ? where status = ?', [values.status, status])
        },
      },
      'em.getKysely()': {
        seen: 'not seen',
        why: "Kysely sends it past MikroORM's driver.",
        run: async (status, values, tx) => {
          const em = on(tx)
          // Before 7.2 it is not that of the transaction.
          const kysely = (em.getTransactionContext() ?? em.getKysely()) as never as {
            updateTable(name: string): {
              set(values: object): {
                where(column: string, operator: string, value: string): { execute(): Promise<unknown> }
              }
            }
          }
          await kysely.updateTable('invoice').set(values).where('status', '=', status).execute()
        },
      },
    },
  }
  return apis
}

type Rig = ChangeRig<MikroOrmTransaction>

async function openRig(engine: Engine): Promise<Rig & { empty(): Promise<void> }> {
  const dialect = dialectOf(engine)
  const entities = entitiesOf(dialect)
  const { Invoice, Tag } = entities
  const database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
  const orm = await openOrm(engine, {
    entities: [Invoice, Tag, eventEntities[dialect]],
    migrations: { migrationsList: [createEventMigration({ dialect })], snapshot: false },
    debug: false,
    ...(database && { clientUrl: database.url }),
  })
  await orm.migrator.up()
  await orm.schema.update()
  const daybook = createDaybook({ store: createMikroOrmStore(orm) })
  const apis = apisOf(() => orm, entities, dialect)
  return {
    daybook,
    apis,
    track: ({ invoice, bulk }) =>
      trackChanges(daybook, orm, { entities: [{ entity: Invoice, ...invoice }, Tag], ...(bulk && { bulk }) }),
    transaction: (work) => orm.em.fork().transactional(work),
    savepoint: (tx, work) => (tx as EntityManager).transactional(work),
    saveTwice: (id, values) =>
      orm.em.fork().transactional(async (em) => {
        Object.assign(await em.findOneOrFail(Invoice, Number(id)), values)
        await em.flush()
        await em.flush()
      }),
    async seedTags(names) {
      const ids = []
      for (const name of names) ids.push(await orm.em.fork().insert(Tag, { name }))
      return ids.map(String)
    },
    async read(id) {
      const found = await orm.em.fork().findOne(Invoice, Number(id))
      if (!found) return undefined
      const { tags: _, ...row } = found
      return row
    },
    ids: async () =>
      (await orm.em.fork().findAll(Invoice, { orderBy: { id: 'asc' } })).map(({ id }) => String(id)),
    async empty() {
      for (const table of ['invoice_tags', 'invoice', 'tag', 'daybook_events'])
        await orm.em.getConnection().execute(`delete from ${table}`)
    },
    async close() {
      await orm.close(true)
      await database?.drop()
    },
  }
}

/**
 * Runs the scenarios of change capture on one release of MikroORM, whose packages are in `folder`. A test file for
 * another than the app's puts them in their place with `vi.mock('@mikro-orm/core', …)`.
 */
export function runMikroOrmChanges(folder: string, release: string, engines: readonly Engine[]): void {
  it(`is MikroORM ${release}`, () => {
    const manifest = new URL(`${folder}/@mikro-orm/core/package.json`, import.meta.url)
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ version: release })
  })

  for (const engine of engines) {
    // A database takes a while to make, so a scenario that has ended leaves its own to the next, emptied.
    const idle: Awaited<ReturnType<typeof openRig>>[] = []
    afterAll(async () => {
      for (const rig of idle) await rig.close()
    })
    const dialect = dialectOf(engine)
    const unopened = () => {
      throw new Error('no scenario runs yet')
    }
    runChangeScenarios<MikroOrmTransaction>({
      describe,
      it,
      orm: 'mikro-orm',
      engine,
      apis: apisOf(unopened, entitiesOf(dialect), dialect),
      async open() {
        const rig = idle.pop() ?? (await openRig(engine))
        return {
          ...rig,
          async close() {
            await rig.empty()
            idle.push(rig)
          },
        }
      },
    })
  }
}
