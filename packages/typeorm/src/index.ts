export type { EventEntity, EventSchemaOptions } from '@daybook/sql'
export { type TypeormEntity, trackChanges } from './changes/track-changes.ts'
export { createEventEntity, type TypeormSchemaOptions } from './schema/event-entity.ts'
export { createEventMigration, createFeedMigration } from './schema/event-migration.ts'
export type {
  EntityMetadataSlice,
  LiveDataSource,
  TypeormQueryRunner,
  TypeormTransaction,
} from './store/live-data-source.ts'
export { createTypeormStore, type TypeormStoreOptions } from './store/typeorm-store.ts'
