import type { ChangeOperation, Row } from '@daybook/core/changes'
import { type Capture, captureBounded, recordRows, type Sides, type TrackedWrite } from './captured-write.ts'
import { type Column, type EntityField, fieldsOf, heldBy, rowOf, valueIn } from './entity-fields.ts'
import { byKey, idOf, type StoredRow } from './stored-rows.ts'
import type { WriteResult } from './write-builder.ts'
import { unread } from './written-values.ts'

/** What a statement makes of a field, given the row before. */
type Outcome = (before: Row) => unknown

const operations: Readonly<Record<string, ChangeOperation>> = {
  'soft-delete': 'softDelete',
  restore: 'restore',
}

/** Records what an UPDATE changes: `save()`, `update()`, `increment()`, soft deletes and their undoing. */
export async function captureUpdate(capture: Capture, write: TrackedWrite): Promise<WriteResult> {
  const { builder, metadata, runner, run } = write
  const type = capture.names.of(metadata)
  const fields = fieldsOf(metadata).filter(
    (field) =>
      outcomeOf(capture, write, field) !== undefined && capture.recorder.looksAt(type, field.path[0]),
  )
  if (fields.length === 0) return run()

  const each = async (before: readonly StoredRow[]): Promise<WriteResult> => {
    const result = await run()
    const outcomes = outcomesOf(capture, write, result)
    const after = await rowsAfter(capture, write, before, outcomes)
    await recordRows(
      capture,
      runner,
      before.map((stored, index) => [
        stored,
        { ...operationOn(stored, builder.expressionMap.queryType), before: stored.row, after: after[index] },
      ]),
    )
    return result
  }

  const [identifier, ...others] = builder.expressionMap.whereEntities
  const known = others.length === 0 ? capture.known.take(metadata, identifier, runner) : undefined
  if (known && fields.every((field) => valueIn(known.row, field) !== undefined)) return each([known])
  const columns = [...new Set(fields.map(({ path }) => path[0]))]
  const operation = operations[builder.expressionMap.queryType] ?? 'update'
  const needsAll = [metadata, ...metadata.childEntityMetadatas].some((each) =>
    capture.recorder.needsWholeRow(capture.names.of(each)),
  )
  const wanted = needsAll
    ? undefined
    : fieldsOf(metadata).filter(({ path, column }) => columns.includes(path[0]) || column.isDeleteDate)
  return captureBounded(capture, write, { type, operation, columns }, each, wanted)
}

/** A soft delete of what is deleted, or a restore of what is there, is an update of its columns. */
function operationOn({ metadata, row }: StoredRow, queryType: string): Pick<Sides, 'operation'> {
  const field = fieldsOf(metadata).find(({ column }) => column.isDeleteDate)
  const isDeleted = field && valueIn(row, field) !== null && valueIn(row, field) !== undefined
  const operation = operations[queryType]
  const isSo = operation === 'restore' ? isDeleted : !isDeleted
  return { operation: operation && isSo ? operation : 'update' }
}

function outcomesOf(
  capture: Capture,
  write: TrackedWrite,
  result: WriteResult,
): ReadonlyMap<EntityField, Outcome> {
  const outcomes = new Map<EntityField, Outcome>()
  const type = capture.names.of(write.metadata)
  for (const field of fieldsOf(write.metadata)) {
    const outcome = capture.recorder.looksAt(type, field.path[0]) && outcomeOf(capture, write, field, result)
    if (outcome) outcomes.set(field, outcome)
  }
  return outcomes
}

/** What becomes of a field; undefined where the statement does not touch it. */
function outcomeOf(
  { written }: Capture,
  { builder: { expressionMap } }: TrackedWrite,
  field: EntityField,
  result?: WriteResult,
): Outcome | undefined {
  const { column } = field
  const { queryType, valuesSet, whereEntities } = expressionMap
  const given = queryType === 'update' && column.isUpdate ? heldBy(valuesSet ?? {}, column) : undefined
  if (given !== undefined) return always(written(column, given))
  if (queryType === 'restore' && column.isDeleteDate) return always(null)
  if (!isSetByDatabase(column, queryType)) return undefined
  const [told] = whereEntities.length === 1 ? (result?.generatedMaps ?? []) : []
  const value = told && column.getEntityValue(told)
  if (value !== undefined && value !== null) return always(written(column, value))
  return column.isVersion ? (before) => oneMore(valueIn(before, field)) : always(unread)
}

function always(value: unknown): Outcome {
  return () => value
}

function oneMore(version: unknown): unknown {
  return typeof version === 'number' ? version + 1 : unread
}

function isSetByDatabase(column: Column, queryType: string): boolean {
  const { isUpdateDate, isVersion, isDeleteDate, generatedType, asExpression, onUpdate } = column
  const isDerived = generatedType !== undefined || asExpression !== undefined || onUpdate !== undefined
  return isDerived || isUpdateDate || isVersion || (isDeleteDate && queryType === 'soft-delete')
}

/** What was written to each row: foreseen where that is certain, else read. */
async function rowsAfter(
  { rows }: Capture,
  { metadata, builder, runner }: TrackedWrite,
  before: readonly StoredRow[],
  outcomes: ReadonlyMap<EntityField, Outcome>,
): Promise<readonly Row[]> {
  const touched = new Set([...outcomes.keys()].map(({ path }) => path[0]))
  const fields = fieldsOf(metadata).filter(({ path }) => touched.has(path[0]))
  const foreseen = before.map(({ row }) => rowOf(fields, (field) => foresee(row, field, outcomes)))
  const isUnread = foreseen.some((row) => fields.some((field) => valueIn(row, field) === unread))
  if (!isUnread) return foreseen

  const keys = before.map(({ key }) =>
    keyAfter(metadata.primaryColumns, key, builder.expressionMap.valuesSet),
  )
  const lookups = keys.map((key) => byKey(metadata, key))
  const found = await rows.found(metadata, lookups, runner, 'written')
  const byId = new Map(found.map((stored) => [idOf(stored), stored.row]))
  return keys.map((key) => rowOf(fields, (field) => valueIn(byId.get(idOf({ key })) ?? {}, field)))
}

function foresee(row: Row, field: EntityField, outcomes: ReadonlyMap<EntityField, Outcome>): unknown {
  const outcome = outcomes.get(field)
  return outcome ? outcome(row) : valueIn(row, field)
}

/** The primary key after a statement, which may have written it. */
function keyAfter(
  columns: readonly Column[],
  key: readonly unknown[],
  valuesSet: object | undefined,
): readonly unknown[] {
  return columns.map((column, index) => {
    const given = valuesSet && heldBy(valuesSet, column)
    return given === undefined || typeof given === 'function' ? key[index] : given
  })
}
