import type { DaybookEvent, Outcome } from '../event/daybook-event.ts'
import type { KeyPart } from '../event/reference.ts'
import type { EventOrder, Scalar } from './event-query.ts'

/** A reference to look for, without an `id` all of a type; or an object of the app's classes, `E`. */
export type ReferenceQuery<E> =
  | {
      readonly type?: string | undefined
      readonly id?: KeyPart | readonly KeyPart[] | undefined
      /** Type, id or name starts with this, ASCII letters in either case. */
      readonly prefix?: string | undefined
    }
  | E

/** An inclusive range; an absent end is open. */
export interface NumberRange {
  readonly from?: number
  readonly to?: number
}

type OneOrMore<T> = T | readonly T[]

/** The fields that a filter looks at. Every field given must match; inside a field, any of several values may. */
export interface FilterFields<K extends string = string, E = never> {
  /** Actions, or patterns in which `*` stands for any run of characters. */
  readonly action?: OneOrMore<K | `${string}*${string}`> | undefined
  readonly actor?: OneOrMore<ReferenceQuery<E>> | undefined
  readonly target?: OneOrMore<ReferenceQuery<E>> | undefined
  readonly outcome?: OneOrMore<Outcome> | undefined
  readonly requestId?: OneOrMore<string> | undefined
  readonly traceId?: OneOrMore<string> | undefined
  readonly ip?: OneOrMore<string> | undefined
  readonly version?: OneOrMore<number | NumberRange> | undefined
  readonly statusCode?: OneOrMore<number | NumberRange> | undefined
  readonly durationMs?: OneOrMore<number | NumberRange> | undefined
  /** Values inside `data` by dotted path: `{ 'invoice.currency': 'EUR' }`; undefined asks whether it is there. */
  readonly data?: Readonly<Record<string, OneOrMore<Scalar> | undefined>> | undefined
  /** The same inside `context`. */
  readonly context?: Readonly<Record<string, OneOrMore<Scalar> | undefined>> | undefined
  /** A changed field, by JSON Pointer or dotted path, and what it was or became. */
  readonly changed?:
    | string
    | { readonly field: string; readonly from?: Scalar; readonly to?: Scalar }
    | undefined
  /** Stands anywhere in the action, note, reason, a reference or the data. Bound it with `since`: it is a scan. */
  readonly text?: OneOrMore<string> | undefined
}

/** What `find` looks for. */
export interface FindFilter<K extends string = string, E = never> extends FilterFields<K, E> {
  /** Occurred at or after: a Date, an ISO 8601 text, or `7d`, `today`, `yesterday`. */
  readonly since?: Date | string | undefined
  /** Occurred before; a text that names a day includes that day. */
  readonly until?: Date | string | undefined
  /** Only this tenant's events; null: only those without one. Absent: those of all tenants. */
  readonly tenant?: string | null | undefined
  /** Leaves out what matches any of these fields. */
  readonly not?: FilterFields<K, E> | undefined
}

/** A filter, and which page of what it finds. */
export interface FindOptions<K extends string = string, E = never> extends FindFilter<K, E> {
  /** Default: `newest`. */
  readonly order?: EventOrder | undefined
  /** Events of a page, 1 to 1,000. Default: 50. */
  readonly limit?: number | undefined
  /** The `nextCursor` or `previousCursor` of a page found with the same filter, tenant and order. */
  readonly cursor?: string | undefined
  /** Aborted once nobody waits any more: a store that can stops the query, and it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** One page of events, and the cursors of the pages around it. */
export interface FoundPage<E = DaybookEvent> {
  readonly events: readonly E[]
  /** Finds the page after this one; null on the last. */
  readonly nextCursor: string | null
  /** Finds the page before this one; null on the first. */
  readonly previousCursor: string | null
}
