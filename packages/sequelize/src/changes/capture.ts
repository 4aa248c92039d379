import type { ChangeRecorder, Row } from '@daybook/core/changes'
import type { SqlDialect } from '@daybook/sql'
import type { SequelizeTransaction } from '../store/live-sequelize.ts'
import type { CaptureTransactions } from './capture-transactions.ts'
import { insertedRows } from './inserted-rows.ts'
import type { LiveInstance, LiveModel } from './live-model.ts'
import { byKey, byUniqueKeys, conditionsOf, type Lookup } from './lookups.ts'
import { type Columns, columnsOf, fieldsOf, idOf, isWhole, rowOfColumns } from './model-fields.ts'
import { createRecords } from './records.ts'
import type { StatementOptions, StoredRows, Where } from './stored-rows.ts'
import type { RowSides, TrackedTable } from './tracked-tables.ts'
import { type Foresee, type IsExpression, unread } from './written-values.ts'

/** The options of Sequelize's writes that matter to what they do. */
export interface WriteOptions extends StatementOptions {
  readonly limit?: number | null
  readonly truncate?: boolean
  readonly returning?: unknown
  readonly updateOnDuplicate?: unknown
  readonly ignoreDuplicates?: boolean
}

/** A statement on a captured table, as Sequelize's query interface was asked for it. */
export interface Statement<T> {
  readonly table: TrackedTable
  /** The table's name, as that interface takes it. */
  readonly name: unknown
  readonly options: WriteOptions
  /** Runs it, with other options or on other rows than it was asked for. */
  run(options: WriteOptions, where?: Where): Promise<T>
}

/** Runs statements, and records in their transactions which rows they wrote. */
export interface Capture {
  insert<T>(statement: Statement<T>, instance: LiveInstance): Promise<T>
  insertMany<T>(statement: Statement<T>, records: readonly Columns[]): Promise<T>
  /** Inserts a record, or updates the row that it meets. */
  upsert<T>(statement: Statement<T>, record: Columns): Promise<T>
  /** Updates the row of an instance. */
  update<T>(statement: Statement<T>, instance: LiveInstance, values: Columns, where: Where): Promise<T>
  /** Deletes the row of an instance. */
  delete<T>(statement: Statement<T>, where: Where): Promise<T>
  updateMany<T>(statement: Statement<T>, values: Columns, where: Where): Promise<T>
  /** Adds to columns. */
  add<T>(statement: Statement<T>, columns: readonly string[], where: Where): Promise<T>
  deleteMany<T>(statement: Statement<T>, where: Where): Promise<T>
}

interface CaptureParts {
  readonly dialect: SqlDialect
  readonly recorder: ChangeRecorder<SequelizeTransaction>
  readonly transactions: CaptureTransactions
  readonly rows: StoredRows
  readonly foresee: Foresee
  readonly isExpression: IsExpression
}

export function createCapture(parts: CaptureParts): Capture {
  const { dialect, recorder, transactions, rows, foresee, isExpression } = parts
  const { within, inTurn } = transactions
  const { record, summarise, refuseBulk } = createRecords({ recorder, transactions, isExpression })

  const found = async (
    { table, name }: Pick<Statement<unknown>, 'table' | 'name'>,
    lookups: readonly Lookup[],
    purpose: 'to-be-written' | 'written',
    options: StatementOptions,
  ): Promise<ReadonlyMap<string, Row>> => {
    const all = new Map<string, Row>()
    for (const where of conditionsOf(lookups))
      for (const row of await rows.matching({ model: table.model, name }, where, purpose, options))
        all.set(String(idOf(table.model, row)), row)
    return all
  }

  /** What a statement puts into a row; undefined where only the database knows. */
  const foreseen = (model: LiveModel, values: Columns): Row | undefined => {
    const written: Record<string, unknown> = {}
    for (const field of fieldsOf(model)) {
      const value = foresee(field, values[field.column])
      if (value === unread) return undefined
      if (value !== undefined) written[field.attribute] = value
    }
    return written
  }

  /** The row of an instance as the app loaded it, where it has all of it and has not touched what it saves. */
  const known = (model: LiveModel, { dataValues, _previousDataValues }: LiveInstance, values: Columns) => {
    const row: Record<string, unknown> = {}
    for (const field of fieldsOf(model)) {
      const { attribute, column } = field
      const given = _previousDataValues[attribute]
      const value = foresee(field, given)
      if (value === undefined || value === unread) return undefined
      const isShared = typeof given === 'object' && given !== null && given === dataValues[attribute]
      if (isShared && values[column] !== undefined) return undefined
      row[attribute] = value
    }
    return row
  }

  /** The rows that a statement left behind, of which some values are only known to the database. */
  const sidesAfter = async (
    statement: Pick<Statement<unknown>, 'table' | 'name'>,
    before: readonly Row[],
    written: Row | undefined,
    options: StatementOptions,
  ): Promise<readonly RowSides[]> => {
    if (written) return before.map((row) => ({ before: row, after: written }))
    const { model } = statement.table
    const after = await found(statement, byKey(model, before), 'written', options)
    return before.map((row) => ({ before: row, after: after.get(String(idOf(model, row))) ?? {} }))
  }

  /** Updates or deletes the rows of a condition. `written` is what it puts into all of them, where that is known. */
  const writeMany = <T>(
    statement: Statement<T>,
    operation: 'update' | 'delete',
    where: Where,
    columns: Row | undefined,
    written: Row | undefined,
  ): Promise<T> =>
    within(statement.options, (options, tx) =>
      inTurn(tx, async () => {
        const { table, name, run } = statement
        const { model } = table
        const most = recorder.bulkRows + 1
        // PostgreSQL knows no limit of an update.
        const limit = operation === 'update' && dialect.name === 'postgres' ? null : options.limit
        const before = await rows.matching(
          { model, name },
          where,
          'to-be-written',
          options,
          Math.min(limit ?? most, most),
          columns && written && !recorder.needsWholeRow(table.type)
            ? new Set([...Object.keys(columns), ...keptAttributes(model)])
            : undefined,
        )
        const bulk = { table, operation, where, ...(columns && { written: columns }) }
        if (before.length === most) {
          refuseBulk(table, operation, columns)
          // TRUNCATE does not tell.
          const all = options.truncate ? await rows.count({ model, name }, where, options) : undefined
          const result = await run(options)
          await summarise({ ...bulk, count: all ?? affectedOf(result) }, tx)
          return result
        }
        // Which of more rows a limit takes is the database's choice, and would be made a second time.
        const [only] = limit ? conditionsOf(byKey(model, before)) : []
        const result = await run(options, only)
        const sides =
          operation === 'delete'
            ? before.map((row) => ({ before: row }))
            : await sidesAfter(statement, before, written, options)
        await record(table, operation, sides, tx)
        // Somebody else committed rows after these were read.
        const unseen = (affectedOf(result) ?? 0) - before.length
        if (unseen > 0) await summarise({ ...bulk, count: unseen }, tx)
        return result
      }),
    )

  /** On MariaDB TRUNCATE commits what is open, and cannot be undone: what it did is recorded when it is done. */
  const truncateAtOnce = async <T>(statement: Statement<T>): Promise<T> => {
    const { table, name, options, run } = statement
    const most = recorder.bulkRows + 1
    const of = { model: table.model, name }
    const before = await rows.matching(of, undefined, 'written', options, most)
    const isMany = before.length === most
    if (isMany) refuseBulk(table, 'delete')
    const count = isMany ? await rows.count(of, undefined, options) : before.length
    const result = await run(options)
    if (isMany) await summarise({ table, operation: 'delete', count }, null)
    else
      await record(
        table,
        'delete',
        before.map((row) => ({ before: row })),
        null,
      )
    return result
  }

  /** Inserts records that may meet rows which are there. */
  const merge = <T>(
    statement: Statement<T>,
    operation: 'create' | 'upsert',
    records: readonly Columns[],
    inserted: (result: T) => readonly Row[],
  ): Promise<T> =>
    within(statement.options, (options, tx) =>
      inTurn(tx, async () => {
        const { table, run } = statement
        const { model } = table
        const lookups = records.flatMap((record) => byUniqueKeys(model, record))
        // What is not there yet MariaDB locks as a gap, in which two who insert would wait for each other.
        const purpose = dialect.name === 'mariadb' ? 'written' : 'to-be-written'
        const before = await found(statement, lookups, purpose, options)
        const result = await run(options)
        const keys = byKey(model, [...before.values(), ...inserted(result)])
        const after = await found(statement, [...lookups, ...keys], 'written', options)
        const sides = [...after].map(([id, row]) => ({ before: before.get(id), after: row }))
        const isNew = (each: RowSides) => each.before === undefined
        await record(table, operation, operation === 'create' ? sides.filter(isNew) : sides, tx)
        return result
      }),
    )

  const summariseInserts = <T>(
    statement: Statement<T>,
    operation: 'create' | 'upsert',
    records: readonly Columns[],
  ): Promise<T> =>
    within(statement.options, async (options, tx) => {
      const { table, run } = statement
      refuseBulk(table, operation)
      const result = await run(options)
      await summarise({ table, operation, count: records.length }, tx)
      return result
    })

  return {
    insert: (statement, instance) =>
      within(statement.options, async (options, tx) => {
        const { table, run } = statement
        const result = await run(options)
        if (affectedOf(result) === 0) return result
        const { dataValues } = instance
        const values = columnsOf(table.model, dataValues)
        const row = isWhole(table.model, dataValues) ? foreseen(table.model, values) : undefined
        const read = row ? [] : await found(statement, byKey(table.model, [dataValues]), 'written', options)
        const [[, stored] = []] = [...read] as [string, Row][]
        await record(table, 'create', [{ after: row ?? stored ?? rowOfColumns(table.model, values) }], tx)
        return result
      }),

    insertMany(statement, records) {
      const { table, options } = statement
      const operation = options.updateOnDuplicate ? 'upsert' : 'create'
      if (records.length > recorder.bulkRows) return summariseInserts(statement, operation, records)
      const rowsOf = (result: unknown) => insertedRows(table.model, records, result)
      if (options.updateOnDuplicate || options.ignoreDuplicates)
        return merge(statement, operation, records, (result) =>
          records.some((record) => byUniqueKeys(table.model, record).length === 0) ? rowsOf(result) : [],
        )
      return within(options, async (joined, tx) => {
        const result = await statement.run(joined)
        const inserted = rowsOf(result)
        const isKnown = inserted.every((row) => isWhole(table.model, row))
        const stored = isKnown
          ? undefined
          : await found(statement, byKey(table.model, inserted), 'written', joined)
        const sides = inserted.map((row) => ({ after: stored?.get(String(idOf(table.model, row))) ?? row }))
        await record(table, 'create', sides, tx)
        return result
      })
    },

    upsert: (statement, record_) =>
      merge(statement, 'upsert', [record_], (result) => {
        const [instance] = result as unknown as readonly (LiveInstance | null)[]
        const isKeyless = byUniqueKeys(statement.table.model, record_).length === 0
        return instance && isKeyless ? [instance.dataValues] : []
      }),

    update: (statement, instance, values, where) =>
      within(statement.options, async (options, tx) => {
        const { table, name, run } = statement
        const { model } = table
        const loaded = known(model, instance, values)
        const before = loaded
          ? [loaded]
          : await rows.matching({ model, name }, where, 'to-be-written', options, 1)
        const result = await run(options)
        if (affectedOf(result) !== 0)
          await record(
            table,
            'update',
            await sidesAfter(statement, before, foreseen(model, values), options),
            tx,
          )
        return result
      }),

    delete: (statement, where) =>
      within(statement.options, async (options, tx) => {
        const { table, name, run } = statement
        const before = await rows.matching({ model: table.model, name }, where, 'to-be-written', options, 1)
        const result = await run(options)
        await record(
          table,
          'delete',
          before.map((row) => ({ before: row })),
          tx,
        )
        return result
      }),

    updateMany(statement, values, where) {
      const { model } = statement.table
      return writeMany(statement, 'update', where, rowOfColumns(model, values), foreseen(model, values))
    },

    add(statement, columns, where) {
      const named = Object.fromEntries(columns.map((column) => [column, null]))
      return writeMany(statement, 'update', where, rowOfColumns(statement.table.model, named), undefined)
    },

    deleteMany: (statement, where) =>
      statement.options.truncate && dialect.name === 'mariadb'
        ? truncateAtOnce(statement)
        : writeMany(statement, 'delete', where, undefined, undefined),
  }
}

/** What tells rows apart, and what has been deleted from what is there. */
function keptAttributes({ primaryKeyAttributes, _timestampAttributes }: LiveModel): readonly string[] {
  const { deletedAt } = _timestampAttributes
  return deletedAt === undefined ? primaryKeyAttributes : [...primaryKeyAttributes, deletedAt]
}

/** How many rows a statement wrote, as far as its answer tells. */
function affectedOf(result: unknown): number | undefined {
  if (typeof result === 'number') return result
  if (!Array.isArray(result)) return undefined
  const count = result[1]
  return typeof count === 'number' ? count : undefined
}
