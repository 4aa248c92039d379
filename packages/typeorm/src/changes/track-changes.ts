import { ConfigurationError } from '@daybook/core'
import {
  type ChangeLog,
  createChangeRecorder,
  type RecordedEntity,
  type TrackOptions,
  trackedEntities,
} from '@daybook/core/changes'
import type { DataSource, EntityMetadata } from 'typeorm'
import {
  dialectOf,
  type LiveDataSource,
  type TypeormQueryRunner,
  type TypeormTransaction,
} from '../store/live-data-source.ts'
import { typeNameOf } from '../store/type-names.ts'
import { captureClear, type OnClear, trackClears } from './capture-clear.ts'
import { captureDelete } from './capture-delete.ts'
import { captureInsert } from './capture-insert.ts'
import { captureUpdate } from './capture-update.ts'
import type { Capture, TrackedWrite } from './captured-write.ts'
import { kindsOf } from './entity-fields.ts'
import type { EntityNames } from './entity-names.ts'
import { createKnownRows } from './known-rows.ts'
import { createWriteTransactions } from './open-transaction.ts'
import { createSavedSubscriber } from './saved-entities.ts'
import { createStoredRows } from './stored-rows.ts'
import { trackBuilders } from './tracked-builders.ts'
import { metadataOf, type OnWrite, type WriteResult } from './write-builder.ts'
import { createWritten } from './written-values.ts'

/** How an entity of a DataSource is named: its class, its schema, or its name. */
export type TypeormEntity =
  | (abstract new (
      ...args: never[]
    ) => object)
  | { readonly options: { readonly name: string } }
  | string

const captures: Readonly<Record<string, (capture: Capture, write: TrackedWrite) => Promise<WriteResult>>> = {
  insert: captureInsert,
  update: captureUpdate,
  'soft-delete': captureUpdate,
  restore: captureUpdate,
  delete: captureDelete,
}

/**
 * Records what is written to entities of a DataSource, in the transaction of the write: who changed which property from
 * what to what.
 *
 * @returns what ends it.
 * @throws ConfigurationError `DAYBOOK_UNKNOWN_ENTITY` for an entity that the DataSource does not have.
 */
export function trackChanges(
  daybook: ChangeLog<TypeormTransaction>,
  dataSource: LiveDataSource,
  { entities, wrap = true, ...options }: TrackOptions<TypeormEntity>,
): () => void {
  const dialect = dialectOf(dataSource)
  const source = dataSource as unknown as DataSource
  const tracked = metadataOfTracked(dataSource, entities)
  const recorder = createChangeRecorder<TypeormTransaction>(daybook, {
    ...options,
    entities: tracked.map(({ metadata, rules }) => ({
      type: typeNameOf(dataSource, metadata),
      rules,
      kinds: kindsOf(metadata),
    })),
  })
  const transactions = createWriteTransactions(dataSource, dialect)
  const known = createKnownRows()
  const names = createEntityNames(dataSource, recorder.tracks)

  /** What cannot be recorded must not be committed, even where the app passes over the error. */
  const orFail = async (
    runner: TypeormQueryRunner,
    write: (tx: TypeormTransaction | null) => Promise<void>,
  ): Promise<void> => {
    try {
      await write(transactions.of(runner))
    } catch (error) {
      transactions.fail(runner, error)
      throw error
    }
  }
  const capture: Capture = {
    recorder,
    names,
    known,
    rows: createStoredRows(source, dialect),
    written: createWritten(source),
    record: (changes, runner) => orFail(runner, (tx) => recorder.record(changes, tx)),
    summarise: (change, runner) => orFail(runner, (tx) => recorder.summarise(change, tx)),
  }

  const onWrite: OnWrite = (builder, run) => {
    const metadata = metadataOf(builder)
    const captureWrite = captures[builder.expressionMap.queryType]
    if (!metadata || !captureWrite || !names.isTracked(metadata)) return run()
    const { queryRunner } = builder
    return transactions.around(queryRunner, async (runner) => {
      builder.queryRunner = runner
      try {
        return await captureWrite(capture, { builder, metadata, runner, run })
      } finally {
        builder.queryRunner = queryRunner
      }
    })
  }
  const onClear: OnClear = (tablePath, own, run) => {
    const metadata = source.entityMetadatas.find((each) => each.tablePath === tablePath)
    return metadata && names.isTracked(metadata)
      ? transactions.around(own, (runner) => captureClear(capture, metadata, { runner, dialect, run }))
      : run()
  }
  const subscribers = tracked.map(({ metadata }) =>
    wrap ? known.subscriberOf(metadata) : createSavedSubscriber(metadata, capture),
  )
  dataSource.subscribers.push(...subscribers)
  const stops = wrap ? [trackBuilders(dataSource, onWrite), trackClears(dataSource, onClear)] : []
  return () => {
    for (const stop of stops) stop()
    for (const subscriber of subscribers) {
      const index = dataSource.subscribers.indexOf(subscriber)
      if (index >= 0) dataSource.subscribers.splice(index, 1)
    }
  }
}

interface TrackedMetadata extends Pick<RecordedEntity, 'rules'> {
  readonly metadata: EntityMetadata
}

/** The tracked entities, and those that inherit from them. */
function metadataOfTracked(
  dataSource: LiveDataSource,
  entities: TrackOptions<TypeormEntity>['entities'],
): readonly TrackedMetadata[] {
  const tracked = new Map<EntityMetadata, TrackedMetadata>()
  const listed = trackedEntities(entities).map(({ entity, rules }) => {
    if (!dataSource.hasMetadata(entity as never)) throw unknownEntity(entity)
    return { metadata: dataSource.getMetadata(entity as never) as unknown as EntityMetadata, rules }
  })
  for (const each of listed) tracked.set(each.metadata, each)
  for (const { metadata, rules } of listed)
    for (const child of metadata.childEntityMetadatas)
      if (!tracked.has(child)) tracked.set(child, { metadata: child, rules })
  return [...tracked.values()]
}

function createEntityNames(dataSource: LiveDataSource, tracks: (type: string) => boolean): EntityNames {
  const of = (metadata: EntityMetadata) => typeNameOf(dataSource, metadata)
  const isTracked = (metadata: EntityMetadata): boolean => {
    if (!metadata.isJunction) return tracks(of(metadata))
    const relation = metadata.ownerColumns[0]?.relationMetadata
    return (
      relation !== undefined &&
      (isTracked(relation.entityMetadata) ||
        (relation.inverseRelation !== undefined && isTracked(relation.inverseEntityMetadata)))
    )
  }
  return { of, isTracked }
}

function unknownEntity(entity: TypeormEntity): ConfigurationError {
  const name = typeof entity === 'string' ? entity : 'options' in entity ? entity.options.name : entity.name
  return new ConfigurationError({
    code: 'DAYBOOK_UNKNOWN_ENTITY',
    message: `The DataSource has no entity \`${name}\`.`,
    fix: 'Initialise the DataSource before trackChanges(), and list the entity in its `entities`.',
  })
}
