import {
  checkName,
  dialects,
  type EventColumn,
  type EventEntity,
  type EventSchemaOptions,
  eventColumns,
  eventEntityName,
  eventIndexes,
  eventTable,
  indexColumns,
  indexName,
} from '@daybook/sql'
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'
import { columnOptions } from './column-options.ts'

/** Which events table, on which database. */
export interface TypeormSchemaOptions extends EventSchemaOptions {
  /** The `timezone` option of the DataSource, on MariaDB, where it is set. Default: `local`, as TypeORM's. */
  readonly timezone?: 'local' | 'Z'
}

/**
 * The events table as an entity, for the `entities` of a DataSource: TypeORM then knows the table, and the app
 * can query it with a repository. Writing stays with Daybook. Its name is `DaybookEvent`, and `DaybookEvent_<table>` for
 * another table than the default one.
 */
export function createEventEntity(options: TypeormSchemaOptions): EntitySchema<EventEntity> {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  return new EntitySchema<EventEntity>({
    name: eventEntityName(table),
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
