import type { EventStore } from '@daybook/core'
import { createEventEntity, createTypeormStore, type TypeormTransaction } from '@daybook/typeorm'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { storeIntoNothing } from '../store-into-nothing.ts'

/** A store into which nothing goes, or with a URL one in a database: `postgres://…`, else the file of an SQLite. */
export async function openStore(url: string | undefined): Promise<EventStore<TypeormTransaction>> {
  if (url === undefined) return storeIntoNothing()
  const isPostgres = url.startsWith('postgres')
  const connection: DataSourceOptions = isPostgres
    ? { type: 'postgres', url }
    : { type: 'better-sqlite3', database: url, enableWAL: true }
  const entity = createEventEntity({ dialect: isPostgres ? 'postgres' : 'sqlite' })
  const dataSource = new DataSource({ ...connection, entities: [entity], synchronize: true })
  await dataSource.initialize()
  return createTypeormStore(dataSource)
}
