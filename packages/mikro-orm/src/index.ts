export type { EventEntity, EventSchemaOptions } from '@daybook/sql'
export { trackChanges } from './changes/track-changes.ts'
export type { MikroOrmEntity } from './changes/tracked-entities.ts'
export { createEventEntity } from './schema/event-entity.ts'
export { createEventMigration, createFeedMigration } from './schema/event-migration.ts'
export type {
  EntityMetadataSlice,
  KeyPropertySlice,
  LiveMikroOrm,
  MikroOrmConnection,
  MikroOrmFork,
  MikroOrmTransaction,
} from './store/live-mikro-orm.ts'
export { createMikroOrmStore, type MikroOrmStoreOptions } from './store/mikro-orm-store.ts'
