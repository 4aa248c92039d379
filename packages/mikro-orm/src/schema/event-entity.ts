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
import { EntitySchema } from '@mikro-orm/core'
import { columnOptions, columnType } from './column-options.ts'

/**
 * The events table as an entity, for the `entities` of an ORM or its `discoverEntity()`: MikroORM then knows the
 * table, and the app can query it with `em.find()`. Writing stays with Daybook.
 */
export function createEventEntity(options: EventSchemaOptions): EntitySchema<EventEntity> {
  const table = eventTable(options)
  const dialect = dialects[options.dialect]
  const entity = new EntitySchema<EventEntity>({
    name: eventEntityName(table),
    tableName: table.name,
    ...(table.schema !== undefined && { schema: table.schema }),
    indexes: eventIndexes.map((index) => ({
      name: indexName(table, index),
      properties: indexColumns(dialect, index).map(propertyOf),
      ...(dialect.partialIndexes && index.where !== undefined && { where: index.where }),
    })),
    checks: eventColumns.flatMap((column) => {
      // On MariaDB they come with their columns.
      const expression = options.dialect === 'mariadb' ? undefined : dialect.columnCheck(column)
      return expression === undefined ? [] : [{ name: checkName(table, column.name), expression }]
    }),
  })
  for (const column of eventColumns)
    entity.addProperty(
      column.property,
      columnType(column, options.dialect),
      columnOptions(column, options.dialect, table),
    )
  return entity
}

function propertyOf(columnName: string): keyof EventEntity {
  const column = eventColumns.find(({ name }) => name === columnName)
  return (column as EventColumn).property as keyof EventEntity
}
