import type { DaybookEvent } from '../event/daybook-event.ts'
import type { JsonObject } from '../json/json.ts'

/** What the recorder, or a backfill, says of a change in an event's data. */
export interface RecordedChange {
  readonly operation?: string
  readonly complete?: boolean
  readonly bulk?: boolean
  readonly relation?: string
  readonly snapshot?: JsonObject
}

/** What an event's data says of a change; nothing where it holds something else. */
export function recordedChangeOf({ data }: Pick<DaybookEvent, 'data'>): RecordedChange {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as RecordedChange) : {}
}
