import { type EntityMetadata, isRaw } from '@mikro-orm/core'
import type { Columns } from './live-driver.ts'

/**
 * The conditions that find whatever inserting the rows can conflict with, by column; undefined where some row has none.
 *
 * @param conflictFields - the properties that the caller named.
 */
export function uniqueConditions(
  metadata: EntityMetadata,
  rows: readonly Columns[],
  conflictFields: readonly string[],
): readonly object[] | undefined {
  const keys = uniqueKeys(metadata, conflictFields)
  const found = rows.map((row) =>
    keys
      .filter((columns) => columns.every((column) => isKnown(row[column])))
      .map((columns) => Object.fromEntries(columns.map((column) => [column, row[column]]))),
  )
  return found.every((conditions) => conditions.length > 0) ? found.flat() : undefined
}

function uniqueKeys(metadata: EntityMetadata, conflictFields: readonly string[]): readonly string[][] {
  const columnsOf = (names: readonly string[]) =>
    names.flatMap((name) => metadata.properties[name]?.fieldNames ?? [name])
  return [
    metadata.primaryKeys,
    ...metadata.uniqueProps.map(({ name }) => [name]),
    ...metadata.uniques.map(({ properties }) => [properties ?? []].flat()),
    conflictFields,
  ]
    .map((names) => columnsOf(names))
    .filter((columns) => columns.length > 0)
}

function isKnown(value: unknown): boolean {
  return value !== undefined && value !== null && !isRaw(value)
}
