import type { Outcome } from '../event/daybook-event.ts'

/** Matches the actor or target of an event. Absent parts match anything. */
export interface ReferenceMatch {
  readonly type?: string
  readonly id?: string
  /** Its type, its id or its name starts with this; ASCII letters match in either case. */
  readonly prefix?: string
}

/** A JSON scalar to compare with. */
export type Scalar = string | number | boolean | null

interface Negatable {
  readonly not?: boolean
}

/**
 * One condition on an event. All conditions of a filter must hold; inside one, any of its `values` may.
 * `not` turns it round: none of them may. An event without the field fails the condition and passes its `not`.
 */
export type Condition = Negatable &
  (
    | {
        readonly field: 'action'
        /** Actions, or patterns with `*`. */
        readonly values: readonly string[]
      }
    | { readonly field: 'outcome'; readonly values: readonly Outcome[] }
    | { readonly field: 'actor' | 'target'; readonly values: readonly ReferenceMatch[] }
    | { readonly field: 'id' | 'tenant' | 'requestId' | 'traceId' | 'ip'; readonly values: readonly string[] }
    | {
        readonly field: 'version' | 'statusCode' | 'durationMs'
        /** Inclusive ranges; an absent end is open. */
        readonly values: readonly { readonly from?: number; readonly to?: number }[]
      }
    | {
        readonly field: 'data' | 'context'
        /** Keys from the outside in; an array element by its index. */
        readonly path: readonly string[]
        /** Equal to one of these. Empty: present at all. */
        readonly values: readonly Scalar[]
      }
    | {
        readonly field: 'changes'
        /** The JSON Pointer of the field. */
        readonly path: string
        /** What it was, and what it became. Absent: anything. */
        readonly from?: Scalar
        readonly to?: Scalar
      }
    | {
        readonly field: 'text'
        /** Stands anywhere in the action, note, reason, a reference or the data; ASCII letters in either case. */
        readonly values: readonly string[]
      }
  )

/** Which events: plain data, so that a store only translates it. */
export interface EventFilter {
  /** Only this tenant's events; null: only those without a tenant; absent: any. */
  readonly tenant?: string | null
  /** Occurred at or after. */
  readonly since?: Date
  /** Occurred before. */
  readonly until?: Date
  readonly conditions: readonly Condition[]
}

/** `newest` is the descending order of ids, `oldest` the ascending one. */
export type EventOrder = 'newest' | 'oldest'

/** One page of events, as a store is asked for it. */
export interface EventQuery {
  readonly filter: EventFilter
  readonly order: EventOrder
  /** Only events that come after this id in `order`. */
  readonly after?: string
  /** At most this many, at least 1. */
  readonly limit: number
}
