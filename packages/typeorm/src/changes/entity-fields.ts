import type { FieldKind, Row } from '@daybook/core/changes'
import type { EntityMetadata } from 'typeorm'

/** What TypeORM knows of a column. */
export type Column = EntityMetadata['columns'][number]

/** A column of an entity, and where its value stands in a row. */
export interface EntityField {
  readonly column: Column
  /** The property, then the way into it where that is an embedded object or a key of several columns. */
  readonly path: readonly [property: string, ...inner: string[]]
  /** The digits after the point of a decimal, which SQLite reads as a number without its zeros. */
  readonly scale: number | undefined
}

const known = new WeakMap<EntityMetadata, readonly EntityField[]>()

/** The columns of an entity that hold what the app put there. */
export function fieldsOf(metadata: EntityMetadata): readonly EntityField[] {
  const fields =
    known.get(metadata) ??
    metadata.columns
      .filter(holdsAppData)
      .map((column) => ({ column, path: pathOf(column), scale: scaleOf(column) }))
  known.set(metadata, fields)
  return fields
}

/** A row whose values `valueFor` gives. What it does not know, undefined, is left out. */
export function rowOf(fields: readonly EntityField[], valueFor: (field: EntityField) => unknown): Row {
  const row: Record<string, unknown> = {}
  for (const field of fields) {
    const value = inScale(field, valueFor(field))
    if (value !== undefined) put(row, field.path, value)
  }
  return row
}

/** The value of a field in a row; undefined where the row does not have it. */
export function valueIn(row: Row, { path }: EntityField): unknown {
  let value: unknown = row
  for (const key of path) value = (value as Row | undefined)?.[key]
  return value
}

/** What an object of the app holds for a column, without loading a lazy relation. */
export function heldBy(entity: object, column: Column): unknown {
  const isLazy = Object.getOwnPropertyDescriptor(entity, column.propertyName)?.get !== undefined
  if (!isLazy) return column.getEntityValue(entity)
  const related: unknown = column.relationMetadata?.getEntityValue(entity)
  return typeof related === 'object' && related !== null
    ? column.referencedColumn?.getEntityValue(related)
    : related
}

/** What the columns hold, where the values do not tell. */
export function kindsOf(metadata: EntityMetadata): Readonly<Record<string, FieldKind>> {
  const kinds: Record<string, FieldKind> = {}
  for (const { column, path } of fieldsOf(metadata)) {
    const kind = kindOf(column)
    if (kind !== undefined && path.length === 1) kinds[path[0]] = kind
  }
  return kinds
}

function holdsAppData(column: Column): boolean {
  // TypeORM's own bookkeeping of trees and of inheritance has no property; a foreign key has that of its relation.
  const isBookkeeping = column.isVirtual && column.referencedColumn === undefined
  return !isBookkeeping && !column.isVirtualProperty
}

function pathOf(column: Column): EntityField['path'] {
  const { embeddedMetadata, propertyName, relationMetadata, referencedColumn, isVirtual } = column
  const isForeignKey = isVirtual && !column.entityMetadata.isJunction
  const isPartOfKey = isForeignKey && relationMetadata && relationMetadata.joinColumns.length > 1
  return [
    ...(embeddedMetadata?.parentPropertyNames ?? []),
    propertyName,
    ...(isPartOfKey && referencedColumn ? [referencedColumn.propertyName] : []),
  ] as unknown as EntityField['path']
}

function scaleOf({ type, scale, transformer }: Column): number | undefined {
  return !transformer && kindsByType[typeName(type)] === 'decimal' ? scale : undefined
}

function inScale({ scale }: EntityField, value: unknown): unknown {
  return scale !== undefined && typeof value === 'number' ? value.toFixed(scale) : value
}

function put(row: Record<string, unknown>, path: EntityField['path'], value: unknown): void {
  let place = row
  for (let index = 0; index < path.length - 1; index++) {
    const key = path[index] as string
    place[key] ??= {}
    place = place[key] as Record<string, unknown>
  }
  place[path[path.length - 1] as string] = value
}

const kindsByType: Readonly<Record<string, FieldKind>> = {
  ...each('decimal', 'decimal numeric dec fixed'),
  ...each('bigint', 'bigint int8 bigserial'),
  ...each('boolean', 'boolean bool'),
  ...each('number', 'number int integer int2 int4 smallint mediumint tinyint serial year'),
  ...each('number', 'float float4 float8 double real'),
  ...each('date', 'date datetime timestamp timestamptz'),
  ...each('json', 'json jsonb simple-json'),
  ...each('bytes', 'bytea blob tinyblob mediumblob longblob binary varbinary buffer'),
  'double precision': 'number',
  'timestamp with time zone': 'date',
  'timestamp without time zone': 'date',
}

/** The kind of a column's values; of those that a transformer makes nothing is known. */
function kindOf({ type, isArray, transformer }: Column): FieldKind | undefined {
  if (isArray || transformer) return undefined
  return kindsByType[typeName(type)]
}

/** The name of a column's type: TypeORM takes constructors, too. */
export function typeName(type: Column['type']): string {
  return typeof type === 'function' ? type.name.toLowerCase() : type
}

function each(kind: FieldKind, types: string): Record<string, FieldKind> {
  return Object.fromEntries(types.split(' ').map((type) => [type, kind]))
}
