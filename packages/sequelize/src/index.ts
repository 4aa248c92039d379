export type { EventEntity, EventSchemaOptions } from '@daybook/sql'
export { type SequelizeModel, trackChanges } from './changes/track-changes.ts'
export {
  createEventMigration,
  createFeedMigration,
  type EventMigration,
  type MigrationContext,
} from './schema/event-migration.ts'
export { createEventModel, type EventModel, type EventModelOptions } from './schema/event-model.ts'
export type { LiveSequelize, SequelizeTransaction } from './store/live-sequelize.ts'
export { createSequelizeStore, type SequelizeStoreOptions } from './store/sequelize-store.ts'
