import { ConfigurationError } from '@daybook/core'
import {
  type ChangeLog,
  createChangeRecorder,
  type TrackOptions,
  trackedEntities,
} from '@daybook/core/changes'
import {
  assertSupported,
  dialectOf,
  type LiveSequelize,
  type SequelizeTransaction,
} from '../store/live-sequelize.ts'
import { typeNameOf } from '../store/type-names.ts'
import { createCapture } from './capture.ts'
import { createCaptureTransactions } from './capture-transactions.ts'
import type { LiveModel } from './live-model.ts'
import { kindsOf } from './model-fields.ts'
import { createStoredRows } from './stored-rows.ts'
import { createTrackedTables } from './tracked-tables.ts'
import { trackWrites } from './tracked-writes.ts'
import { createForesee, createIsExpression } from './written-values.ts'

/** A model of the instance, as `define()` or `init()` made it. */
export interface SequelizeModel {
  readonly name: string
  readonly primaryKeyAttributes: readonly string[]
  readonly rawAttributes: object
}

/**
 * Logs every change that Sequelize makes to the rows of some models, in the transaction of the change: who changed
 * which attribute from what to what. `daybook` keeps its events in the same instance. A write outside a transaction is
 * given one of its own, so that it and its event are there together or not at all.
 *
 * It sees what goes through models, instances, associations and the query interface's row methods, whatever hooks the
 * caller switched off; it does not see SQL sent with `sequelize.query()`, what the database does itself (triggers,
 * cascades of foreign keys), and other processes. What writes many rows is preceded by a SELECT of those, which locks
 * them. Links of many-to-many associations are recorded for their first tracked end, unless the through model is tracked itself.
 *
 * @returns the function that ends it. Calling it again does nothing.
 * @throws ConfigurationError `DAYBOOK_UNKNOWN_ENTITY` for what is no model of this instance.
 */
export function trackChanges(
  daybook: ChangeLog<SequelizeTransaction>,
  sequelize: LiveSequelize,
  { entities, wrap = true, ...options }: TrackOptions<SequelizeModel>,
): () => void {
  assertSupported(sequelize)
  const dialect = dialectOf(sequelize)
  const typeOf = (model: { readonly name: string }) => typeNameOf(sequelize, model)
  const models = trackedEntities(entities).map(({ entity, rules }) => {
    const model = entity as unknown as LiveModel
    if (model?.sequelize !== sequelize) throw unknownEntity(model)
    return { model, rules, type: typeOf(model) }
  })
  const recorder = createChangeRecorder(daybook, {
    ...options,
    entities: models.map(({ model, rules, type }) => ({ type, rules, kinds: kindsOf(model) })),
  })
  const { queryGenerator } = sequelize.getQueryInterface() as {
    readonly queryGenerator: { quoteTable(table: unknown): string }
  }
  const isExpression = createIsExpression(sequelize)
  const capture = createCapture({
    dialect,
    recorder,
    isExpression,
    transactions: createCaptureTransactions(sequelize, dialect),
    rows: createStoredRows(sequelize, dialect),
    foresee: createForesee(dialect, isExpression),
  })
  const tables = createTrackedTables(models, typeOf, (table) => queryGenerator.quoteTable(table))
  return trackWrites(sequelize, tables, capture, wrap)
}

function unknownEntity(model: { readonly name?: unknown } | undefined): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_UNKNOWN_ENTITY',
    message: `\`${String(model?.name ?? model)}\` is no model of this Sequelize instance.`,
    fix: 'Pass models that were defined on the instance whose changes are to be tracked.',
  })
}
