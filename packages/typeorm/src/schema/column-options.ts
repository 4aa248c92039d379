import { type EventColumn, sqlite } from '@daybook/sql'
import type { ColumnType, EntitySchemaColumnOptions, ValueTransformer } from 'typeorm'
import type { EventSchemaOptions } from './event-entity.ts'

type Dialect = EventSchemaOptions['dialect']
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
export function columnOptions(column: EventColumn, options: EventSchemaOptions): EntitySchemaColumnOptions {
  const { name, kind, nullable } = column
  const { dialect } = options
  const type = dialect === 'sqlite' ? (sqlite.columnType(column) as ColumnType) : types[dialect][kind]
  return { name, nullable, type, primary: kind === 'id', ...details[dialect](column, options) }
}

const details: Readonly<
  Record<Dialect, (column: EventColumn, options: EventSchemaOptions) => Partial<EntitySchemaColumnOptions>>
> = {
  postgres: ({ kind }) => ({
    ...(kind === 'instant' && { precision: 3 }),
    ...(kind === 'key' && { collation: 'C' }),
  }),

  sqlite: ({ kind }) => ({
    ...(kind === 'instant' && { transformer: milliseconds }),
    ...(kind === 'json' && { transformer: jsonText }),
  }),

  mariadb: ({ kind, length }, { timezone = 'local' }) => ({
    ...(kind === 'id' && { length: 16, transformer: uuidBytes }),
    ...(kind === 'instant' && { precision: 3, ...(timezone === 'local' && { transformer: utcFields }) }),
    ...(kind === 'key' && { length: length as number }),
    ...(kind === 'smallint' && { unsigned: true }),
    ...(kind === 'json' && { transformer: jsonText }),
    ...((kind === 'key' || kind === 'text' || kind === 'json') && {
      charset: 'utf8mb4',
      collation: 'utf8mb4_nopad_bin',
    }),
  }),
}

const milliseconds: ValueTransformer = {
  to: (value: unknown) => (value instanceof Date ? value.getTime() : value),
  from: (value: unknown) => (typeof value === 'number' ? new Date(value) : value),
}

const jsonText: ValueTransformer = {
  to: (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value)),
  from: (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value),
}

/** The text of a UUID to its 16 bytes and back. A condition (`In([…])`) is left as it is. */
const uuidBytes: ValueTransformer = {
  to: (value: unknown) => (typeof value === 'string' ? Buffer.from(value.replaceAll('-', ''), 'hex') : value),
  from: (value: unknown) =>
    value instanceof Uint8Array
      ? Buffer.from(value)
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      : value,
}

/** The column holds UTC, the driver takes it for the process's own zone: shifted by that, both ways. */
const utcFields: ValueTransformer = {
  to: (value: unknown) =>
    value instanceof Date ? new Date(value.getTime() + value.getTimezoneOffset() * 60_000) : value,
  from: (value: unknown) =>
    value instanceof Date ? new Date(value.getTime() - value.getTimezoneOffset() * 60_000) : value,
}
