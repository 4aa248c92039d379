import type { EntityMetadata } from 'typeorm'
import type { TypeormQueryRunner } from '../store/live-data-source.ts'
import { type Capture, recordRows, type Sides } from './captured-write.ts'
import { type EntityField, fieldsOf, heldBy, rowOf } from './entity-fields.ts'

interface SavedEvent {
  readonly queryRunner: TypeormQueryRunner
  readonly metadata: EntityMetadata
  readonly entity?: object | undefined
  /** The row as it was loaded. Of a statement over many rows there is none. */
  readonly databaseEntity?: object | undefined
}

/**
 * Records the entities of one class that TypeORM itself tells of: those that are saved, removed and recovered as
 * objects, and not the links between them.
 */
export function createSavedSubscriber({ target }: EntityMetadata, capture: Capture): object {
  const record = ({ queryRunner, metadata }: SavedEvent, entity: object, sides: Sides): Promise<void> => {
    const key = metadata.primaryColumns.map((column) => heldBy(entity, column))
    return recordRows(capture, queryRunner, [[{ metadata, key }, sides]])
  }
  const rowHeld = (
    { metadata }: SavedEvent,
    entity: object,
    isWanted: (field: EntityField) => boolean = () => true,
  ) => rowOf(fieldsOf(metadata).filter(isWanted), ({ column }) => heldBy(entity, column))

  const changed = (operation: Sides['operation']) => async (event: SavedEvent) => {
    const { entity, databaseEntity } = event
    if (!entity || !databaseEntity) return
    const after = rowHeld(event, entity, ({ column }) => column.isUpdate)
    await record(event, databaseEntity, { operation, before: rowHeld(event, databaseEntity), after })
  }
  return {
    listenTo: () => target,
    async afterInsert(event: SavedEvent) {
      const { entity } = event
      if (entity) await record(event, entity, { operation: 'create', after: rowHeld(event, entity) })
    },
    afterUpdate: changed('update'),
    afterSoftRemove: changed('softDelete'),
    afterRecover: changed('restore'),
    async afterRemove(event: SavedEvent) {
      const { databaseEntity } = event
      if (databaseEntity)
        await record(event, databaseEntity, { operation: 'delete', before: rowHeld(event, databaseEntity) })
    },
  }
}
