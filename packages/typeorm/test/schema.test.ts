import { createDaybook } from '@daybook/core'
import {
  createEventEntity,
  createEventMigration,
  createTypeormStore,
  type EventEntity,
  type TypeormSchemaOptions,
} from '@daybook/typeorm'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { describe, expect, test } from 'vitest'
import { describeTable, type TableDescription } from '../../../scripts/test-schema.mjs'
import { connectionTo, type Dialect, dialects } from './engines.ts'

/** The events table of a database of its own, made by `make`. */
async function described(
  dialect: Dialect,
  options: Partial<DataSourceOptions>,
  make: (dataSource: DataSource) => Promise<unknown>,
) {
  const { connection, drop } = await connectionTo(dialect)
  const dataSource = await new DataSource({ ...connection, ...options } as DataSourceOptions).initialize()
  try {
    await make(dataSource)
    return await describeTable((sql) => dataSource.query(sql), dialect, 'daybook_events')
  } finally {
    await dataSource.destroy()
    await drop()
  }
}

describe.each(dialects)('%s', (dialect) => {
  test('the table that TypeORM makes of the entity is the one that the migration makes', async () => {
    const schema: TypeormSchemaOptions = { dialect }
    const synchronised = await described(dialect, { entities: [createEventEntity(schema)] }, (dataSource) =>
      dataSource.synchronize(),
    )
    const migrated = await described(dialect, { migrations: [createEventMigration(schema)] }, (dataSource) =>
      dataSource.runMigrations(),
    )
    expect(migrated.columns.length).toBeGreaterThan(20)
    expect(migrated.indexes.length).toBeGreaterThan(3)
    expect(comparable(synchronised)).toEqual(comparable(migrated))
  })

  test('two books in one DataSource have tables and migrations of their own', async () => {
    const books = [{ dialect }, { dialect, table: 'daybook_requests' }]
    const both = { entities: books.map(createEventEntity), migrations: books.map(createEventMigration) }
    for (const make of ['synchronize', 'runMigrations'] as const) {
      const table = await described(dialect, both, async (dataSource) => {
        await dataSource[make]()
        for (const { table } of books) {
          const store = createTypeormStore(dataSource, table === undefined ? {} : { table })
          await createDaybook({ store }).log(table ?? 'the default one')
        }
        const events = dataSource.getRepository<EventEntity>('DaybookEvent')
        expect(await events.find()).toMatchObject([{ action: 'the default one' }])
        const requests = dataSource.getRepository<EventEntity>('DaybookEvent_daybook_requests')
        expect(await requests.find()).toMatchObject([{ action: 'daybook_requests' }])
        const { upQueries } = await dataSource.driver.createSchemaBuilder().log()
        expect(upQueries).toEqual([])
      })
      expect(table.indexes.length).toBeGreaterThan(3)
    }
  })
})

/**
 * TypeORM knows neither CHECKs nor the collation of a table on MariaDB. Both change nothing there: every text column
 * states its own collation, and Daybook writes valid JSON.
 */
function comparable(table: TableDescription) {
  if (table.options === undefined) return table
  const { collation: _, ...options } = table.options as { collation: string }
  return { ...table, checks: [], options }
}
