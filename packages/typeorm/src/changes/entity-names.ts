import type { EntityMetadata } from 'typeorm'

/** What the entities of a DataSource are called in events, and which of them are tracked. */
export interface EntityNames {
  of(metadata: EntityMetadata): string
  /** Whether its changes are recorded; of a junction table, whether those of either side are. */
  isTracked(metadata: EntityMetadata): boolean
}
