import { encodeKey } from '@daybook/core'
import type { FieldKind, Row } from '@daybook/core/changes'
import type { LiveModel, LiveType } from './live-model.ts'

/** An attribute that has a column. Rows have its name, statements that of the column. */
export interface ModelField {
  readonly attribute: string
  readonly column: string
  readonly type: LiveType
}

const known = new WeakMap<object, readonly ModelField[]>()

/** What the rows of a model consist of; what is virtual is not among it. */
export function fieldsOf({ tableAttributes }: LiveModel): readonly ModelField[] {
  const fields =
    known.get(tableAttributes) ??
    Object.entries(tableAttributes).map(([attribute, { field, type }]) => ({
      attribute,
      column: field ?? attribute,
      type,
    }))
  known.set(tableAttributes, fields)
  return fields
}

/** What the attributes hold, where the values do not tell. */
export function kindsOf(model: LiveModel): Readonly<Record<string, FieldKind>> {
  return Object.fromEntries(
    fieldsOf(model).flatMap(({ attribute, type }) => {
      const kind = kinds[type.key]
      return kind ? [[attribute, kind]] : []
    }),
  )
}

/** The key of a row as events have it; null where the row does not know. */
export function idOf({ primaryKeyAttributes }: LiveModel, row: Row): string | null {
  return encodeKey(primaryKeyAttributes.map((attribute) => row[attribute]))
}

/** Values by column. */
export type Columns = Readonly<Record<string, unknown>>

/** The values of a row by column. */
export function columnsOf(model: LiveModel, row: Row): Columns {
  return Object.fromEntries(fieldsOf(model).map(({ attribute, column }) => [column, row[attribute]]))
}

/** Whether a row says of every attribute what it is. */
export function isWhole(model: LiveModel, row: Row): boolean {
  return fieldsOf(model).every(({ attribute }) => row[attribute] !== undefined)
}

/** A row of values by attribute, of values by column. What is undefined is left out. */
export function rowOfColumns(model: LiveModel, values: Columns): Row {
  const row: Record<string, unknown> = {}
  for (const { attribute, column } of fieldsOf(model))
    if (values[column] !== undefined) row[attribute] = values[column]
  return row
}

const kinds: Readonly<Record<string, FieldKind>> = {
  DECIMAL: 'decimal',
  BIGINT: 'bigint',
  BOOLEAN: 'boolean',
  TINYINT: 'number',
  SMALLINT: 'number',
  MEDIUMINT: 'number',
  INTEGER: 'number',
  FLOAT: 'number',
  REAL: 'number',
  'DOUBLE PRECISION': 'number',
  DATE: 'date',
  JSON: 'json',
  JSONB: 'json',
  BLOB: 'bytes',
  STRING: 'text',
  CHAR: 'text',
  TEXT: 'text',
  CITEXT: 'text',
  UUID: 'text',
  ENUM: 'text',
  DATEONLY: 'text',
}
