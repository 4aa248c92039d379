import type { RowChange } from '@daybook/core/changes'
import { type EntityMetadata, isRaw } from '@mikro-orm/core'
import type { TransactionContext } from '../store/live-mikro-orm.ts'
import { byKeys, type Capture, inTransaction, type StoredRow, selectRows, transactionOf } from './capture.ts'
import type { Columns, LiveQuery, WriteResult } from './live-driver.ts'
import { siblingsOf, toRow, type Values } from './row-values.ts'
import { uniqueConditions } from './unique-conditions.ts'

/** A statement that writes rows of one table, before it runs. */
export interface WriteStatement {
  readonly metadata: EntityMetadata
  readonly context: TransactionContext | undefined
  readonly schema?: string | undefined
  /** Runs it, in the transaction. */
  run(context: TransactionContext | undefined): Promise<unknown>
}

/** A statement that writes the rows of a condition. */
export interface ConditionalStatement extends WriteStatement {
  readonly criteria: unknown
  /** The rows that it will write, with the properties that are `wanted`, or all. */
  select(context: TransactionContext | undefined, wanted?: readonly string[]): LiveQuery | Promise<LiveQuery>
}

export interface InsertStatement extends WriteStatement {
  /** What it writes, by column. */
  readonly rows: readonly Columns[]
}

export interface UpsertStatement extends InsertStatement {
  /** The properties whose conflict makes it an update, where the caller named any. */
  readonly conflictFields: readonly string[]
}

/** How a table's rows become the changes of its entities. */
function changeOf(
  { entities }: Capture,
  metadata: EntityMetadata,
  change: Pick<RowChange, 'operation' | 'id'> & { readonly before?: Values; readonly after?: Values },
): RowChange {
  const { before, after } = change
  const entity = metadata.root.discriminatorColumn
    ? entities.entityOf(metadata, { ...before, ...after })
    : metadata
  return {
    ...change,
    type: entities.typeOf(entity),
    before: before && toRow(entity, before),
    after: after && toRow(entity, after),
  }
}

export function captureInsert(capture: Capture, statement: InsertStatement): Promise<unknown> {
  const { metadata, context, rows } = statement
  const { recorder } = capture
  const type = capture.entities.typeOfTable(metadata)
  const isMany = rows.length > recorder.bulkRows
  if (isMany) recorder.assertBulkAllowed({ type, operation: 'create' })
  return inTransaction(capture, context, async (context) => {
    const result = await statement.run(context)
    const tx = transactionOf(capture, context)
    if (isMany) {
      const columns = propertiesOf(metadata, rows)
      await recorder.summarise({ operation: 'create', type, count: rows.length, columns }, tx)
    } else await recorder.record(await insertedRows(capture, statement, context, result as WriteResult), tx)
    return result
  })
}

/** A statement that copies rows within the database: what it wrote is known by what it answers. */
export function captureCopy(capture: Capture, statement: WriteStatement): Promise<unknown> {
  const { metadata, context, schema } = statement
  const { entities, recorder } = capture
  return inTransaction(capture, context, async (context) => {
    const result = (await statement.run(context)) as WriteResult
    const tx = transactionOf(capture, context)
    const count = result.affectedRows ?? result.rows?.length ?? 0
    const copies = Array.from({ length: count }, () => ({}))
    const hasKeys = (result.rows?.length || Math.min(count, 1)) === count
    if (count > recorder.bulkRows || !hasKeys)
      await recorder.summarise({ operation: 'create', type: entities.typeOfTable(metadata), count }, tx)
    else
      await recorder.record(
        await insertedRows(capture, { ...statement, schema, rows: copies }, context, result),
        tx,
      )
    return result
  })
}

async function insertedRows(
  capture: Capture,
  { metadata, schema, rows }: InsertStatement,
  context: TransactionContext | undefined,
  result: WriteResult,
): Promise<readonly RowChange[]> {
  const keys = await keysOf(capture, metadata, rows, result, context)
  const known = keys.filter((key) => key !== undefined)
  const stored =
    known.length > 0
      ? await selectRows(capture, metadata, byKeys(capture, metadata, context, known, schema))
      : []
  const byKey = new Map(stored?.map((row) => [keyText(row.key), row]))
  return rows.map((row, index) => {
    const found = byKey.get(keyText(keys[index]))
    const after = found?.values ?? capture.reader.ofColumns(metadata, row, isRaw) ?? {}
    return changeOf(capture, metadata, { operation: 'create', id: found?.id ?? null, after })
  })
}

/** The keys of inserted rows as the database has them; undefined where nobody told. */
async function keysOf(
  { driver }: Capture,
  metadata: EntityMetadata,
  rows: readonly Columns[],
  { insertId, rows: returned = [] }: WriteResult,
  context: TransactionContext | undefined,
): Promise<readonly unknown[]> {
  const columns = metadata.getPrimaryProps().flatMap(({ fieldNames }) => fieldNames)
  const [column] = columns
  const step = insertId && rows.length > 1 ? ((await driver.getAutoIncrementIncrement?.(context)) ?? 1) : 1
  return rows.map((row, index) => {
    const parts = columns.map((name) => row[name] ?? returned[index]?.[name])
    if (columns.length > 1) return parts.includes(undefined) ? undefined : parts
    if (isRaw(row[column as string])) return undefined
    return parts[0] ?? (insertId ? Number(insertId) + index * step : undefined)
  })
}

const keyText = (key: unknown): string => JSON.stringify([key].flat().map(String))

export function captureUpdate(
  capture: Capture,
  statement: ConditionalStatement & { readonly written: Columns },
): Promise<unknown> {
  const { metadata, written, schema } = statement
  const literal = computedByDatabase(metadata)
    ? undefined
    : capture.reader.ofColumns(metadata, written, isRaw)
  const siblings = siblingsOf(metadata, Object.keys(literal ?? {}))
  return captureConditional(capture, statement, 'update', {
    columns: propertiesOf(metadata, [written]),
    ...(literal && { wanted: wantedOf(capture, metadata, [...Object.keys(literal), ...siblings]) }),
    async changesOf(rows, context) {
      const keys = rows.map(({ key }) => key)
      const stored =
        literal || rows.length === 0
          ? []
          : await selectRows(capture, metadata, byKeys(capture, metadata, context, keys, schema))
      const byId = new Map(stored?.map(({ id, values }) => [id, values]))
      return rows.map(({ id, values: before }) =>
        changeOf(capture, metadata, {
          operation: 'update',
          id,
          before,
          after: literal ? withSiblings(literal, before, siblings) : (byId.get(id) ?? {}),
        }),
      )
    },
  })
}

export function captureDelete(
  capture: Capture,
  statement: ConditionalStatement,
  isCommitted = false,
): Promise<unknown> {
  const { metadata } = statement
  return captureConditional(capture, statement, 'delete', {
    isCommitted,
    changesOf: async (rows) =>
      rows.map(({ id, values: before }) => changeOf(capture, metadata, { operation: 'delete', id, before })),
  })
}

/** On MySQL and MariaDB it ends the transaction, so that a rollback would undo what is said of it alone. */
export function captureTruncate(capture: Capture, statement: ConditionalStatement): Promise<unknown> {
  const isCommitted = 'getAutoIncrementIncrement' in capture.driver
  return captureDelete(capture, statement, isCommitted)
}

interface ConditionalParts {
  readonly isCommitted?: boolean
  /** The properties that are needed of the rows before. Default: all. */
  readonly wanted?: readonly string[] | undefined
  readonly columns?: readonly string[]
  changesOf(
    rows: readonly StoredRow[],
    context: TransactionContext | undefined,
  ): Promise<readonly RowChange[]>
}

function captureConditional(
  capture: Capture,
  { metadata, context, criteria, select, run }: ConditionalStatement,
  operation: 'update' | 'delete',
  { columns, isCommitted = false, wanted, changesOf }: ConditionalParts,
): Promise<unknown> {
  const { recorder } = capture
  const type = capture.entities.typeOfTable(metadata)
  const work = async (context: TransactionContext | undefined): Promise<unknown> => {
    const rows = await selectRows(capture, metadata, await select(context, wanted), recorder.bulkRows)
    if (!rows) recorder.assertBulkAllowed({ type, operation })
    const result = await run(context)
    const tx = isCommitted ? null : transactionOf(capture, context)
    if (rows && rows.length > 0) await recorder.record(await changesOf(rows, context), tx)
    // Also rows that came to meet the condition after it was looked at.
    const affected = (result as WriteResult).affectedRows
    const unseen = affected === undefined ? undefined : affected - (rows?.length ?? 0)
    if (!rows || (unseen !== undefined && unseen > 0))
      await recorder.summarise({ operation, type, criteria, count: unseen, ...(columns && { columns }) }, tx)
    return result
  }
  return isCommitted ? work(context) : inTransaction(capture, context, work)
}

export function captureUpsert(capture: Capture, statement: UpsertStatement): Promise<unknown> {
  const { metadata, context, schema, rows, conflictFields } = statement
  const { driver, recorder } = capture
  const type = capture.entities.typeOfTable(metadata)
  const conditions = uniqueConditions(metadata, rows, conflictFields)
  const isMany = rows.length > recorder.bulkRows || conditions === undefined
  if (isMany) recorder.assertBulkAllowed({ type, operation: 'upsert' })
  const stored = async (context: TransactionContext | undefined, where: readonly object[]) =>
    (await selectRows(
      capture,
      metadata,
      driver
        .createQueryBuilder(metadata.class, context, 'write', false)
        .withSchema(schema)
        .select('*')
        .where({ $or: [...where] }),
    )) ?? []

  return inTransaction(capture, context, async (context) => {
    const before = isMany ? [] : await stored(context, conditions ?? [])
    const result = await statement.run(context)
    const tx = transactionOf(capture, context)
    if (isMany) {
      const columns = propertiesOf(metadata, rows)
      await recorder.summarise({ operation: 'upsert', type, count: rows.length, columns }, tx)
      return result
    }
    const known = new Map(before.map((row) => [row.id, row.values]))
    const after = await stored(context, conditions ?? [])
    const changes = after.map(({ id, values }) => {
      const earlier = known.get(id)
      return changeOf(capture, metadata, {
        operation: 'upsert',
        id,
        after: values,
        ...(earlier && { before: earlier }),
      })
    })
    await recorder.record(changes, tx)
    return result
  })
}

/** The properties that columns belong to; those of an embeddable as one. */
function propertiesOf(metadata: EntityMetadata, rows: readonly Columns[]): readonly string[] {
  const columns = new Set(rows.flatMap((row) => Object.keys(row)))
  const names = metadata.root.props
    .filter(({ fieldNames, persist }) => persist !== false && fieldNames?.some((name) => columns.has(name)))
    .map((property) => property.embeddedPath?.[0] ?? property.embedded?.[0] ?? property.name)
  return [...new Set(names)]
}

/** What must be read of rows of which these properties are written; undefined where it is all. */
function wantedOf(
  { entities, recorder }: Capture,
  metadata: EntityMetadata,
  written: readonly string[],
): readonly string[] | undefined {
  if (entities.typesOfTable(metadata).some(recorder.needsWholeRow)) return undefined
  const { discriminatorColumn } = metadata.root
  return [
    ...new Set([...metadata.primaryKeys, ...written, ...(discriminatorColumn ? [discriminatorColumn] : [])]),
  ] as readonly string[]
}

/** What is written, with the other parts of the embeddables that it is part of. */
function withSiblings(written: Values, before: Values, siblings: readonly string[]): Values {
  if (siblings.length === 0) return written
  const known = siblings.filter((name) => name in before).map((name) => [name, before[name]])
  return { ...Object.fromEntries(known), ...written }
}

/** Whether an update changes more than it says: a version, generated columns. */
function computedByDatabase({ props }: EntityMetadata): boolean {
  return props.some(({ generated, version }) => generated || version)
}
