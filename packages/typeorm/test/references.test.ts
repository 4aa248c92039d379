import 'reflect-metadata'
import { createDaybook, referenceKey } from '@daybook/core'
import { createEventMigration, createTypeormStore } from '@daybook/typeorm'
import {
  Column,
  DataSource,
  DeleteDateColumn,
  Entity,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectionTo, dialects } from './engines.ts'

@Entity()
class Document {
  @PrimaryGeneratedColumn('uuid')
  id!: string

  @Column('text')
  title!: string
}

@Entity()
class Ledger {
  @PrimaryColumn('bigint')
  id!: string | number

  @DeleteDateColumn()
  deletedAt!: Date | null
}

@Entity()
class Entry {
  @PrimaryGeneratedColumn()
  id!: number

  @ManyToOne(() => Ledger)
  ledger!: Relation<Ledger>
}

describe.each(dialects)('%s', (dialect) => {
  let dataSource: DataSource
  let drop: () => Promise<void>
  beforeAll(async () => {
    const opened = await connectionTo(dialect)
    drop = opened.drop
    dataSource = new DataSource({
      ...opened.connection,
      entities: [Document, Ledger, Entry],
      migrations: [createEventMigration({ dialect })],
    })
    await dataSource.initialize()
    await dataSource.runMigrations()
    await dataSource.synchronize()
  })
  afterAll(async () => {
    await dataSource.destroy()
    await drop()
  })
  const daybookOf = () =>
    createDaybook({ store: createTypeormStore(dataSource, { references: { Document, Ledger, Entry } }) })

  test('a uuid key: known when saved, led back in one query, past what can be no uuid', async () => {
    const daybook = daybookOf()
    const documents = dataSource.getRepository(Document)
    const saved = await documents.save(Object.assign(new Document(), { title: 'one' }))
    const { target } = await daybook.log('document.made', { target: saved })
    expect(target).toEqual({ type: 'Document', id: saved.id })
    const { references } = createTypeormStore(dataSource, { references: { Document } })
    const gone = { type: 'Document', id: '01890000-0000-7000-8000-000000000000' }
    const wanted = [{ type: 'Document', id: saved.id }, gone, { type: 'Document', id: 'no uuid' }]
    const loaded = await references?.load?.(wanted)
    expect([...(loaded?.keys() ?? [])]).toEqual([referenceKey({ type: 'Document', id: saved.id })])
    expect(loaded?.get(referenceKey({ type: 'Document', id: saved.id }))).toEqual(saved)
  })

  test('a bigint key past what a number holds is the same text on every engine', async () => {
    const daybook = daybookOf()
    const id = '9007199254740993'
    // SQLite's driver makes a number of it, which cannot hold it: that one is TypeORM's.
    const key = dialect === 'sqlite' ? '9007199254740991' : id
    const ledgers = dataSource.getRepository(Ledger)
    await ledgers.insert({ id: key })
    const found = await ledgers.findOneByOrFail({ id: key })
    const { target } = await daybook.log('ledger.opened', { target: found })
    expect(target).toEqual({ type: 'Ledger', id: key })
    expect(await daybook.resolve({ type: 'Ledger', id: key })).toEqual(found)
  })

  test('what is soft-deleted is still found', async () => {
    const daybook = daybookOf()
    const ledgers = dataSource.getRepository(Ledger)
    const ledger = await ledgers.save(Object.assign(new Ledger(), { id: 7 }))
    await daybook.log('ledger.closed', { target: ledger })
    await ledgers.softDelete(7)
    expect(await ledgers.findOneBy({ id: 7 })).toBeNull()
    const found = await daybook.resolve({ type: 'Ledger', id: '7' })
    expect(found).toBeInstanceOf(Ledger)
    expect((found as Ledger).deletedAt).toBeInstanceOf(Date)
  })

  test('an object that stands for another in a relation has a key without being loaded', async () => {
    const daybook = daybookOf()
    const entries = dataSource.getRepository(Entry)
    const ledger = await dataSource.getRepository(Ledger).save(Object.assign(new Ledger(), { id: 8 }))
    await entries.save(Object.assign(new Entry(), { ledger }))
    const unloaded = dataSource.getRepository(Ledger).create({ id: 8 })
    expect((await daybook.log('ledger.seen', { target: unloaded })).target).toEqual({
      type: 'Ledger',
      id: '8',
    })
    const [entry] = await entries.find({ loadRelationIds: { disableMixedMap: true } })
    // TypeORM's stand-in for a relation that was not loaded is a plain object: its type has to be said.
    expect(entry?.ledger).toEqual({ id: expect.anything() })
    const { target } = await daybook.log('ledger.seen', {
      target: { type: 'Ledger', id: String(entry?.ledger.id) },
    })
    const found = (await daybook.resolve(target as { type: string; id: string })) as Ledger
    expect(found).toBeInstanceOf(Ledger)
    expect(String(found.id)).toBe('8')
    const [bare] = await entries.find()
    expect(bare?.ledger).toBeUndefined()
    expect((await daybook.log('entry.seen', { target: bare as Entry })).target).toEqual({
      type: 'Entry',
      id: String(bare?.id),
    })
  })
})
