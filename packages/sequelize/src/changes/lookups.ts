import type { Row } from '@daybook/core/changes'
import type { LiveModel } from './live-model.ts'
import { fieldsOf } from './model-fields.ts'
import type { Where } from './stored-rows.ts'

/** Values of some columns, which together tell rows apart. */
export type Lookup = Readonly<Record<string, unknown>>

const or = Symbol.for('or')

// An expression of SQLite is at most a thousand deep.
const alternatives = 500

/** What finds rows by their primary key; nothing does where the model has none. */
export function byKey(model: LiveModel, rows: readonly Row[]): readonly Lookup[] {
  const fields = fieldsOf(model).filter(({ attribute }) => model.primaryKeyAttributes.includes(attribute))
  return rows.map((row) =>
    Object.fromEntries(fields.map(({ attribute, column }) => [column, row[attribute]])),
  )
}

/** What finds the rows that a record, of values by column, may meet: by each of its unique keys that it has whole. */
export function byUniqueKeys(model: LiveModel, record: Lookup): readonly Lookup[] {
  return uniqueKeysOf(model).flatMap((columns) => {
    const values = columns.map((column) => [column, record[column]] as const)
    return values.every(([, value]) => value !== null && value !== undefined)
      ? [Object.fromEntries(values)]
      : []
  })
}

/** Conditions that together find what the lookups find: one for each key, so that each has its index. */
export function conditionsOf(lookups: readonly Lookup[]): readonly Where[] {
  return [...Map.groupBy(lookups, (lookup) => Object.keys(lookup).join('\0')).values()].map(anyOf)
}

function anyOf(lookups: readonly Lookup[]): Where {
  const [column, ...others] = Object.keys(lookups[0] ?? {})
  if (column !== undefined && others.length === 0)
    return { [column]: lookups.map((lookup) => lookup[column]) }
  if (lookups.length <= alternatives) return { [or]: lookups }
  return { [or]: chunked(lookups).map((each) => ({ [or]: each })) }
}

function uniqueKeysOf({
  tableAttributes,
  primaryKeyAttributes,
  uniqueKeys,
  _indexes,
}: LiveModel): readonly string[][] {
  const columnOf = (name: string) => tableAttributes[name]?.field ?? name
  const ofIndexes = _indexes
    .filter(({ unique }) => unique)
    .map(({ fields }) => fields.map(nameOf))
    // That of an expression cannot be looked up by value.
    .filter((names) => names.every((name) => name !== undefined))
  const keys = [
    primaryKeyAttributes,
    ...Object.values(uniqueKeys).map(({ fields }) => fields),
    ...(ofIndexes as string[][]),
  ].map((names) => names.map(columnOf))
  return [...new Map(keys.filter((key) => key.length > 0).map((key) => [key.join('\0'), key])).values()]
}

function nameOf(field: unknown): string | undefined {
  if (typeof field === 'string') return field
  const { name, attribute } = field as { readonly name?: unknown; readonly attribute?: unknown }
  const given = name ?? attribute
  return typeof given === 'string' ? given : undefined
}

function chunked<T>(all: readonly T[]): readonly (readonly T[])[] {
  const starts = Array.from(
    { length: Math.ceil(all.length / alternatives) },
    (_, index) => index * alternatives,
  )
  return starts.map((start) => all.slice(start, start + alternatives))
}
