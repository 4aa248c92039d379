import { referenceKey } from '@daybook/core'
import { createEventMigration, createTypeormStore, type EventEntity } from '@daybook/typeorm'
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dialects, Invoice, InvoiceLine, openRig, type Rig } from './engines.ts'

describe.each(dialects)('%s', (dialect) => {
  let rig: Rig
  beforeAll(async () => {
    rig = await openRig(dialect)
  })
  afterAll(() => rig.close())
  beforeEach(async () => {
    await rig.dataSource.query('DELETE FROM daybook_events')
  })

  test("the app's own repository reads the same event", async () => {
    const logged = await rig.daybook.log('x', { data: { a: 1 }, occurredAt: '2024-01-01T00:00:00.123Z' })
    const row = await rig.dataSource
      .getRepository<EventEntity>('DaybookEvent')
      .findOneByOrFail({ id: logged.id })
    expect(row).toMatchObject({ action: 'x', data: { a: 1 }, context: {}, occurredAt: logged.occurredAt })
    expect(row.recordedAt).toEqual(logged.recordedAt)
  })

  test('references come from entities: single key, composite key, unsaved', async () => {
    const saved = await rig.dataSource.getRepository(Invoice).save(Object.assign(new Invoice(), {}))
    const line = Object.assign(new InvoiceLine(), { invoice: 4, line: 2 })
    const references = createTypeormStore(rig.dataSource, { references: { Bill: Invoice } }).references
    expect(references?.of(saved)).toEqual({ type: 'Bill', id: String(saved.id) })
    expect(references?.of(line)).toEqual({ type: 'InvoiceLine', id: '["4","2"]' })
    expect(references?.of(new Invoice())).toEqual({ type: 'Bill', id: null })
    expect(references?.of({ id: 1 })).toBeUndefined()
  })

  test('references lead back to entities, in one go, past what is gone or cannot be', async () => {
    const repository = rig.dataSource.getRepository(Invoice)
    const [first, second, gone] = await repository.save([new Invoice(), new Invoice(), new Invoice()])
    await repository.delete((gone as Invoice).id)
    const line = await rig.dataSource
      .getRepository(InvoiceLine)
      .save(Object.assign(new InvoiceLine(), { invoice: 40, line: 2 }))
    const { references } = createTypeormStore(rig.dataSource, { references: { Bill: Invoice } })
    const wanted = [
      { type: 'Bill', id: String(first?.id) },
      { type: 'Bill', id: String(second?.id) },
      { type: 'Bill', id: '999999' },
      { type: 'Bill', id: 'not-a-number' },
      { type: 'InvoiceLine', id: '["40","2"]' },
      { type: 'InvoiceLine', id: 'nonsense' },
      { type: 'Unknown', id: '1' },
    ]
    const loaded = await references?.load?.(wanted)
    expect(wanted.map((reference) => loaded?.get(referenceKey(reference)))).toEqual([
      first,
      second,
      undefined,
      undefined,
      line,
      undefined,
      undefined,
    ])
    expect(await rig.daybook.resolve({ type: 'Bill', id: String(first?.id) })).toEqual(first)
    expect(await rig.daybook.resolve({ type: 'Bill', id: '999999' })).toBeNull()
  })

  test('after the migration the schema diff of TypeORM is empty', () => {
    expect(rig.schemaDiff).toEqual([])
  })

  test('a missing table is said, with what to do', async () => {
    const { type } = rig.dataSource.options
    if (type !== 'better-sqlite3') return
    const empty = await new DataSource({ type, database: ':memory:' }).initialize()
    const { createDaybook } = await import('@daybook/core')
    const daybook = createDaybook({ store: createTypeormStore(empty) })
    await expect(daybook.log('x')).rejects.toMatchObject({ code: 'DAYBOOK_TABLE_MISSING' })
    await empty.destroy()
  })

  test('the migration can be undone and done again', async () => {
    const runner = rig.dataSource.createQueryRunner()
    const migration = new (createEventMigration({ dialect, table: 'another_book' }))()
    await migration.up(runner)
    await migration.down(runner)
    await migration.up(runner)
    await migration.down(runner)
    await runner.release()
  })
})

test('a database without a dialect is refused at construction', () => {
  const dataSource = new DataSource({ type: 'cockroachdb', host: 'nowhere', timeTravelQueries: false })
  expect(() => createTypeormStore(dataSource)).toThrow(
    expect.objectContaining({ code: 'DAYBOOK_UNSUPPORTED_DATABASE' }),
  )
})
