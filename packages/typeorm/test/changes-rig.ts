import 'reflect-metadata'
import { type Catalog, createDaybook, type Daybook, type DaybookEvent, type EventStore } from '@daybook/core'
import {
  createEventEntity,
  createEventMigration,
  createTypeormStore,
  type TypeormTransaction,
} from '@daybook/typeorm'
import {
  ChildEntity,
  Column,
  CreateDateColumn,
  DataSource,
  DeleteDateColumn,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm'
import { connectionTo, type Dialect } from './engines.ts'

export class Address {
  @Column('varchar', { nullable: true })
  street!: string | null

  @Column('varchar', { nullable: true })
  city!: string | null
}

@Entity()
export class Customer {
  @PrimaryGeneratedColumn()
  id!: number

  @Column('varchar', { length: 40 })
  name!: string

  @OneToMany(
    () => Order,
    (order) => order.customer,
  )
  orders!: Order[]
}

@Entity()
export class Tag {
  @PrimaryColumn('varchar', { length: 20 })
  name!: string

  @ManyToMany(
    () => Order,
    (order) => order.tags,
  )
  orders!: Order[]
}

@Entity()
export class Order {
  @PrimaryGeneratedColumn()
  id!: number

  @Column('varchar', { length: 40, unique: true, nullable: true })
  code!: string | null

  @Column('varchar', { length: 20, default: 'open' })
  status!: string

  @Column('decimal', { precision: 10, scale: 2, default: 0 })
  amount!: string | number

  @Column('int', { default: 0 })
  weight!: number

  @Column('simple-json', { nullable: true })
  meta!: unknown

  @Column('varchar', { length: 40, nullable: true, select: false })
  secret!: string | null

  @Column('varchar', {
    length: 40,
    nullable: true,
    transformer: { to: (value) => value && `x${value}`, from: (value) => value?.slice(1) },
  })
  coded!: string | null

  @Column(() => Address)
  address!: Address

  @ManyToOne(
    () => Customer,
    (customer) => customer.orders,
    { nullable: true },
  )
  customer!: Customer | null

  @ManyToOne(() => Customer, { lazy: true, nullable: true })
  payer!: Promise<Customer | null>

  @ManyToMany(
    () => Tag,
    (tag) => tag.orders,
    { cascade: ['insert'] },
  )
  @JoinTable()
  tags!: Tag[]

  @CreateDateColumn()
  createdAt!: Date

  @UpdateDateColumn()
  updatedAt!: Date

  @DeleteDateColumn()
  deletedAt!: Date | null

  @VersionColumn()
  version!: number
}

@Entity()
export class Hashed {
  @PrimaryGeneratedColumn()
  id!: number

  @Column('varchar', {
    length: 40,
    transformer: {
      to: (value: string) => (value.startsWith('hash of ') ? value : `hash of ${value}`),
      from: (value: string) => value,
    },
  })
  badge!: string
}

@Entity()
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
export class Animal {
  @PrimaryGeneratedColumn()
  id!: number

  @Column('varchar', { length: 20 })
  name!: string
}

@ChildEntity()
export class Cat extends Animal {
  @Column('int', { nullable: true })
  lives!: number | null
}

/** A daybook, and the app's entities, on a database of their own. */
export interface ChangesRig {
  readonly dataSource: DataSource
  readonly store: EventStore<TypeormTransaction>
  readonly daybook: Daybook<Catalog, object, TypeormTransaction>
  /** Every statement so far. */
  readonly statements: string[]
  events(): Promise<readonly DaybookEvent[]>
  /** Forgets the events and the statements. */
  clear(): Promise<void>
  close(): Promise<void>
}

export async function openChangesRig(dialect: Dialect): Promise<ChangesRig> {
  const { connection, drop } = await connectionTo(dialect)
  const statements: string[] = []
  const nothing = () => undefined
  const dataSource = new DataSource({
    ...connection,
    entities: [Customer, Tag, Order, Animal, Cat, Hashed, createEventEntity({ dialect })],
    migrations: [createEventMigration({ dialect })],
    logger: {
      logQuery: (sql) => void statements.push(sql),
      logQueryError: nothing,
      logQuerySlow: nothing,
      logSchemaBuild: nothing,
      logMigration: nothing,
      log: nothing,
    },
  })
  await dataSource.initialize()
  await dataSource.runMigrations()
  await dataSource.synchronize()
  const store = createTypeormStore(dataSource)
  const daybook = createDaybook({ store })
  const events = async () => (await daybook.find({ order: 'oldest', limit: 1000 })).events
  return {
    dataSource,
    store,
    daybook,
    statements,
    events,
    async clear() {
      await dataSource.query('DELETE FROM daybook_events')
      statements.length = 0
    },
    async close() {
      await dataSource.destroy()
      await drop()
    },
  }
}
