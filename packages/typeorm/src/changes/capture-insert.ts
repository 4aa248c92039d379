import type { EntityMetadata } from 'typeorm'
import { type Capture, recordRows, type TrackedWrite, wholeOf } from './captured-write.ts'
import { type Column, fieldsOf, heldBy, rowOf, valueIn } from './entity-fields.ts'
import { byKey, idOf, type Lookup, type StoredRow } from './stored-rows.ts'
import type { WriteExpression, WriteResult } from './write-builder.ts'
import { unread } from './written-values.ts'

/** Records what an INSERT adds: `save()`, `insert()`, and the links that TypeORM makes. */
export async function captureInsert(capture: Capture, write: TrackedWrite): Promise<WriteResult> {
  const { builder, metadata, run, runner } = write
  const { expressionMap } = builder
  const given = valueSetsOf(expressionMap)
  const change = wholeOf(capture, metadata, 'create')
  const { insertFromSelect, callListeners } = expressionMap
  // What is saved one by one is recorded one by one, however TypeORM sends it.
  const isMany = callListeners && given.length > capture.recorder.bulkRows
  if (isMany || insertFromSelect) {
    capture.recorder.assertBulkAllowed(change)
    const result = await run()
    await capture.summarise({ ...change, ...(isMany && { count: given.length }) }, runner)
    return result
  }
  const lookups = mayFindRows(expressionMap) ? lookupsOf(metadata, given) : []
  return lookups.length > 0
    ? captureUpsert(capture, write, lookups)
    : capturePlainInsert(capture, write, given)
}

async function capturePlainInsert(
  capture: Capture,
  { builder, metadata, runner, run }: TrackedWrite,
  given: readonly object[],
): Promise<WriteResult> {
  const valueSets = builder.expressionMap.updateEntity ? given : given.map(copyOf)
  const result = await toldOfKeys(builder.expressionMap, valueSets, run)
  const fields = fieldsOf(metadata)
  const stored = valueSets.map((values, index): StoredRow => {
    const identifier = result.identifiers?.[index]
    const told = (column: Column) =>
      heldBy(values, column) ?? (identifier && column.getEntityValue(identifier))
    return {
      metadata,
      key: metadata.primaryColumns.map(told),
      row: rowOf(fields, ({ column }) => capture.written(column, told(column) ?? null)),
    }
  })
  const rows = await readWhereUnread(capture, metadata, stored, runner)
  await recordRows(
    capture,
    runner,
    rows.map((row) => [row, { operation: 'create', after: row.row }]),
  )
  return result
}

/** Records what an INSERT adds or changes that may meet rows: `upsert()`, `orUpdate()`, `orIgnore()`. */
async function captureUpsert(
  capture: Capture,
  { builder, metadata, runner, run }: TrackedWrite,
  lookups: readonly Lookup[],
): Promise<WriteResult> {
  const { rows } = capture
  const operation = builder.expressionMap.onUpdate ? 'upsert' : 'create'
  const before = byId(await rows.found(metadata, lookups, runner, 'to-be-written'))
  const result = await run()
  const after = byId(await rows.found(metadata, lookups, runner, 'written'))
  await recordRows(
    capture,
    runner,
    [...after]
      .filter(([id]) => operation === 'upsert' || !before.has(id))
      .map(([id, stored]) => [stored, { operation, before: before.get(id)?.row, after: stored.row }]),
  )
  return result
}

/** Has TypeORM tell the generated keys, also where it was told not to put them into the app's objects. */
async function toldOfKeys(
  expression: WriteExpression,
  valueSets: readonly object[],
  run: () => Promise<WriteResult>,
): Promise<WriteResult> {
  const { updateEntity, valuesSet } = expression
  if (updateEntity) return run()
  Object.assign(expression, { updateEntity: true, valuesSet: valueSets })
  try {
    return await run()
  } finally {
    Object.assign(expression, { updateEntity, valuesSet })
  }
}

/** The rows with what could not be foreseen, as it was stored. */
async function readWhereUnread(
  { rows }: Capture,
  metadata: EntityMetadata,
  stored: readonly StoredRow[],
  runner: TrackedWrite['runner'],
): Promise<readonly StoredRow[]> {
  const fields = fieldsOf(metadata)
  const isUnread = ({ row }: StoredRow) => fields.some((field) => valueIn(row, field) === unread)
  const lookups = stored.filter(isUnread).map(({ key }) => byKey(metadata, key))
  if (lookups.length === 0) return stored
  const read = byId(await rows.found(metadata, lookups, runner, 'written'))
  return stored.map((each) => {
    const { row = {} } = (isUnread(each) && read.get(idOf(each))) || each
    return { ...each, row: rowOf(fields, (field) => seen(valueIn(row, field))) }
  })
}

function seen(value: unknown): unknown {
  return value === unread ? undefined : value
}

function mayFindRows({ onIgnore, onUpdate }: WriteExpression): boolean {
  return Boolean(onIgnore || onUpdate)
}

/** What finds the rows that inserted ones would meet: each unique key whose values are given. */
function lookupsOf(metadata: EntityMetadata, valueSets: readonly object[]): readonly Lookup[] {
  const keys = [
    metadata.primaryColumns,
    ...metadata.uniques.map(({ columns }) => columns),
    ...metadata.indices.filter(({ isUnique }) => isUnique).map(({ columns }) => columns),
  ]
  return valueSets.flatMap((values) =>
    keys
      .map((columns) => ({ columns, values: columns.map((column) => heldBy(values, column)) }))
      .filter((lookup) => lookup.values.every(isGiven)),
  )
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'function'
}

function valueSetsOf({ valuesSet = [] }: WriteExpression): readonly object[] {
  return Array.isArray(valuesSet) ? valuesSet : [valuesSet]
}

function copyOf(values: object): object {
  return Object.assign(Object.create(Object.getPrototypeOf(values)), values)
}

function byId(rows: readonly StoredRow[]): ReadonlyMap<string | null, StoredRow> {
  return new Map(rows.map((stored) => [idOf(stored), stored]))
}
