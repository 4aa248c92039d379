import {
  type ColumnCodec,
  checkName,
  dialects,
  type EventColumn,
  type EventEntity,
  type EventSchemaOptions,
  type EventTable,
  millisecondsCodec,
  utcTextCodec,
  uuidBytesCodec,
} from '@daybook/sql'
import type { PropertyOptions } from '@mikro-orm/core'
import { CodecType } from './codec-type.ts'

type Dialect = EventSchemaOptions['dialect']
type Kind = EventColumn['kind']

const types: Readonly<Record<Kind, string>> = {
  id: 'uuid',
  instant: 'datetime',
  key: 'text',
  text: 'text',
  smallint: 'smallint',
  double: 'float',
  json: 'json',
}

/** Columns whose values MikroORM would write in a way of its own. */
const codecs: Readonly<Record<Dialect, Partial<Record<Kind, ColumnCodec>>>> = {
  postgres: {},
  sqlite: { instant: millisecondsCodec },
  mariadb: { id: uuidBytesCodec, instant: utcTextCodec },
}

/** The MikroORM type of a column, which turns its values into what an app expects. */
export function columnType({ kind }: EventColumn, dialect: Dialect): string | CodecType {
  const codec = codecs[dialect][kind]
  return codec ? new CodecType(codec) : types[kind]
}

/** How MikroORM describes a column of the events table to the database. */
export function columnOptions(
  column: EventColumn,
  dialect: Dialect,
  table: EventTable,
): PropertyOptions<EventEntity> {
  return {
    fieldName: column.name,
    nullable: column.nullable,
    primary: column.kind === 'id',
    columnType: dialects[dialect].columnType(column),
    ...details[dialect](column, table),
  }
}

const details: Readonly<
  Record<Dialect, (column: EventColumn, table: EventTable) => Partial<PropertyOptions<EventEntity>>>
> = {
  postgres: ({ kind }) => (kind === 'key' ? { columnType: 'text', collation: 'C' } : {}),
  sqlite: () => ({}),
  mariadb: (column, table) => ({
    ...((column.kind === 'key' || column.kind === 'text') && binaryText),
    ...(column.kind === 'smallint' && { columnType: 'smallint', unsigned: true }),
    ...(column.kind === 'json' && jsonOfMariadb(column, table)),
  }),
}

/** MikroORM knows no collation of a table, and would undo one of a column that is the same. */
const binaryText: Partial<PropertyOptions<EventEntity>> = {
  collation: 'utf8mb4_nopad_bin',
  ignoreSchemaChanges: ['collation'],
}

/**
 * MikroORM takes a column with such a CHECK for one of its type `json`, and forgets the CHECK. So it is told of neither:
 * the CHECK follows the column's own text.
 */
function jsonOfMariadb(column: EventColumn, table: EventTable): Partial<PropertyOptions<EventEntity>> {
  const { quote, columnCheck } = dialects.mariadb
  return {
    ...binaryText,
    extra: `, constraint ${quote(checkName(table, column.name))} check (${columnCheck(column)})`,
    ignoreSchemaChanges: ['type', 'collation', 'extra'],
  }
}
