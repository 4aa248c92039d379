import { createEventMigration } from '@daybook/typeorm'
import type { TypeOrmModuleOptions } from '@nestjs/typeorm'
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

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

/** PostgreSQL for a `postgres://` URL, else an SQLite file; what is missing in it is created. */
export function databaseOptions(location: string): TypeOrmModuleOptions {
  const dialect = /^postgres(ql)?:/.test(location) ? 'postgres' : 'sqlite'
  const tables = {
    // The app's own tables. `synchronize` leaves those alone that it knows nothing of, such as the two of the events.
    entities: [User, Invoice],
    synchronize: true,
    migrations: ['daybook_events', 'daybook_requests'].map((table) =>
      createEventMigration({ dialect, table }),
    ),
    migrationsRun: true,
  }
  return dialect === 'postgres'
    ? { type: 'postgres', url: location, ...tables }
    : { type: 'better-sqlite3', database: location, enableWAL: true, ...tables }
}
