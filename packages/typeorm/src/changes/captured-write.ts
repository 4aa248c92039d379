import type { BulkChange, ChangeRecorder, RowChange } from '@daybook/core/changes'
import type { EntityMetadata } from 'typeorm'
import type { TypeormQueryRunner, TypeormTransaction } from '../store/live-data-source.ts'
import { criteriaOf } from './criteria.ts'
import type { EntityField } from './entity-fields.ts'
import type { EntityNames } from './entity-names.ts'
import type { KnownRows } from './known-rows.ts'
import { linkOf } from './links.ts'
import { idOf, type StoredRow, type StoredRows } from './stored-rows.ts'
import type { WriteBuilder, WriteResult } from './write-builder.ts'
import type { Written } from './written-values.ts'

/** What capturing a statement takes. */
export interface Capture {
  readonly recorder: ChangeRecorder<TypeormTransaction>
  readonly names: EntityNames
  readonly rows: StoredRows
  readonly known: KnownRows
  readonly written: Written
  record(changes: readonly RowChange[], runner: TypeormQueryRunner): Promise<void>
  summarise(change: BulkChange, runner: TypeormQueryRunner): Promise<void>
}

/** A statement over a tracked entity, in a transaction. */
export interface TrackedWrite {
  readonly builder: WriteBuilder
  readonly metadata: EntityMetadata
  readonly runner: TypeormQueryRunner
  run(): Promise<WriteResult>
}

/** What is known of a row on both sides of a statement. */
export type Sides = Pick<RowChange, 'operation' | 'before' | 'after'>

/** A row's change, or that of the link which a row of a junction table stands for. */
function changeOf(
  { names }: Capture,
  { metadata, key }: Pick<StoredRow, 'metadata' | 'key'>,
  sides: Sides,
): RowChange | undefined {
  if (!metadata.isJunction) return { ...sides, type: names.of(metadata), id: idOf({ key }) }
  const row = sides.after ?? sides.before
  const link = linkOf(metadata, names, ({ propertyName }) => row?.[propertyName])
  return link && { ...link, operation: sides.operation === 'delete' ? 'unlink' : 'link' }
}

/** What a statement does, said of all its rows: of a junction table, to the relation of the tracked side. */
export function wholeOf(
  { names }: Capture,
  metadata: EntityMetadata,
  operation: 'create' | 'delete',
): Pick<BulkChange, 'type' | 'operation' | 'columns'> {
  if (!metadata.isJunction) return { type: names.of(metadata), operation }
  const { type = '', relation = '' } = linkOf(metadata, names, () => '') ?? {}
  return { type, operation: operation === 'delete' ? 'unlink' : 'link', columns: [relation] }
}

/** Records rows of one statement. */
export async function recordRows(
  capture: Capture,
  runner: TypeormQueryRunner,
  rows: readonly (readonly [row: Pick<StoredRow, 'metadata' | 'key'>, sides: Sides])[],
): Promise<void> {
  const changes: RowChange[] = []
  for (const [row, sides] of rows) {
    const change = changeOf(capture, row, sides)
    if (change) changes.push(change)
  }
  await capture.record(changes, runner)
}

/**
 * Runs a statement that is recorded row by row: `each` does both from the rows before, of which `wanted` is read, or
 * all. One that writes too many is recorded as a whole.
 */
export async function captureBounded(
  { recorder, rows, summarise }: Capture,
  { builder, runner, run }: TrackedWrite,
  change: Pick<BulkChange, 'type' | 'operation' | 'columns'>,
  each: (before: readonly StoredRow[]) => Promise<WriteResult>,
  wanted?: readonly EntityField[],
): Promise<WriteResult> {
  const before = await rows.matching(builder, recorder.bulkRows + 1, runner, wanted)
  const isMany = before.length > recorder.bulkRows
  if (isMany) recorder.assertBulkAllowed(change)
  const result = await (isMany ? run() : each(before))
  // What another transaction committed between our reading and the statement was written unseen.
  const unseen = isMany ? result.affected : (result.affected ?? 0) - before.length
  if (isMany || (unseen ?? 0) > 0)
    await summarise(
      { ...change, criteria: criteriaOf(builder), ...(typeof unseen === 'number' && { count: unseen }) },
      runner,
    )
  return result
}
