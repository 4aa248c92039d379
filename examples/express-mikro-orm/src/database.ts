import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createEventEntity, createEventMigration } from '@daybook/mikro-orm'
import { Migrator } from '@mikro-orm/migrations'
import { PostgreSqlDriver } from '@mikro-orm/postgresql'
import { type AbstractSqlDriver, defineEntity, MikroORM, p } from '@mikro-orm/sql'
import { SqliteDriver } from '@mikro-orm/sqlite'

export type Orm = MikroORM<AbstractSqlDriver>

const userSchema = defineEntity({
  name: 'User',
  properties: {
    id: p.integer().primary(),
    email: p.string().unique(),
    role: p.enum(['member', 'admin'] as const),
    password: p.string(),
  },
})
export class User extends userSchema.class {}
userSchema.setClass(User)

const invoiceSchema = defineEntity({
  name: 'Invoice',
  properties: {
    id: p.integer().primary(),
    customer: p.string(),
    amount: p.integer(),
    status: p.enum(['open', 'paid'] as const).default('open'),
  },
})
export class Invoice extends invoiceSchema.class {}
invoiceSchema.setClass(Invoice)

/** Opens PostgreSQL for a `postgres://` URL, else an SQLite file, and creates what is missing in it. */
export async function openDatabase(location: string): Promise<Orm> {
  const dialect = /^postgres(ql)?:/.test(location) ? 'postgres' : 'sqlite'
  if (dialect === 'sqlite') mkdirSync(dirname(location), { recursive: true })
  const books = ['daybook_events', 'daybook_requests'].map((table) => ({ dialect, table }) as const)
  const orm = await MikroORM.init<AbstractSqlDriver>({
    ...(dialect === 'postgres'
      ? { driver: PostgreSqlDriver, clientUrl: location }
      : { driver: SqliteDriver, dbName: location }),
    entities: [User, Invoice, ...books.map(createEventEntity)],
    extensions: [Migrator],
    migrations: { migrationsList: books.map(createEventMigration), snapshot: false },
  })
  await orm.migrator.up()
  // The events' tables are by then as their migrations have made them; the app's own could have migrations too.
  await orm.schema.update({ safe: true })
  return orm
}
