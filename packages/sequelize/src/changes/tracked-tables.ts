import { encodeKey } from '@daybook/core'
import type { ChangeOperation, Row, RowChange } from '@daybook/core/changes'
import { isModel, type LiveAssociation, type LiveModel } from './live-model.ts'
import { idOf } from './model-fields.ts'

/** A row before and after a write, as far as there was one. */
export interface RowSides {
  readonly before?: Row | undefined
  readonly after?: Row | undefined
}

/** What statements are asked to do. */
export type WriteOperation = 'create' | 'update' | 'delete' | 'upsert'

/** A table whose writes are captured: that of a tracked model, or of the links of one. */
export interface TrackedTable {
  readonly model: LiveModel
  /** The type name of what is written: that of the tracked model, or of the owner of the links. */
  readonly type: string
  /** What a write of one row means; undefined where it means nothing to those tracked. */
  changeOf(operation: WriteOperation, sides: RowSides): RowChange | undefined
  /** What a statement over many rows means, knowing of the values that it writes. */
  operationOf(operation: WriteOperation, written?: Row): ChangeOperation
}

/** The tables that are captured. */
export interface TrackedTables {
  /** By the model that is written, else by the table: several models may have one. */
  of(model: unknown, table: unknown): TrackedTable | undefined
}

/** A tracked model and its type name. */
export interface TrackedModel {
  readonly model: LiveModel
  readonly type: string
}

export function createTrackedTables(
  models: readonly TrackedModel[],
  typeOf: (model: LiveModel) => string,
  quoteTable: (table: unknown) => string,
): TrackedTables {
  const entities = models.map(entityTable)
  const byTable = (table: unknown) => {
    const name = quoteTable(table)
    return ({ model }: { readonly model: LiveModel }) => quoteTable(model.getTableName()) === name
  }
  // Associations may be added at any time.
  const links = (): TrackedTable[] =>
    models.flatMap((owner) =>
      Object.values(owner.model.associations).flatMap((association) =>
        association.through && association.otherKey !== undefined
          ? [linkTable(owner, association, association.through.model, typeOf)]
          : [],
      ),
    )

  return {
    of(model, table) {
      const isOf = (each: TrackedTable) => isModel(model, each.model)
      return (
        entities.find(isOf) ??
        links().find(isOf) ??
        (model === undefined ? [...entities, ...links()].find(byTable(table)) : undefined)
      )
    },
  }
}

function entityTable({ model, type }: TrackedModel): TrackedTable {
  const { deletedAt } = model._timestampAttributes
  const isDeleted = (row: Row | undefined): boolean => {
    const { defaultValue = null } = model.tableAttributes[deletedAt ?? ''] ?? {}
    return deletedAt !== undefined && String(row?.[deletedAt] ?? null) !== String(defaultValue)
  }
  const endsOrRevives = (operation: WriteOperation, written: Row | undefined): boolean =>
    operation === 'update' && deletedAt !== undefined && written?.[deletedAt] !== undefined

  return {
    model,
    type,
    changeOf(operation, { before, after }) {
      const change = { type, id: idOf(model, before ?? after ?? {}), before, after }
      const isTurned = endsOrRevives(operation, after) && isDeleted(before) !== isDeleted(after)
      return { ...change, operation: isTurned ? lifeCycle(after) : operation }
    },
    operationOf: (operation, written) => (endsOrRevives(operation, written) ? lifeCycle(written) : operation),
  }

  function lifeCycle(after: Row | undefined): ChangeOperation {
    return isDeleted(after) ? 'softDelete' : 'restore'
  }
}

/** Rows that link the objects of a tracked model to others. Where both ends are tracked, the first one tells of it. */
function linkTable(
  owner: TrackedModel,
  { as, foreignKey, otherKey = '', target }: LiveAssociation,
  model: LiveModel,
  typeOf: (model: LiveModel) => string,
): TrackedTable {
  const operationOf = (operation: WriteOperation): ChangeOperation =>
    operation === 'delete' ? 'unlink' : operation === 'update' ? 'update' : 'link'
  return {
    model,
    type: owner.type,
    operationOf,
    changeOf(operation, { before, after }) {
      const isNew = before === undefined
      const row = before ?? after ?? {}
      if (operation === 'update' || (operation === 'upsert' && !isNew)) return undefined
      return {
        operation: operationOf(operation),
        type: owner.type,
        id: encodeKey([row[foreignKey]]),
        relation: as,
        other: { type: typeOf(target), id: String(row[otherKey]) },
      }
    },
  }
}
