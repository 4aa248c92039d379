import {
  checkName,
  type EventColumn,
  eventColumns,
  eventIndexes,
  eventTable,
  indexColumns,
  indexName,
  mariadb,
  postgres,
  type SqlDialect,
  sqlite,
} from '@daybook/sql'
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'
import { columnOptions } from './column-options.ts'

/** Which events table, on which database. */
export interface EventSchemaOptions {
  /** The database of the DataSource. */
  readonly dialect: 'postgres' | 'sqlite' | 'mariadb'
  /** The events table. Default: `daybook_events`. */
  readonly table?: string
  /** The table's schema, on PostgreSQL. Default: the connection's. */
  readonly schema?: string
  /** The `timezone` option of the DataSource, on MariaDB, where it is set. Default: `local`, as TypeORM's. */
  readonly timezone?: 'local' | 'Z'
}

/** A row of the events table, as the app's own queries with TypeORM see it. */
export interface EventEntity {
  id: string
  occurredAt: Date
  recordedAt: Date
  /** `''` for an event without a tenant. */
  tenant: string
  action: string
  version: number
  outcome: string
  reason: string | null
  actorType: string | null
  actorId: string | null
  actorName: string | null
  targetType: string | null
  targetId: string | null
  targetName: string | null
  note: string
  requestId: string | null
  traceId: string | null
  ip: string | null
  statusCode: number | null
  durationMs: number | null
  data: unknown
  changes: unknown
  context: unknown
}

/** The dialects by the name that options give. */
export const dialects: Readonly<Record<EventSchemaOptions['dialect'], SqlDialect>> = {
  postgres,
  sqlite,
  mariadb,
}

/**
 * The events table as an entity, for the `entities` of a DataSource: TypeORM then knows the table, and the app
 * can query it with a repository. Writing stays with Daybook.
 */
export function createEventEntity(options: EventSchemaOptions): EntitySchema<EventEntity> {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  return new EntitySchema<EventEntity>({
    name: 'DaybookEvent',
    tableName: table.name,
    ...(table.schema !== undefined && { schema: table.schema }),
    columns: Object.fromEntries(
      eventColumns.map((column) => [column.property, columnOptions(column, options)]),
    ) as { [K in keyof EventEntity]: EntitySchemaColumnOptions },
    indices: eventIndexes.map((index) => ({
      name: indexName(table, index),
      columns: indexColumns(dialect, index).map((name) => propertyOf(name)),
      ...(dialect.partialIndexes && index.where !== undefined && { where: index.where }),
    })),
    checks: eventColumns.flatMap((column) => {
      const expression = dialect.columnCheck(column)
      return expression === undefined ? [] : [{ name: checkName(table, column.name), expression }]
    }),
  })
}

function propertyOf(columnName: string): string {
  const column = eventColumns.find(({ name }) => name === columnName)
  return (column as EventColumn).property
}
