import { encodeKey } from '@daybook/core'
import type { EntityMetadata } from 'typeorm'
import type { TypeormQueryRunner } from '../store/live-data-source.ts'
import { fieldsOf, heldBy, rowOf } from './entity-fields.ts'
import type { StoredRow } from './stored-rows.ts'

interface SavingEvent {
  readonly queryRunner: TypeormQueryRunner
  readonly metadata: EntityMetadata
  /** The row as `save()` has just loaded it, to see what has changed. */
  readonly databaseEntity?: object | undefined
}

/** The rows that `save()` has loaded and is about to update: they need not be read again. */
export interface KnownRows {
  /** Hears of the saved entities of one class. */
  subscriberOf(metadata: EntityMetadata): object
  /** The row that `identifier` points to, once: after its update it is another. */
  take(
    metadata: EntityMetadata,
    identifier: object | undefined,
    runner: TypeormQueryRunner,
  ): StoredRow | undefined
}

export function createKnownRows(): KnownRows {
  const known = new WeakMap<TypeormQueryRunner, Map<string, SavingEvent>>()

  const remember = (event: SavingEvent): void => {
    const { queryRunner, metadata, databaseEntity } = event
    // What a listener has made of the loaded row is not what is stored.
    if (!databaseEntity || metadata.afterLoadListeners.length > 0) return
    const rows = known.get(queryRunner) ?? new Map<string, SavingEvent>()
    rows.set(keyText(metadata, databaseEntity), event)
    known.set(queryRunner, rows)
  }
  const forget = ({ queryRunner }: { readonly queryRunner: TypeormQueryRunner }) => known.delete(queryRunner)

  return {
    subscriberOf: (metadata) => ({
      listenTo: () => metadata.target,
      beforeUpdate: remember,
      beforeSoftRemove: remember,
      beforeRecover: remember,
      afterTransactionCommit: forget,
      afterTransactionRollback: forget,
    }),
    take(metadata, identifier, runner) {
      if (identifier === undefined) return undefined
      const rows = known.get(runner)
      const key = keyText(metadata, identifier)
      const event = rows?.get(key)
      rows?.delete(key)
      const entity = event?.databaseEntity
      if (!event || !entity) return undefined
      return {
        metadata: event.metadata,
        key: event.metadata.primaryColumns.map((column) => heldBy(entity, column)),
        row: rowOf(fieldsOf(event.metadata), ({ column }) => heldBy(entity, column)),
      }
    },
  }
}

function keyText(metadata: EntityMetadata, entity: object): string {
  return JSON.stringify([
    metadata.tablePath,
    encodeKey(metadata.primaryColumns.map((column) => column.getEntityValue(entity))),
  ])
}
