import { createDaybook, referenceKey } from '@daybook/core'
import {
  createEventEntity,
  createEventMigration,
  createMikroOrmStore,
  type LiveMikroOrm,
} from '@daybook/mikro-orm'
import { Reference } from '@mikro-orm/core'
import type { AbstractSqlDriver, MikroORM } from '@mikro-orm/sql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeTable } from '../../../scripts/test-schema.mjs'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'
import {
  Document,
  dialectOf,
  engines,
  eventEntities,
  Invoice,
  InvoiceLine,
  Ledger,
  LineNote,
  openOrm,
  openRig,
  type Rig,
} from './engines.ts'
import { eventAt } from './event-at.ts'

const uuid = '018f6f0e-7a1c-7000-8000-00000000cafe'

describe.each(engines)('%s', (engine) => {
  const dialect = dialectOf(engine)
  // SQLite's drivers answer with a JavaScript number.
  const ledgerId = dialect === 'sqlite' ? 9_007_199_254_740_991n : 9_007_199_254_740_993n
  let rig: Rig
  beforeAll(async () => {
    rig = await openRig(engine)
  })
  afterAll(() => rig.close())
  beforeEach(async () => {
    await execute('DELETE FROM daybook_events')
  })

  const execute = (sql: string, orm: MikroORM<AbstractSqlDriver> = rig.orm) =>
    orm.em.getConnection().execute(sql)
  const of = (entity: object) => rig.store.references?.of(entity)

  describe("the app's own em.find()", () => {
    const details = {
      action: "it's \\ a ? :name $1 \"quoted\" 🦉 ' 'x ",
      tenant: "o'brien\\",
      note: 'two\nlines',
      actor: { type: 'User', id: '7', name: 'Ada' },
      target: { type: 'Invoice', id: '["1","2"]' },
      statusCode: 404,
      durationMs: 0.1,
      data: { text: "a\\'b", list: [1, null, 'x'], '$.deep': { ключ: true } },
      changes: { '/status': { before: 'open', after: null } },
      context: { agent: 'x' },
    } as const

    test('reads what the store wrote', async () => {
      const event = eventAt(123, details)
      await rig.store.append([event])
      const row = await rig.orm.em.fork().findOneOrFail(eventEntities[dialect], { id: event.id })
      expect(row).toMatchObject({
        id: event.id,
        occurredAt: event.occurredAt,
        tenant: details.tenant,
        action: details.action,
        version: 1,
        outcome: 'success',
        reason: null,
        actorType: 'User',
        actorId: '7',
        actorName: 'Ada',
        targetType: 'Invoice',
        targetId: '["1","2"]',
        targetName: null,
        note: 'two\nlines',
        statusCode: 404,
        durationMs: 0.1,
        data: details.data,
        changes: details.changes,
        context: details.context,
      })
      expect(Math.abs(row.recordedAt.getTime() - Date.now())).toBeLessThan(3_600_000)
    })

    test('reads times that the store wrote, and finds by them', async () => {
      await rig.store.append([eventAt(0), eventAt(1), eventAt(2)])
      const since = eventAt(1).occurredAt
      const found = await rig.orm.em
        .fork()
        .find(eventEntities[dialect], { occurredAt: { $gte: since } }, { orderBy: { id: 'desc' } })
      expect(found.map(({ occurredAt }) => occurredAt)).toEqual([eventAt(2).occurredAt, since])
    })

    test.each([[{ a: 1 }], ['text'], ['null'], [null], [4.5], [[]], [false]])(
      'reads %j as data',
      async (data) => {
        const event = eventAt(0, { data })
        await rig.store.append([event])
        const row = await rig.orm.em.fork().findOneOrFail(eventEntities[dialect], { id: event.id })
        expect(row.data).toEqual(data)
        expect(row.changes).toBeNull()
      },
    )

    test('writes what the store reads', async () => {
      const event = eventAt(5, details)
      const { actor, target, tenant, ...rest } = event
      await rig.orm.em.fork().insert(eventEntities[dialect], {
        ...rest,
        recordedAt: event.occurredAt,
        tenant: tenant ?? '',
        actorType: 'User',
        actorId: '7',
        actorName: 'Ada',
        targetType: 'Invoice',
        targetId: '["1","2"]',
        targetName: null,
      })
      const [read] = await rig.store.find({ filter: { conditions: [] }, order: 'newest', limit: 1 })
      expect(read).toEqual({ ...event, recordedAt: event.occurredAt })
    })

    test('changes nothing that was not changed', async () => {
      await rig.store.append([eventAt(0, details)])
      const em = rig.orm.em.fork()
      await em.findAll(eventEntities[dialect])
      const sent = rig.statements.length
      await em.flush()
      expect(rig.statements.slice(sent)).toEqual([])
    })
  })

  describe('references', () => {
    const saved = async <T extends object>(
      make: (em: ReturnType<typeof rig.orm.em.fork>) => T,
    ): Promise<T> => {
      const em = rig.orm.em.fork()
      const entity = make(em)
      await em.flush()
      return entity
    }

    test('come from entities: single, composite, nested, uuid and bigint keys, unloaded, unsaved', async () => {
      const em = rig.orm.em.fork()
      const line = em.getReference(InvoiceLine, [4, 2])
      expect(of(em.create(Invoice, { id: 3 }))).toEqual({ type: 'Bill', id: '3' })
      expect(of(line)).toEqual({ type: 'InvoiceLine', id: '["4","2"]' })
      expect(of(em.create(LineNote, { of: line, number: 1 }))).toEqual({
        type: 'LineNote',
        id: '["4","2","1"]',
      })
      expect(of(em.create(Document, { id: uuid, title: '' }))).toEqual({ type: 'Document', id: uuid })
      expect(of(em.getReference(Ledger, ledgerId))).toEqual({
        type: 'Ledger',
        id: String(ledgerId),
      })
      expect(of(em.getReference(Invoice, 9))).toEqual({ type: 'Bill', id: '9' })
      expect(of(Reference.create(em.getReference(Invoice, 9)))).toEqual({ type: 'Bill', id: '9' })
      expect(of(new Invoice())).toEqual({ type: 'Bill', id: null })
      expect(of(new InvoiceLine())).toEqual({ type: 'InvoiceLine', id: null })
      expect(of({ id: 1 })).toBeUndefined()
      expect(of(Object.create(null))).toBeUndefined()
    })

    test('lead back to entities, in one go, past what is gone or cannot be', async () => {
      const invoice = await saved((em) => em.create(Invoice, {}))
      const removed = await saved((em) => em.create(Invoice, { deleted: true }))
      const gone = await saved((em) => em.create(Invoice, {}))
      const line = await saved((em) => em.create(InvoiceLine, { invoice: invoice.id, line: 2 }))
      const note = await saved((em) => em.create(LineNote, { of: [invoice.id, 2], number: 1 }))
      const document = await saved((em) => em.create(Document, { id: uuid, title: 'x' }))
      const ledger = await saved((em) => em.create(Ledger, { id: ledgerId }))
      await rig.orm.em.fork().nativeDelete(Invoice, { id: gone.id })
      const entities = [invoice, removed, line, note, document, ledger]
      const wanted = entities.map((entity) => of(entity) as { type: string; id: string })
      const loaded = await rig.store.references?.load?.([
        ...wanted,
        { type: 'Bill', id: String(gone.id) },
        { type: 'Bill', id: 'not-a-number' },
        { type: 'Document', id: 'not-a-uuid' },
        { type: 'InvoiceLine', id: 'nonsense' },
        { type: 'Unknown', id: '1' },
        { type: 'constructor', id: '1' },
      ])
      expect([...(loaded?.keys() ?? [])].sort()).toEqual(wanted.map(referenceKey).sort())
      for (const entity of loaded?.values() ?? []) expect(wanted).toContainEqual(of(entity))
      expect(loaded?.get(referenceKey(wanted[0] as (typeof wanted)[0]))).toBeInstanceOf(Invoice)
      expect(await rig.daybook.resolve({ type: 'Bill', id: String(gone.id) })).toBeNull()
    })

    test("M3: loading leaves the request's dirty entity as it is, and sends no UPDATE", async () => {
      const { id } = await saved((em) => em.create(Invoice, { status: 'open' }))
      const em = rig.orm.em.fork()
      await em.transactional(async (tx) => {
        const dirty = await tx.findOneOrFail(Invoice, id)
        dirty.status = 'dirty'
        const sent = rig.statements.length
        const loaded = await rig.daybook.resolve({ type: 'Bill', id: String(id) })
        expect(loaded).toMatchObject({ status: 'open' })
        expect(loaded).not.toBe(dirty)
        expect(dirty.status).toBe('dirty')
        expect(rig.statements.slice(sent).filter((statement) => /update/i.test(statement))).toEqual([])
        expect(rig.statements.slice(sent)).toHaveLength(1)
      })
      expect(await rig.orm.em.fork().findOne(Invoice, id)).toMatchObject({ status: 'dirty' })
    })
  })

  describe('the schema', () => {
    test('after the migration MikroORM would change nothing, in either direction', () => {
      expect(rig.schemaDiff).toBe('')
      expect(rig.schemaDiffDown).toBe('')
    })

    test('of the entity is that of the migration', async () => {
      const database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
      const orm = await openOrm(engine, { ...(database && { clientUrl: database.url }) })
      await orm.schema.create()
      const describeEvents = async (each: MikroORM<AbstractSqlDriver>) => {
        // MikroORM gives every table the collation of its configuration; each of our columns has its own.
        const { options, ...table } = await describeTable(
          (sql) => execute(sql, each),
          dialect,
          'daybook_events',
        )
        return table
      }
      const created = await describeEvents(orm)
      expect(created).toEqual(await describeEvents(rig.orm))
      expect(created.columns).toHaveLength(23)
      await orm.close(true)
      await database?.drop()
    })

    test('holds a second book, whose migration can be undone', async () => {
      const database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
      const second = { dialect, table: 'daybook_requests' } as const
      const entity = createEventEntity(second)
      // As in a file of the app's own.
      class CreateRequests extends createEventMigration(second).class {}
      const orm = await openOrm(engine, {
        ...(database && { clientUrl: database.url }),
        migrations: {
          migrationsList: [createEventMigration({ dialect }), CreateRequests],
          snapshot: false,
        },
      })
      orm.discoverEntity(entity)
      await orm.migrator.up()
      expect(await orm.schema.getUpdateSchemaSQL()).not.toContain('daybook_')
      const event = eventAt(0)
      await createMikroOrmStore(orm, { table: 'daybook_requests' }).append([event])
      expect(await orm.em.fork().find(entity, {})).toMatchObject([{ id: event.id }])
      expect(await orm.em.fork().count(eventEntities[dialect])).toBe(0)
      await orm.migrator.down()
      await expect(execute('SELECT * FROM daybook_requests', orm)).rejects.toThrow()
      await orm.migrator.up()
      expect(await execute('SELECT * FROM daybook_requests', orm)).toEqual([])
      await orm.close(true)
      await database?.drop()
    })
  })

  test('a missing table is said, with what to do', async () => {
    const database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
    const orm = await openOrm(engine, { ...(database && { clientUrl: database.url }) })
    const daybook = createDaybook({ store: createMikroOrmStore(orm) })
    await expect(daybook.log('x')).rejects.toMatchObject({ code: 'DAYBOOK_TABLE_MISSING' })
    await orm.close(true)
    await database?.drop()
  })
})

describe.skipIf(!serverUrl('postgres'))('in a schema of PostgreSQL', () => {
  test('the entity, the migration and the store agree', async () => {
    const database = await freshDatabase('postgres')
    const options = { dialect: 'postgres', schema: 'audit' } as const
    const entity = createEventEntity(options)
    const orm = await openOrm('postgres', {
      clientUrl: database.url,
      entities: [entity],
      migrations: { migrationsList: [createEventMigration(options)], snapshot: false },
    })
    await orm.em.getConnection().execute('CREATE SCHEMA audit')
    await orm.migrator.up()
    expect(await orm.schema.getUpdateSchemaSQL()).not.toContain('daybook_events')
    await createMikroOrmStore(orm, { schema: 'audit' }).append([eventAt(0)])
    expect(await orm.em.fork().count(entity)).toBe(1)
    await orm.close(true)
    await database.drop()
  })
})

describe.skipIf(!serverUrl('postgres'))('with a replica', () => {
  test('the store reads and writes where is written', async () => {
    const database = await freshDatabase('postgres')
    const orm = await openOrm('postgres', {
      clientUrl: database.url,
      replicas: [{ name: 'nobody is there', clientUrl: 'postgres://127.0.0.1:1/none' }],
      preferReadReplicas: true,
    })
    await orm.migrator.up()
    const store = createMikroOrmStore(orm)
    await store.append([eventAt(0)])
    expect(await store.count({ conditions: [] }, 10)).toBe(1)
    await expect(orm.em.fork().count(eventEntities.postgres)).rejects.toThrow('ECONNREFUSED')
    await orm.close(true)
    await database.drop()
  })
})

describe.skipIf(!serverUrl('mariadb'))('on MariaDB', () => {
  test.each([{ timezone: '+05:45' }, { timezone: 'local' }, { forceUtcTimezone: true }])(
    'D1: times are the same in a session at +05:45, with %j',
    async (options) => {
      const database = await freshDatabase('mariadb')
      const orm = await openOrm('mariadb', {
        clientUrl: database.url,
        ...options,
        onCreateConnection: async (connection) => {
          await (connection as { executeQuery(query: object): Promise<unknown> }).executeQuery({
            sql: "SET time_zone = '+05:45'",
            parameters: [],
          })
        },
      })
      await orm.migrator.up()
      const store = createMikroOrmStore(orm)
      const event = eventAt(123)
      const { recordedAt } = await store.append([event])
      expect(Math.abs(recordedAt.getTime() - Date.now())).toBeLessThan(3_600_000)
      const [found] = await store.find({ filter: { conditions: [] }, order: 'newest', limit: 1 })
      expect(found).toMatchObject({ occurredAt: event.occurredAt, recordedAt })
      const row = await orm.em.fork().findOneOrFail(eventEntities.mariadb, { id: event.id })
      expect(row).toMatchObject({ occurredAt: event.occurredAt, recordedAt })
      await orm.close(true)
      await database.drop()
    },
  )
})

test('a database without a dialect is refused at construction', () => {
  class MsSqlPlatform {}
  const orm = { em: { getPlatform: () => new MsSqlPlatform() } } as unknown as LiveMikroOrm
  expect(() => createMikroOrmStore(orm)).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_UNSUPPORTED_DATABASE' }),
  )
})
