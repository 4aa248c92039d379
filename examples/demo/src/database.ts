import 'reflect-metadata'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createEventEntity, createEventMigration } from '@daybook/typeorm'
import { DataSource } from 'typeorm'
import { Invoice } from './entities/invoice.ts'
import { User } from './entities/user.ts'
import { CreateTables1795000000001 } from './migrations/create-tables.ts'

/**
 * Opens the database and brings its tables up to date: PostgreSQL for a `postgres://` URL, else an SQLite file.
 * Migrations make every table, the events' too; `synchronize` stays off, so that the two do not fight.
 */
export async function openDatabase(location: string): Promise<DataSource> {
  const isPostgres = /^postgres(ql)?:/.test(location)
  const dialect = isPostgres ? 'postgres' : 'sqlite'
  const tables = {
    entities: [User, Invoice, createEventEntity({ dialect })],
    migrations: [createEventMigration({ dialect }), CreateTables1795000000001],
    migrationsRun: true,
  }
  if (!isPostgres) mkdirSync(dirname(location), { recursive: true })
  const dataSource = isPostgres
    ? new DataSource({ type: 'postgres', url: location, ...tables })
    : new DataSource({ type: 'better-sqlite3', database: location, enableWAL: true, ...tables })
  return dataSource.initialize()
}
