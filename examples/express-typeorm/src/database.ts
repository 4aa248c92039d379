import 'reflect-metadata'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createEventMigration } from '@daybook/typeorm'
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'

@Entity('users')
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column('text', { unique: true }) email!: string
  @Column('text') role!: 'member' | 'admin'
  @Column('text') password!: string
}

@Entity('invoices')
export class Invoice {
  @PrimaryGeneratedColumn() id!: number
  @Column('text') customer!: string
  @Column('integer') amount!: number
  @Column('text', { default: 'open' }) status!: 'open' | 'paid'
}

/** Opens PostgreSQL for a `postgres://` URL, else an SQLite file, and creates what is missing in it. */
export async function openDatabase(location: string): Promise<DataSource> {
  const dialect = /^postgres(ql)?:/.test(location) ? 'postgres' : 'sqlite'
  if (dialect === 'sqlite') mkdirSync(dirname(location), { recursive: true })
  const tables = {
    // The app's own tables. `synchronize` leaves those alone that it knows nothing of, such as the two of the events.
    entities: [User, Invoice],
    synchronize: true,
    migrations: ['daybook_events', 'daybook_requests'].map((table) =>
      createEventMigration({ dialect, table }),
    ),
    migrationsRun: true,
  }
  const dataSource =
    dialect === 'postgres'
      ? new DataSource({ type: 'postgres', url: location, ...tables })
      : new DataSource({ type: 'better-sqlite3', database: location, enableWAL: true, ...tables })
  return dataSource.initialize()
}
