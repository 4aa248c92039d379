import type { Json, JsonObject } from '../json/json.ts'
import type { Reference, TargetReference } from './reference.ts'

/** How the action ended. `denied` is its own outcome because it is what auditors ask for. */
export type Outcome = 'success' | 'failure' | 'denied'

/** The outcomes, in the order in which they are shown. */
export const outcomes: readonly Outcome[] = Object.freeze(['success', 'failure', 'denied'] as const)

/** What one field was and what it became. An absent side means that the field was not there. */
export interface FieldChange {
  readonly before?: Json
  readonly after?: Json
}

/** Changed fields, keyed by JSON Pointer (RFC 6901). */
export interface Changes {
  readonly [pointer: string]: FieldChange
}

/** One stored record: who did what to what, when, with what result. It never changes. */
export interface DaybookEvent<A extends string = string, T extends string = string, D = Json> {
  /** A UUIDv7, or a UUIDv8 made from an idempotency key. Its first 48 bits are {@link occurredAt}. */
  readonly id: string
  /** When it happened, to the millisecond. The order of the log. */
  readonly occurredAt: Date
  /** When the database recorded it, by the database's clock. Null until a store has recorded it. */
  readonly recordedAt: Date | null
  /** The owner of the event in an app with several customers, else null. */
  readonly tenant: string | null
  /** What happened: 1 to 255 characters. */
  readonly action: A
  /** The version of the shape of {@link data}, from the catalog; 1 without one. */
  readonly version: number
  readonly outcome: Outcome
  /** Why it failed or was denied. */
  readonly reason: string | null
  /** Who did it. Null is anonymous. */
  readonly actor: Reference | null
  /** To what it was done. */
  readonly target: TargetReference<T> | null
  /** Free text, `''` when there is none. */
  readonly note: string
  readonly requestId: string | null
  readonly traceId: string | null
  readonly ip: string | null
  readonly statusCode: number | null
  readonly durationMs: number | null
  /** The event's own JSON, in its documented form; `{}` when none was given. */
  readonly data: D
  /** Before and after of captured writes. */
  readonly changes: Changes | null
  /** What surrounded the event, less the fields that have a property of their own. */
  readonly context: JsonObject
}
