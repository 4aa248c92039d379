import type { DaybookEvent } from '../event/daybook-event.ts'
import type { JsonObject } from '../json/json.ts'

/** What the recorder, or a backfill, says of a change in an event's data. Where others wrote it, it may be anything. */
export interface RecordedChange {
  /** `create`, `update`, `delete`, `link`, …, or `snapshot` of a backfill. */
  readonly operation?: string
  /** False where the rows before were not read, so that not all that changed is known. */
  readonly complete?: boolean
  /** One event for a statement over many rows. */
  readonly bulk?: boolean
  /** The relation that was linked or unlinked. */
  readonly relation?: string
  /** All of the row's tracked fields after the change. */
  readonly snapshot?: JsonObject
}

/** What an event's data says of a change; nothing where it holds no object. */
export function recordedChangeOf({ data }: Pick<DaybookEvent, 'data'>): RecordedChange {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as RecordedChange) : {}
}
