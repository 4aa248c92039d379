import {
  type EventColumn,
  eventTable,
  jsonTextCodec,
  millisecondsCodec,
  sqlite,
  utcFieldsCodec,
  uuidBytesCodec,
} from '@daybook/sql'
import type { ColumnType, EntitySchemaColumnOptions } from 'typeorm'
import type { TypeormSchemaOptions } from './event-entity.ts'

type Dialect = TypeormSchemaOptions['dialect']
type Kind = EventColumn['kind']

// SQLite's types are their own names.
const types: Readonly<Record<Exclude<Dialect, 'sqlite'>, Readonly<Record<Kind, ColumnType>>>> = {
  postgres: {
    id: 'uuid',
    instant: 'timestamptz',
    key: 'text',
    text: 'text',
    smallint: 'smallint',
    double: 'double precision',
    json: 'jsonb',
  },
  mariadb: {
    id: 'binary',
    instant: 'datetime',
    key: 'varchar',
    text: 'mediumtext',
    smallint: 'smallint',
    double: 'double',
    json: 'longtext',
  },
}

/** How TypeORM describes a column of the events table, and turns its values into what an app expects. */
export function columnOptions(column: EventColumn, options: TypeormSchemaOptions): EntitySchemaColumnOptions {
  const { name, kind, nullable } = column
  const { dialect } = options
  const type = dialect === 'sqlite' ? (sqlite.columnType(column) as ColumnType) : types[dialect][kind]
  return { name, nullable, type, primary: kind === 'id', ...details[dialect](column, options) }
}

const details: Readonly<
  Record<Dialect, (column: EventColumn, options: TypeormSchemaOptions) => Partial<EntitySchemaColumnOptions>>
> = {
  postgres: ({ kind }, options) => ({
    // PostgreSQL's own name, which the migration leaves to it.
    ...(kind === 'id' && { primaryKeyConstraintName: `${eventTable(options).name}_pkey` }),
    ...(kind === 'instant' && { precision: 3 }),
    ...(kind === 'key' && { collation: 'C' }),
  }),

  sqlite: ({ kind }) => ({
    ...(kind === 'instant' && { transformer: millisecondsCodec }),
    ...(kind === 'json' && { transformer: jsonTextCodec }),
  }),

  mariadb: ({ kind, length }, { timezone = 'local' }) => ({
    ...(kind === 'id' && { length: 16, transformer: uuidBytesCodec }),
    ...(kind === 'instant' && { precision: 3, ...(timezone === 'local' && { transformer: utcFieldsCodec }) }),
    ...(kind === 'key' && { length: length as number }),
    ...(kind === 'smallint' && { unsigned: true }),
    ...(kind === 'json' && { transformer: jsonTextCodec }),
    ...((kind === 'key' || kind === 'text' || kind === 'json') && {
      charset: 'utf8mb4',
      collation: 'utf8mb4_nopad_bin',
    }),
  }),
}
