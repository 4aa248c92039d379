import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { Json, Jsonify } from '../json/json.ts'

/**
 * What a failing store means to the caller of `log()`, outside of transactions; in one it always rejects, because the
 * transaction may have ended with it.
 *
 * - `throw` rejects.
 * - `report` tells `onError` and `eventFailed` and resolves with the event, its `recordedAt` null.
 * - `spill` has a `spilling` store keep the event on disk until the database takes it.
 */
export type FailurePolicy = 'throw' | 'report' | 'spill'

/** What an app says of one of its actions. */
export interface EventDefinition {
  /** For people: what it means that this was logged. */
  readonly description?: string
  /**
   * How a reader is told that it happened: `{actor} settled {target} with {data.amount} {data.currency}`. The viewer says
   * it of events that succeeded and have all the values named. Default: the action, as words.
   */
  readonly sentence?: string
  /** The version of the shape of `data`. Default: 1. */
  readonly version?: number
  /** The only type a target may have. */
  readonly target?: string
  /** Validates `data`: any Standard Schema (zod, valibot, arktype, …) that validates synchronously. */
  // biome-ignore lint/suspicious/noExplicitAny: the only way to accept every schema, whatever its types
  readonly data?: StandardSchemaV1<any, any>
  /** Refuse an event of this action without a `reason`. */
  readonly requiresReason?: boolean
  /** Paths in `data` that hold personal data, such as `email` or `address.street`: named in the reference. */
  readonly personal?: readonly string[]
  /**
   * Where `tx` is absent: join the ambient transaction, write independently of it, or let `log()` resolve at once like
   * `defer()`. Default: `joined`.
   */
  readonly delivery?: 'joined' | 'independent' | 'deferred'
  /** What a failing store means to the caller of `log()`. Default: `throw`. */
  readonly failure?: FailurePolicy
  /**
   * The action must not happen without its record: `logged()` rejects with `DAYBOOK_STORE_DOWN`, before it calls the
   * handler, unless the store has taken an event within the last second or answers a query now. While writes fail,
   * at most one call a second asks. Web frameworks answer that error with 503. It is no promise: the store may fail after the question; where handler and event
   * share a transaction, that is the promise. Default: false.
   */
  readonly required?: boolean
}

/** Definitions by action. */
export type Catalog = Readonly<Record<string, EventDefinition>>

/** The type name that the targets of a definition have. */
export type TargetOf<D> = D extends { readonly target: infer T extends string } ? T : string

/** What the data of a definition is once stored. */
export type DataOf<D> = D extends { readonly data: StandardSchemaV1<infer _I, infer O> } ? Jsonify<O> : Json

/** The stored event of one action of a catalog. */
export type EventOf<C, K extends keyof C & string> = {
  [P in K]: DaybookEvent<P, TargetOf<C[P]>, DataOf<C[P]>>
}[K]

/**
 * States an app's actions once: `log()` then knows their names, their data and their targets, at compile time
 * and at run time. When one definition does not compile, fix the first error: the others follow from it.
 *
 * @example
 * ```ts
 * import { defineEvents } from '@daybook/core'
 * import { z } from 'zod'
 *
 * export const events = defineEvents({
 *   'user.signed_in': {},
 *   'invoice.paid': { target: 'Invoice', data: z.object({ amount: z.number().int() }) },
 * })
 * ```
 */
export function defineEvents<const C extends Catalog>(catalog: C): C {
  return Object.freeze(catalog)
}
