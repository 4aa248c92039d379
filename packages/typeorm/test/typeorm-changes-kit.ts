import 'reflect-metadata'
import { createDaybook } from '@daybook/core'
import {
  type ChangeApis,
  type ChangeRig,
  type ChangeRuns,
  type InvoiceValues,
  runChangeScenarios,
} from '@daybook/store-kit/changes'
import {
  createEventEntity,
  createEventMigration,
  createTypeormStore,
  type TypeormTransaction,
  trackChanges,
} from '@daybook/typeorm'
import {
  Column,
  DataSource,
  type DeepPartial,
  DeleteDateColumn,
  Entity,
  type EntityManager,
  JoinTable,
  ManyToMany,
  PrimaryGeneratedColumn,
  type Repository,
} from 'typeorm'
import { afterAll, describe, it } from 'vitest'
import { connectionTo, type Dialect, dialects } from './engines.ts'

/** The entities of the scenarios. What a database has no type for is what TypeORM uses there. */
function entitiesFor(dialect: Dialect) {
  const isPostgres = dialect === 'postgres'
  const instant = isPostgres ? ('timestamptz' as const) : ('datetime' as const)
  const milliseconds = dialect === 'mariadb' ? { precision: 3 } : {}

  @Entity()
  class Tag {
    @PrimaryGeneratedColumn()
    id!: number

    @Column('varchar', { length: 40 })
    name!: string
  }

  @Entity()
  class Invoice {
    @PrimaryGeneratedColumn()
    id!: number

    @Column('varchar', { length: 40, unique: true })
    number!: string

    @Column({ type: dialect === 'sqlite' ? 'simple-enum' : 'enum', enum: ['open', 'paid', 'void'] })
    status!: string

    @Column('decimal', { precision: 12, scale: 2 })
    amount!: string

    @Column('int', { default: 0 })
    quantity!: number

    // SQLite reads numbers, which cannot hold every bigint.
    @Column({ type: dialect === 'sqlite' ? 'varchar' : 'bigint', nullable: true })
    views!: string | null

    @Column('boolean')
    urgent!: boolean

    @Column({ type: instant, nullable: true, ...milliseconds })
    dueAt!: Date | null

    @Column({ type: isPostgres ? 'jsonb' : 'simple-json', nullable: true })
    meta!: unknown

    @Column({ type: isPostgres ? 'bytea' : 'blob', nullable: true })
    scan!: Uint8Array | null

    @Column('varchar', { length: 40, nullable: true })
    phone!: string | null

    @Column('text', { nullable: true })
    note!: string | null

    @Column({ type: instant, nullable: true, ...milliseconds })
    lastSeenAt!: Date | null

    @DeleteDateColumn()
    deletedAt!: Date | null

    @ManyToMany(() => Tag)
    @JoinTable()
    tags!: Tag[]
  }
  return { Invoice, Tag }
}

type Invoice = InstanceType<ReturnType<typeof entitiesFor>['Invoice']>
type Runs = ChangeRuns<TypeormTransaction>
type Values = DeepPartial<Invoice>

/** The ways of TypeORM; `invoices` gives the repository of a transaction, or of the DataSource. */
function apisOf(
  invoices: (tx: TypeormTransaction | null) => Repository<Invoice>,
  dialect: Dialect,
  release: string,
): ChangeApis<TypeormTransaction> {
  // PostgreSQL empties a table that others refer to only with these, which TypeORM can say since 1.0.
  const options = dialect === 'postgres' ? { cascade: true } : {}
  const clear: Record<string, Runs['truncate']> = {
    'repository.clear()': (tx) => invoices(tx).clear(options),
  }
  const one = (id: string, tx: TypeormTransaction | null) =>
    invoices(tx).findOneOrFail({ where: { id: Number(id) }, withDeleted: true })
  const entity = (values: Partial<InvoiceValues>, tx: TypeormTransaction | null) =>
    invoices(tx).create(values as Values)
  const builder = (tx: TypeormTransaction | null) => invoices(tx).createQueryBuilder()
  const having = (status: string) => ({ status })
  const where = 'status = :status'
  const tagsOf = (id: string, tx: TypeormTransaction | null) =>
    builder(tx)
      .relation(invoices(null).target as never, 'tags')
      .of(Number(id))
  const withTags = (id: string, tx: TypeormTransaction | null) =>
    invoices(tx).findOneOrFail({ where: { id: Number(id) }, relations: { tags: true } })
  // TypeORM puts generated keys into what it is given.
  const copied = (values: readonly Partial<InvoiceValues>[]) => values.map((each) => ({ ...each })) as never

  return {
    create: {
      'repository.save(entity)': async (values, tx) =>
        String((await invoices(tx).save(entity(values, tx))).id),
      'repository.insert(values)': async (values, tx) =>
        String((await invoices(tx).insert(copied([values]))).identifiers[0]?.id),
      'createQueryBuilder().insert()': async (values, tx) =>
        String(
          (
            await builder(tx)
              .insert()
              .values(copied([values]))
              .execute()
          ).identifiers[0]?.id,
        ),
    },
    createMany: {
      'repository.save([…])': async (values, tx) =>
        void (await invoices(tx).save(values.map((each) => entity(each, tx)))),
      'repository.insert([…])': async (values, tx) => void (await invoices(tx).insert(copied(values))),
      'createQueryBuilder().insert().values([…])': async (values, tx) =>
        void (await builder(tx).insert().values(copied(values)).execute()),
    },
    update: {
      'repository.save(entity)': async (id, values, tx) =>
        void (await invoices(tx).save(Object.assign(await one(id, tx), values))),
      'repository.save(partial)': async (id, values, tx) =>
        void (await invoices(tx).save({ ...values, id: Number(id) } as Values)),
      'save(…, { listeners: false })': async (id, values, tx) =>
        void (await invoices(tx).save({ ...values, id: Number(id) } as Values, { listeners: false })),
      'repository.update(id, …)': async (id, values, tx) =>
        void (await invoices(tx).update(Number(id), values as never)),
    },
    updateMany: {
      'repository.update(criteria, …)': async (from, values, tx) =>
        void (await invoices(tx).update(having(from), values as never)),
      'createQueryBuilder().update()': async (from, values, tx) =>
        void (await builder(tx)
          .update()
          .set(values as never)
          .where(where, having(from))
          .execute()),
      'createQueryBuilder().update().callListeners(false)': async (from, values, tx) =>
        void (await builder(tx)
          .update()
          .set(values as never)
          .where(where, having(from))
          .callListeners(false)
          .execute()),
    },
    increment: {
      'repository.increment()': async (from, by, tx) =>
        void (await invoices(tx).increment(having(from), 'quantity', by)),
      'repository.decrement()': async (from, by, tx) =>
        void (await invoices(tx).decrement(having(from), 'quantity', -by)),
      'createQueryBuilder().update() with an expression': async (from, by, tx) =>
        void (await builder(tx)
          .update()
          .set({ quantity: () => `quantity + ${by}` })
          .where(where, having(from))
          .execute()),
    },
    upsert: {
      'repository.upsert()': async (values, tx) =>
        void (await invoices(tx).upsert(copied([values]), ['number'])),
      'createQueryBuilder().insert().orUpdate()': async (values, tx) =>
        void (await builder(tx)
          .insert()
          .values(copied([values]))
          .orUpdate(Object.keys(values), ['number'])
          .execute()),
    },
    delete: {
      'repository.remove(entity)': async (id, tx) => void (await invoices(tx).remove(await one(id, tx))),
      'repository.delete(id)': async (id, tx) => void (await invoices(tx).delete(Number(id))),
    },
    deleteMany: {
      'repository.delete(criteria)': async (from, tx) => void (await invoices(tx).delete(having(from))),
      'repository.remove([…])': async (from, tx) =>
        void (await invoices(tx).remove(await invoices(tx).findBy(having(from)))),
      'createQueryBuilder().delete()': async (from, tx) =>
        void (await builder(tx).delete().where(where, having(from)).execute()),
    },
    truncate: {
      ...(dialect === 'postgres' && release.startsWith('0') ? {} : clear),
      'createQueryBuilder().delete() without a condition': async (tx) =>
        void (await builder(tx).delete().execute()),
    },
    softDelete: {
      'repository.softRemove(entity)': async (id, tx) =>
        void (await invoices(tx).softRemove(await one(id, tx))),
      'repository.softDelete(id)': async (id, tx) => void (await invoices(tx).softDelete(Number(id))),
    },
    softDeleteMany: {
      'repository.softDelete(criteria)': async (from, tx) =>
        void (await invoices(tx).softDelete(having(from))),
      'createQueryBuilder().softDelete()': async (from, tx) =>
        void (await builder(tx).softDelete().where(where, having(from)).execute()),
    },
    restore: {
      'repository.recover(entity)': async (id, tx) => void (await invoices(tx).recover(await one(id, tx))),
      'repository.restore(id)': async (id, tx) => void (await invoices(tx).restore(Number(id))),
    },
    restoreMany: {
      'repository.restore(criteria)': async (from, tx) => void (await invoices(tx).restore(having(from))),
      'createQueryBuilder().restore()': async (from, tx) =>
        void (await builder(tx).restore().where(where, having(from)).execute()),
    },
    link: {
      'repository.save(entity with tags)': async (id, tag, tx) => {
        const invoice = await withTags(id, tx)
        invoice.tags.push({ id: Number(tag) } as never)
        await invoices(tx).save(invoice)
      },
      'createQueryBuilder().relation().add()': (id, tag, tx) => tagsOf(id, tx).add(Number(tag)),
    },
    unlink: {
      'repository.save(entity with tags)': async (id, tag, tx) => {
        const invoice = await withTags(id, tx)
        invoice.tags = invoice.tags.filter((each) => String(each.id) !== tag)
        await invoices(tx).save(invoice)
      },
      'createQueryBuilder().relation().remove()': (id, tag, tx) => tagsOf(id, tx).remove(Number(tag)),
    },
    pastTheOrm: {
      'query(sql)': {
        seen: 'not seen',
        why: 'SQL by hand names tables, not entities',
        run: async (from, { status }, tx) =>
          void (await invoices(tx).query(`UPDATE invoice SET status = '${status}' WHERE status = '${from}'`)),
      },
    },
  }
}

/** Runs the scenarios of change capture on one release of TypeORM. */
export function runTypeormChanges(release: string): void {
  describe.each(dialects)('%s', (dialect) => {
    const idle: OpenRig[] = []
    afterAll(async () => {
      for (const rig of idle) await rig.end()
    })
    runChangeScenarios({
      describe,
      it,
      orm: `typeorm ${release}`,
      engine: dialect,
      apis: apisOf(unopened, dialect, release),
      async open() {
        const rig = idle.pop() ?? (await openRig(dialect, release))
        return {
          ...rig.changes,
          async close() {
            await rig.empty()
            idle.push(rig)
          },
        }
      },
    })
  })
}

function unopened(): never {
  throw new Error('Only the names of these are used.')
}

interface OpenRig {
  readonly changes: Omit<ChangeRig<TypeormTransaction>, 'close'>
  empty(): Promise<void>
  end(): Promise<void>
}

async function openRig(dialect: Dialect, release: string): Promise<OpenRig> {
  const { Invoice, Tag } = entitiesFor(dialect)
  const { connection, drop } = await connectionTo(dialect)
  const dataSource = await new DataSource({
    ...connection,
    entities: [Invoice, Tag, createEventEntity({ dialect })],
    migrations: [createEventMigration({ dialect })],
  }).initialize()
  await dataSource.runMigrations()
  await dataSource.synchronize()
  const daybook = createDaybook({
    store: createTypeormStore(dataSource, { references: { Invoice, Tag } }),
  }) as never as ChangeRig<TypeormTransaction>['daybook']
  const managerOf = (tx: TypeormTransaction | null) => (tx ?? dataSource.manager) as EntityManager
  const invoices = (tx: TypeormTransaction | null) => managerOf(tx).getRepository(Invoice)
  return {
    changes: {
      daybook,
      apis: apisOf(invoices, dialect, release),
      track: ({ invoice, ...rules }) =>
        trackChanges(daybook, dataSource, { ...rules, entities: [{ entity: Invoice, ...invoice }, Tag] }),
      transaction: (work) => dataSource.transaction(work),
      savepoint: (tx, work) => managerOf(tx).transaction(work),
      async saveTwice(id, values) {
        await dataSource.transaction(async (tx) => {
          const invoice = await invoices(tx).findOneByOrFail({ id: Number(id) })
          Object.assign(invoice, values)
          await invoices(tx).save(invoice)
          await invoices(tx).save(invoice)
        })
      },
      async seedTags(names) {
        const tags = dataSource.getRepository(Tag)
        const { identifiers } = await tags.insert(names.map((name) => ({ name })))
        return identifiers.map(({ id }) => String(id))
      },
      async read(id) {
        const row = await invoices(null).findOne({ where: { id: Number(id) }, withDeleted: true })
        return row ? { ...row } : undefined
      },
      async ids() {
        const rows = await invoices(null).find({ order: { id: 'ASC' }, withDeleted: true })
        return rows.map(({ id }) => String(id))
      },
    },
    async empty() {
      for (const table of ['daybook_events', 'invoice_tags_tag', 'invoice', 'tag'])
        await dataSource.query(`DELETE FROM ${table}`)
    },
    async end() {
      await dataSource.destroy()
      await drop()
    },
  }
}
