import { encodeKey } from '@daybook/core'
import type { FieldKind, Row } from '@daybook/core/changes'
import {
  BigIntType,
  BlobType,
  DecimalType,
  type EntityMetadata,
  type EntityProperty,
  JsonType,
  type Platform,
  Uint8ArrayType,
} from '@mikro-orm/core'
import type { Columns } from './live-driver.ts'

/** Values by property name; those of an inlined embeddable each by their own. */
export type Values = Readonly<Record<string, unknown>>

const kindOfRuntimeType: Readonly<Record<string, FieldKind>> = {
  Date: 'date',
  bigint: 'bigint',
  boolean: 'boolean',
  number: 'number',
}

/** What a property holds, where its values do not tell. */
export function kindOf(property: EntityProperty): FieldKind | undefined {
  const type = typeOf(property)
  if (type instanceof DecimalType) return 'decimal'
  if (type instanceof BigIntType) return 'bigint'
  if (type instanceof JsonType) return 'json'
  if (type instanceof BlobType || type instanceof Uint8ArrayType) return 'bytes'
  return kindOfRuntimeType[scalarOf(property).runtimeType]
}

/** How the rows of an ORM are read. */
export interface RowReader {
  /** What MikroORM compares in a flush: values as they are sent to the database. */
  ofSnapshot(metadata: EntityMetadata, snapshot: Values): Values
  /** What a query answered, by property name. */
  ofResult(metadata: EntityMetadata, result: Values): Values
  /** What a statement writes, by column; undefined where the database computes some of it. */
  ofColumns(
    metadata: EntityMetadata,
    columns: Columns,
    isRaw: (value: unknown) => boolean,
  ): Values | undefined
}

export function createRowReader(platform: Platform): RowReader {
  const each = (
    metadata: EntityMetadata,
    values: Values,
    read: (property: EntityProperty, value: unknown) => unknown,
  ): Values => {
    const found: Record<string, unknown> = {}
    for (const name of Object.keys(values)) {
      const property = metadata.properties[name] ?? metadata.root.properties[name]
      const value = values[name]
      if (property) found[name] = value === null || value === undefined ? value : read(property, value)
    }
    return found
  }

  const converted = (property: EntityProperty, value: unknown): unknown =>
    typeOf(property)?.convertToJSValue(value, platform) ?? value

  const sent = (property: EntityProperty, value: unknown): unknown => {
    const isJson = typeOf(property) instanceof JsonType || property.object
    if (isJson) return typeof value === 'string' ? JSON.parse(value) : value
    if (property.runtimeType === 'Date' && typeof value === 'number') return new Date(value)
    return Array.isArray(value) ? value : converted(property, value)
  }

  return {
    ofSnapshot: (metadata, snapshot) => each(metadata, snapshot, sent),
    ofResult: (metadata, result) =>
      each(metadata, result, (property, value) =>
        Array.isArray(value) ? value : converted(property, value),
      ),
    ofColumns(metadata, columns, isRaw) {
      if (Object.values(columns).some(isRaw)) return undefined
      return each(metadata, byProperty(metadata, columns), sent)
    },
  }
}

/** The values of columns by property: an array where a property has several. */
function byProperty(metadata: EntityMetadata, columns: Columns): Values {
  const values: Record<string, unknown> = {}
  for (const { name, fieldNames, formula, persist } of metadata.root.props) {
    if (!fieldNames?.some((column) => column in columns) || formula || persist === false) continue
    const parts = fieldNames.map((column) => columns[column])
    values[name] = parts.length === 1 ? parts[0] : parts
  }
  return values
}

/** A row of an event: inlined embeddables are objects in it. */
export function toRow(metadata: EntityMetadata, values: Values): Row {
  if (!hasEmbedded(metadata)) return values
  const row: Record<string, unknown> = {}
  for (const name of Object.keys(values)) {
    const [last, ...parents] = pathOf(metadata, name)
    const parent = parents.reduceRight((outer, part) => inner(outer, part), row)
    parent[last] = values[name]
  }
  return row
}

const embedding = new WeakMap<EntityMetadata, boolean>()

function hasEmbedded(metadata: EntityMetadata): boolean {
  const known =
    embedding.get(metadata) ?? [...metadata.props, ...metadata.root.props].some((each) => each.embedded)
  embedding.set(metadata, known)
  return known
}

function inner(outer: Record<string, unknown>, part: string): Record<string, unknown> {
  outer[part] ??= {}
  return outer[part] as Record<string, unknown>
}

/** The key of a row as text. */
export function keyOf(metadata: EntityMetadata, values: Values): string | null {
  return encodeKey(metadata.primaryKeys.flatMap((name) => [values[name]].flat(Number.POSITIVE_INFINITY)))
}

/** The properties that are in the same inlined embeddables as some of `names`. */
export function siblingsOf(metadata: EntityMetadata, names: readonly string[]): readonly string[] {
  const outermost = (name: string) => pathOf(metadata, name).at(-1)
  const embedded = metadata.root.props.filter((property) => property.embedded)
  const parents = new Set(names.map(outermost))
  return embedded.map(({ name }) => name as string).filter((name) => parents.has(outermost(name)))
}

/** Where a value is in a row, from within. */
function pathOf(metadata: EntityMetadata, name: string): readonly [string, ...string[]] {
  const embedded = (metadata.properties[name] ?? metadata.root.properties[name])?.embedded
  return embedded ? [embedded[1], ...pathOf(metadata, embedded[0])] : [name]
}

/** The property that holds the value: of a relation, the key of what it points to. */
function scalarOf(property: EntityProperty): EntityProperty {
  const [key, ...more] = property.targetMeta?.getPrimaryProps() ?? []
  return key && more.length === 0 && property.fieldNames?.length === 1 && !property.embeddedProps
    ? scalarOf(key)
    : property
}

const typeByProperty = new WeakMap<EntityProperty, Pick<EntityProperty, 'customType'>>()

function typeOf(property: EntityProperty) {
  if (property.customType) return property.customType
  const scalar = typeByProperty.get(property) ?? scalarOf(property)
  typeByProperty.set(property, scalar)
  return scalar.customType
}
