import type { RowChange } from '@daybook/core/changes'
import type { EntityMetadata } from '@mikro-orm/core'
import type { TransactionContext } from '../store/live-mikro-orm.ts'
import { keyOf } from '../store/references.ts'
import { type Capture, transactionOf } from './capture.ts'
import { toRow, type Values } from './row-values.ts'

interface FlushEvent {
  readonly entity: object
  readonly meta: EntityMetadata
  readonly em: {
    getTransactionContext(): TransactionContext | undefined
    getUnitOfWork(useContext: false): { getOriginalEntityData(entity: object): Values | undefined }
  }
  readonly changeSet: {
    readonly meta: EntityMetadata
    readonly payload: object
    readonly originalEntity?: Values
  }
}

export interface FlushSubscriberParts {
  readonly capture: Capture
  /** Takes what a flush inserts. */
  readonly flushed: WeakSet<object>
  isActive(): boolean
}

/** Tells of what a flush writes, in its transaction. */
export function createFlushSubscriber({ capture, flushed, isActive }: FlushSubscriberParts): object {
  const { entities, reader, recorder } = capture
  // An entity with several tables has a change set for each of them.
  const told = new WeakSet<object>()
  const removed = new WeakMap<object, RowChange>()

  const storedOf = ({ em, entity }: FlushEvent): Values =>
    em.getUnitOfWork(false).getOriginalEntityData(entity) ?? {}

  const record = (event: FlushEvent, change: RowChange) =>
    recorder.record([change], transactionOf(capture, event.em.getTransactionContext()))

  const changeOf = (event: FlushEvent, operation: RowChange['operation']) => ({
    operation,
    type: entities.typeOf(event.meta),
    id: keyOf(event.entity),
  })

  const rowOf = ({ meta }: FlushEvent, snapshot: Values) => toRow(meta, reader.ofSnapshot(meta, snapshot))

  return {
    getSubscribedEntities: () => entities.classes,

    beforeCreate({ changeSet }: FlushEvent) {
      flushed.add(changeSet.payload)
    },

    async afterCreate(event: FlushEvent) {
      if (!isActive() || event.changeSet.meta !== event.meta) return
      await record(event, { ...changeOf(event, 'create'), after: rowOf(event, storedOf(event)) })
    },

    async afterUpdate(event: FlushEvent) {
      const { originalEntity = {} } = event.changeSet
      if (!isActive() || told.has(originalEntity)) return
      told.add(originalEntity)
      await record(event, {
        ...changeOf(event, 'update'),
        before: rowOf(event, originalEntity),
        after: rowOf(event, storedOf(event)),
        complete: isComplete(event.meta, originalEntity),
      })
    },

    // Afterwards nobody knows what it was.
    beforeDelete(event: FlushEvent) {
      const before = storedOf(event)
      removed.set(event.changeSet, {
        ...changeOf(event, 'delete'),
        before: rowOf(event, before),
        complete: isComplete(event.meta, before),
      })
    },

    async afterDelete(event: FlushEvent) {
      const change = removed.get(event.changeSet)
      if (isActive() && change) await record(event, change)
    },
  }
}

/** Whether all columns had been loaded. */
function isComplete({ comparableProps }: EntityMetadata, snapshot: Values): boolean {
  return comparableProps.every(
    ({ name, embedded, object, embeddable }) => embedded || (embeddable && !object) || name in snapshot,
  )
}
