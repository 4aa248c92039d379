import { replaceMethod } from '@daybook/sql'
import type { LiveSequelize } from '../store/live-sequelize.ts'
import type { Capture, Statement, WriteOptions } from './capture.ts'
import type { LiveInstance, LiveModel } from './live-model.ts'
import type { Columns } from './model-fields.ts'
import type { Where } from './stored-rows.ts'
import type { TrackedTables } from './tracked-tables.ts'

type Answer = Promise<unknown>
type Options = WriteOptions & { readonly model?: LiveModel }

/** The methods of Sequelize's query interface through which every model, instance and association writes. */
interface QueryInterface {
  insert(instance: LiveInstance | null, table: unknown, values: Columns, options?: Options): Answer
  bulkInsert(table: unknown, records: readonly Columns[], options?: Options, attributes?: object): Answer
  upsert(table: unknown, inserted: Columns, updated: Columns, where: Where, options: Options): Answer
  update(instance: LiveInstance, table: unknown, values: Columns, where: Where, options?: Options): Answer
  bulkUpdate(table: unknown, values: Columns, where: Where, options?: Options, attributes?: object): Answer
  delete(instance: LiveInstance, table: unknown, where: Where, options?: Options): Answer
  bulkDelete(table: unknown, where: Where, options?: Options, model?: LiveModel): Answer
  increment: Arithmetic
  decrement: Arithmetic
}

type Arithmetic = (
  model: LiveModel,
  table: unknown,
  where: Where,
  amounts: Columns,
  extra: Columns,
  options: Options,
) => Answer

type Run = Statement<unknown>['run']

/**
 * Hands the writes of one Sequelize instance to `capture`, whoever asks for them and with whatever hooks: models,
 * instances, associations, and those who call the query interface. The answer ends it.
 *
 * @param isArithmeticTracked - whether `increment` and `decrement` are as well.
 */
export function trackWrites(
  sequelize: LiveSequelize,
  tables: TrackedTables,
  capture: Capture,
  isArithmeticTracked: boolean,
): () => void {
  const methods = sequelize.getQueryInterface() as QueryInterface

  const captured = (
    model: unknown,
    name: unknown,
    options: Options = {},
    run: Run,
    by: (statement: Statement<unknown>) => Answer,
  ): Answer => {
    const table = tables.of(model, name)
    return table ? by({ table, name, options, run }) : run(options)
  }

  const arithmetic = (original: Arithmetic): Arithmetic =>
    function (this: unknown, model, name, where, amounts, extra, options) {
      const run: Run = (used, rows = where) => original.call(this, model, name, rows, amounts, extra, used)
      return captured(model, name, options, run, (statement) =>
        capture.add(statement, Object.keys({ ...amounts, ...extra }), where),
      )
    }

  const restored = [
    replaceMethod(
      methods,
      'insert',
      (original) =>
        function (this: unknown, instance, name, values, options) {
          const run: Run = (used) => original.call(this, instance, name, values, used)
          return captured(instance?.constructor, name, options, run, (statement) =>
            instance ? capture.insert(statement, instance) : capture.insertMany(statement, [values]),
          )
        },
    ),
    replaceMethod(
      methods,
      'bulkInsert',
      (original) =>
        function (this: unknown, name, records, options, attributes) {
          const run: Run = (used) => original.call(this, name, records, used, attributes)
          return captured(options?.model, name, options, run, (statement) =>
            capture.insertMany(statement, records),
          )
        },
    ),
    replaceMethod(
      methods,
      'upsert',
      (original) =>
        function (this: unknown, name, inserted, updated, where, options) {
          const run: Run = (used) => original.call(this, name, inserted, updated, where, used as Options)
          return captured(options.model, name, options, run, (statement) =>
            capture.upsert(statement, inserted),
          )
        },
    ),
    replaceMethod(
      methods,
      'update',
      (original) =>
        function (this: unknown, instance, name, values, where, options) {
          const run: Run = (used) => original.call(this, instance, name, values, where, used)
          return captured(instance.constructor, name, options, run, (statement) =>
            capture.update(statement, instance, values, where),
          )
        },
    ),
    replaceMethod(
      methods,
      'bulkUpdate',
      (original) =>
        function (this: unknown, name, values, where, options, attributes) {
          const run: Run = (used, rows = where) => original.call(this, name, values, rows, used, attributes)
          return captured(options?.model, name, options, run, (statement) =>
            capture.updateMany(statement, values, where),
          )
        },
    ),
    replaceMethod(
      methods,
      'delete',
      (original) =>
        function (this: unknown, instance, name, where, options) {
          const run: Run = (used) => original.call(this, instance, name, where, used)
          return captured(instance.constructor, name, options, run, (statement) =>
            capture.delete(statement, where),
          )
        },
    ),
    replaceMethod(
      methods,
      'bulkDelete',
      (original) =>
        function (this: unknown, name, where, options, model) {
          const run: Run = (used, rows = where) => original.call(this, name, rows, used, model)
          return captured(model ?? options?.model, name, options, run, (statement) =>
            capture.deleteMany(statement, where),
          )
        },
    ),
    ...(isArithmeticTracked
      ? [replaceMethod(methods, 'increment', arithmetic), replaceMethod(methods, 'decrement', arithmetic)]
      : []),
  ]
  return () => {
    for (const restore of restored) restore()
  }
}
