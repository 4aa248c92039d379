import { type Catalog, createDaybook, type Daybook, type DaybookEvent, type EventStore } from '@daybook/core'
import {
  createEventEntity,
  createEventMigration,
  createFeedMigration,
  createMikroOrmStore,
  type MikroOrmTransaction,
} from '@daybook/mikro-orm'
import { defineEntity, type Options, p } from '@mikro-orm/core'
import { MariaDbDriver } from '@mikro-orm/mariadb'
import { Migrator } from '@mikro-orm/migrations'
import { PostgreSqlDriver } from '@mikro-orm/postgresql'
import {
  type AbstractSqlDriver,
  MikroORM,
  NodeSqliteDialect,
  SqliteDriver as NodeSqliteDriver,
} from '@mikro-orm/sql'
import { SqliteDriver } from '@mikro-orm/sqlite'
import { freshDatabase, serverUrl } from '../../../scripts/test-servers.mjs'

const invoiceSchema = defineEntity({
  name: 'Invoice',
  properties: {
    id: p.integer().primary().autoincrement(),
    status: p.string().default('open'),
    deleted: p.boolean().default(false),
  },
  filters: { present: { name: 'present', cond: { deleted: false }, default: true } },
})

export class Invoice extends invoiceSchema.class {}
invoiceSchema.setClass(Invoice)

const invoiceLineSchema = defineEntity({
  name: 'InvoiceLine',
  properties: {
    invoice: () => p.manyToOne(Invoice).primary().ref(),
    line: p.integer().primary(),
  },
})

export class InvoiceLine extends invoiceLineSchema.class {}
invoiceLineSchema.setClass(InvoiceLine)

/** A part of a line: its key holds another of two columns. */
const lineNoteSchema = defineEntity({
  name: 'LineNote',
  properties: {
    of: () => p.manyToOne(InvoiceLine).primary(),
    number: p.integer().primary(),
  },
})

export class LineNote extends lineNoteSchema.class {}
lineNoteSchema.setClass(LineNote)

const documentSchema = defineEntity({
  name: 'Document',
  properties: { id: p.uuid().primary(), title: p.string() },
})

export class Document extends documentSchema.class {}
documentSchema.setClass(Document)

const ledgerSchema = defineEntity({
  name: 'Ledger',
  properties: { id: p.bigint('bigint').primary().autoincrement(false) },
})

export class Ledger extends ledgerSchema.class {}
ledgerSchema.setClass(Ledger)

const references = { Bill: Invoice, Document, Ledger, LineNote }

type AppReferences = {
  readonly Bill: Invoice
  readonly Document: Document
  readonly Ledger: Ledger
  readonly LineNote: LineNote
}

/** A daybook on a database of its own. */
export interface Rig {
  readonly orm: MikroORM<AbstractSqlDriver>
  readonly store: EventStore<MikroOrmTransaction, AppReferences>
  readonly daybook: Daybook<Catalog, AppReferences, MikroOrmTransaction>
  /** What `eventLogged` has said so far. */
  readonly heard: DaybookEvent[]
  /** The statements that MikroORM sent, oldest first. */
  readonly statements: string[]
  /** What MikroORM would change of the events table after our migration. */
  readonly schemaDiff: string
  /** The same the other way round, as a migration's `down` would be. */
  readonly schemaDiffDown: string
  close(): Promise<void>
  /** Closes without waiting for connections: Kysely never gives one back whose ROLLBACK failed. */
  abandon(): Promise<void>
}

export type Dialect = 'sqlite' | 'postgres' | 'mariadb'
export type Engine = Dialect | 'node:sqlite'

/** The engines of this run: SQLite always, the others where there is a server. */
export const engines: readonly Engine[] = [
  'sqlite',
  'node:sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

export const dialectOf = (engine: Engine): Dialect => (engine === 'node:sqlite' ? 'sqlite' : engine)

export const eventEntities = {
  sqlite: createEventEntity({ dialect: 'sqlite' }),
  postgres: createEventEntity({ dialect: 'postgres' }),
  mariadb: createEventEntity({ dialect: 'mariadb' }),
}

const drivers = {
  sqlite: { driver: SqliteDriver, dbName: ':memory:' },
  'node:sqlite': { driver: NodeSqliteDriver, dbName: ':memory:' },
  postgres: { driver: PostgreSqlDriver },
  mariadb: { driver: MariaDbDriver },
}

/** An ORM on the engine, with the app's entities and ours, on an empty database. */
export async function openOrm(
  engine: Engine,
  options: Partial<Options<AbstractSqlDriver>> & { readonly log?: (statement: string) => void } = {},
): Promise<MikroORM<AbstractSqlDriver>> {
  const { log, ...given } = options
  const dialect = dialectOf(engine)
  return MikroORM.init<AbstractSqlDriver>({
    ...(drivers[engine] as (typeof drivers)['sqlite']),
    ...(engine === 'node:sqlite' && { driverOptions: new NodeSqliteDialect(':memory:') }),
    entities: [Invoice, InvoiceLine, LineNote, Document, Ledger, eventEntities[dialect]],
    extensions: [Migrator],
    migrations: { migrationsList: [createEventMigration({ dialect })], snapshot: false },
    pool: { max: 4 },
    debug: ['query', 'query-params'],
    colors: false,
    logger: (message) => log?.(message),
    ...given,
  })
}

/** `feed`: the store keeps a feed. */
export async function openRig(
  engine: Engine,
  { feed = false, ...options }: Partial<Options<AbstractSqlDriver>> & { readonly feed?: boolean } = {},
): Promise<Rig> {
  const dialect = dialectOf(engine)
  const database = dialect === 'sqlite' ? undefined : await freshDatabase(dialect)
  const statements: string[] = []
  const orm = await openOrm(engine, {
    ...(feed && withFeed(dialect)),
    ...options,
    ...(database && { clientUrl: database.url }),
    log: (statement) => statements.push(statement),
  })
  await orm.migrator.up()
  const diff = await orm.schema.getUpdateSchemaMigrationSQL({ wrap: false })
  await orm.schema.update()
  const store = createMikroOrmStore(orm, { references, feed })
  const daybook = createDaybook({ store })
  const heard: DaybookEvent[] = []
  daybook.on('eventLogged', (event) => heard.push(event))
  const ofEvents = (sql: string) =>
    sql
      .split('\n')
      .filter((line) => line.includes('daybook_events'))
      .join('\n')
  return {
    orm,
    store,
    daybook,
    statements,
    schemaDiff: ofEvents(diff.up),
    schemaDiffDown: ofEvents(diff.down),
    heard,
    async close() {
      await orm.close(true)
      await database?.drop()
    },
    async abandon() {
      void orm.close(true)
      await database?.drop()
    },
  }
}

/** What an app with a feed tells MikroORM. */
export function withFeed(dialect: Dialect) {
  return {
    migrations: {
      migrationsList: [createEventMigration({ dialect }), createFeedMigration({ dialect })],
      snapshot: false,
    },
    schemaGenerator: { skipTables: [/^daybook_events_/], ignoreTriggers: true },
  }
}
