import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Catalog, DataOf, EventDefinition, EventOf, TargetOf } from '../catalog/define-events.ts'
import type { Context } from '../context/context.ts'
import type { CloseOptions, CloseReport, Health, SignalOptions } from '../delivery/health.ts'
import type { Changes, DaybookEvent, Outcome } from '../event/daybook-event.ts'
import type { NoReferences, ReferenceLike, TargetReference } from '../event/reference.ts'
import type { JsonObject } from '../json/json.ts'
import type { FindFilter, FindOptions, FoundPage } from '../query/find-options.ts'
import type { PruneOptions } from '../query/prune-events.ts'
import type { StreamOptions } from '../query/stream-events.ts'
import type { FacetField, Summary } from '../query/summary.ts'
import type { SummaryOptions } from '../query/summary-options.ts'
import type { StatsOptions, UsageStats } from '../query/usage-stats.ts'
import type { SignalListener, SignalName } from '../signals/signals.ts'
import type { EventFeed } from '../store/event-feed.ts'
import type { CreateEventDetails } from './create-event.ts'
import type { LoggedOptions } from './logged.ts'

/** Everything about an event but its action. */
export interface Details<T extends string = string, R = NoReferences, Tx = never, D = unknown> {
  /** Who did it. Default: the ambient actor of the context, else anonymous. An explicit null is anonymous. */
  readonly actor?: ReferenceLike<string, R> | undefined
  /** To what it was done. */
  readonly target?: ReferenceLike<T, R> | undefined
  /** The event's own values: anything, stored in its documented JSON form. Default: `{}`. */
  readonly data?: D | undefined
  /** Free text. Default: `''`. */
  readonly note?: string | undefined
  /** Default: `success`. */
  readonly outcome?: Outcome | undefined
  /** Why it failed or was denied. */
  readonly reason?: string | undefined
  /** Before and after of the fields that changed, keyed by JSON Pointer. */
  readonly changes?: Changes | undefined
  /**
   * When it happened: a Date, or an ISO 8601 text, which is UTC where it names no zone. Between 1970 and 24
   * hours from now. Default: now.
   */
  readonly occurredAt?: Date | string | undefined
  /** Default: the tenant of the context, else none. */
  readonly tenant?: string | null | undefined
  /** Values added to those of the ambient context, for this event alone. */
  readonly context?: JsonObject | undefined
  /**
   * A transaction: the event joins it, and exists if and only if it commits. Absent: joins the ambient one, else
   * commits at once. Null: independent, survives the caller's rollback.
   */
  readonly tx?: Tx | null | undefined
  /**
   * The event's own id, for writing the same event twice: a UUIDv7 whose time is `occurredAt`. The same id with
   * the same content returns the stored event; with other content it is a `ConflictError`. The request around it
   * (request and trace id, ip, status, duration, context) may differ: a retry is another request.
   */
  readonly id?: string | undefined
  /** A text that makes the event the same event, together with `occurredAt`, the tenant and the action. */
  readonly idempotencyKey?: string | undefined
}

/** {@link Details} of an action whose schema asks for data. */
export interface DetailsWithData<T extends string, R, Tx, D> extends Details<T, R, Tx, D> {
  readonly data: D
}

/** What follows the action in `log()`: required when the action's schema has required keys. */
export type DetailsArguments<D extends EventDefinition, R, Tx> =
  D['data'] extends StandardSchemaV1<infer I, infer _O>
    ? // biome-ignore lint/complexity/noBannedTypes: `{}` asks whether every key is optional
      {} extends I
      ? [details?: Details<TargetOf<D>, R, Tx, I>]
      : [details: DetailsWithData<TargetOf<D>, R, Tx, I>]
    : [details?: Details<TargetOf<D>, R, Tx>]

// All of a catalog is a plain DaybookEvent: a union of hundreds of members helps nobody.
type Found<C, K extends keyof C & string> = [keyof C & string] extends [K] ? DaybookEvent : EventOf<C, K>

/** How the events of a bound daybook are written. */
export interface WithinOptions {
  /**
   * `log()` resolves at once with the finished event, whose `recordedAt` is null, and all that was logged so is written
   * together just before the commit. A failure then fails the commit; until then nobody can read the events. Where the
   * store does not see the commit they are written at once. Default: false.
   */
  readonly buffer?: boolean | undefined
}

/** One activity log: writes to one store and tells its listeners. Made by `createDaybook`. */
export interface Daybook<C = Catalog, R = NoReferences, Tx = never> {
  /**
   * Logs that `action` happened. Resolves with the stored event once it is durable, or, in a transaction, once
   * its insert has run there. `eventLogged` follows when the transaction has committed.
   *
   * Outside of transactions, what fails for want of the store is tried again, by id, until `delivery.deadlineMillis`;
   * in one, the failure is the caller's at once.
   *
   * @throws ValidationError when the event can never be stored; nothing was written.
   * @throws StorageError when the database did not take it. Where its `ambiguous` is true, it may have.
   * @throws TimeoutError `DAYBOOK_TIMEOUT` when the store did not answer in time. Where its `ambiguous` is true, the
   * event may be stored: log it again with the same `id`, or the same `idempotencyKey` and `occurredAt`, to be sure.
   * @throws ConflictError when `id` is taken by an event with other content.
   * @throws OverloadedError when too many events wait for the store.
   * @throws ClosedError after `close()`.
   */
  log<K extends keyof C & string>(
    action: K,
    ...details: C[K] extends EventDefinition ? DetailsArguments<C[K], R, Tx> : never
  ): Promise<DaybookEvent<K, TargetOf<C[K]>, DataOf<C[K]>>>

  /**
   * Logs in the background: answers at once with the finished event, whose `recordedAt` is null, and stores it within
   * `delivery.lingerMillis` or so, together with others. What can never be stored is thrown here, at the call.
   *
   * In a transaction, the given or the ambient one, the event is held until the commit, and forgotten on rollback.
   * Storing is tried until it succeeds; `eventFailed` and `onError` hear what the database refuses for its content.
   * Only `flush()`, `close()` and the natural end of the process wait for it: a crash, `process.exit()` or a signal
   * without `flushOnSignal()` loses what is in memory, at most `delivery.maxEvents` events, and usually those of the
   * last milliseconds. Where that is too much, `await log()`.
   *
   * @throws ValidationError when the event can never be stored.
   * @throws OverloadedError `DAYBOOK_OVERLOADED` when too many wait, unless `delivery.whenFull` is `drop`.
   * @throws ClosedError `DAYBOOK_CLOSED` after `close()`.
   */
  defer<K extends keyof C & string>(
    action: K,
    ...details: C[K] extends EventDefinition ? DetailsArguments<C[K], R, Tx> : never
  ): DaybookEvent<K, TargetOf<C[K]>, DataOf<C[K]>>

  /** This daybook with every call bound to an open transaction. */
  within(tx: Tx, options?: WithinOptions): Daybook<C, R>

  /** Listens. Returns the function that stops it. What the listener throws goes to `onError`, nowhere else. */
  on<K extends keyof C & string>(
    signal: 'eventLogged',
    action: K,
    listener: (event: EventOf<C, K>) => unknown,
  ): () => void
  on(
    signal: 'eventLogged',
    pattern: `${string}*${string}`,
    listener: (event: DaybookEvent) => unknown,
  ): () => void
  on<S extends SignalName>(signal: S, listener: SignalListener<S>): () => void

  /** Like `on`, for the first time only. */
  once<K extends keyof C & string>(
    signal: 'eventLogged',
    action: K,
    listener: (event: EventOf<C, K>) => unknown,
  ): () => void
  once(
    signal: 'eventLogged',
    pattern: `${string}*${string}`,
    listener: (event: DaybookEvent) => unknown,
  ): () => void
  once<S extends SignalName>(signal: S, listener: SignalListener<S>): () => void

  /** Stops a listener that was added without a pattern. */
  off<S extends SignalName>(signal: S, listener: SignalListener<S>): void

  /** Whether `event` is one of `action`, narrowing its type. */
  is<K extends keyof C & string>(event: DaybookEvent, action: K): event is DaybookEvent & EventOf<C, K>

  /** One page of events, newest first unless asked otherwise. */
  find<K extends keyof C & string = keyof C & string>(
    options?: FindOptions<K, R[keyof R]>,
  ): Promise<FoundPage<Found<C, K>>>

  /** The event with this id, or null. A malformed id is an id that no event has. */
  get(id: string): Promise<DaybookEvent | null>

  /**
   * How many events match, counted up to `cap` (default 10,000): an answer equal to it means "or more". With `signal`
   * aborted a store that can stops counting, and it rejects with the signal's reason.
   */
  count(
    filter?: FindFilter<keyof C & string, R[keyof R]>,
    options?: { readonly cap?: number; readonly signal?: AbortSignal | undefined },
  ): Promise<number>

  /**
   * What the events of a window have in common: the most frequent values of `facets`, and how many happened when, by
   * outcome. The filter needs `since`. Looks at the newest 200,000 matching events at most, unless `cap` says
   * otherwise; the answer's `capped` says whether there are more.
   *
   * @throws ConfigurationError `DAYBOOK_STORE_CANNOT` when the store has no summaries.
   */
  summarise<F extends FacetField = never>(
    filter: FindFilter<keyof C & string, R[keyof R]>,
    options?: SummaryOptions<F>,
  ): Promise<Summary<F>>

  /**
   * Deletes matching events for good, the oldest first, and resolves with how many: for retention. Goes in batches of
   * 1,000, each committed by itself, so what was deleted before a failure stays deleted; inside a transaction they
   * are all part of it. Nobody is told: there is no signal and no event of it.
   *
   * @throws ValidationError `DAYBOOK_PRUNES_EVERYTHING` for a filter that leaves nothing out.
   * @throws ConfigurationError `DAYBOOK_STORE_CANNOT` when the store cannot delete.
   * @throws StorageError `DAYBOOK_FORBIDDEN` when the database role may not.
   */
  prune(filter: FindFilter<keyof C & string, R[keyof R]>, options?: PruneOptions): Promise<number>

  /** Every matching event, one after the other, a page in memory at a time. */
  stream<K extends keyof C & string = keyof C & string>(
    options?: StreamOptions<K, R[keyof R]>,
  ): AsyncGenerator<Found<C, K>, void, undefined>

  /** The newest matching event, or null: `latest({ actor, action }) === null` asks whether it never happened. */
  latest<K extends keyof C & string = keyof C & string>(
    filter?: FindFilter<K, R[keyof R]>,
  ): Promise<Found<C, K> | null>

  /** Everything about one object, newest first. */
  history(
    target: Exclude<ReferenceLike<string, R>, null>,
    options?: StreamOptions<keyof C & string, R[keyof R]>,
  ): AsyncGenerator<DaybookEvent, void, undefined>

  /** Everything that one actor did, newest first. */
  activity(
    actor: Exclude<ReferenceLike<string, R>, null>,
    options?: StreamOptions<keyof C & string, R[keyof R]>,
  ): AsyncGenerator<DaybookEvent, void, undefined>

  /**
   * The object of the app that a reference points to, as it is now; null where it is gone.
   *
   * @throws ConfigurationError `DAYBOOK_NO_LOADING` when the store cannot load objects.
   */
  resolve(reference: Pick<TargetReference, 'type' | 'id'>): Promise<object | null>

  /** How many actors used the app lately, and how many of them were not new. Reads every event of the window. */
  stats(options?: StatsOptions): Promise<readonly UsageStats[]>

  /**
   * Wraps a function or request handler: logs when it has succeeded, and, independently of any transaction, when it
   * throws, which it then still does. The event of a success joins the ambient transaction.
   */
  logged<A extends unknown[], V, T = unknown>(
    options: (keyof C & string) | LoggedOptions<A, Awaited<V>, keyof C & string>,
    handler: (this: T, ...args: A) => V,
  ): (this: T, ...args: A) => Promise<Awaited<V>>

  /**
   * What `logged()` asks before it calls the handler, for wrappers of the app's own: rejects with `DAYBOOK_STORE_DOWN`
   * where the catalog calls `action` required, and the store takes no events now. `required` overrules the catalog.
   */
  assertReady(action: keyof C & string, required?: boolean): Promise<void>

  /**
   * `log()` in the form of a request: an explicit user, else the authenticated user of `request`, else nobody; an
   * absent note becomes the path of the request.
   */
  createEvent(action: keyof C & string, details?: CreateEventDetails): Promise<DaybookEvent>

  /** This daybook for one tenant: it writes the tenant's events and reads no others. */
  forTenant(tenant: string): Daybook<C, R, Tx>

  /** Runs `work`; what it logs is stored, but no listener and no sink hears of it. For imports and backfills. */
  silenced<T>(work: () => T): T

  /**
   * Resolves when everything logged or deferred before is stored or has failed, and the sinks have it. What comes
   * meanwhile is not waited for, nor what is held for the commit of a transaction.
   */
  flush(): Promise<void>

  /**
   * Takes no more events, waits for those that were taken, closes the sinks, and says what became of the events. At
   * the deadline gives up what still waits: deferred events raise `eventDropped`, awaited ones reject. Once, however
   * often it is called, and for every face of this daybook. The store's own handle stays open, and reading goes on.
   */
  close(options?: CloseOptions): Promise<CloseReport>

  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>

  /**
   * From now on, closes at the first of `SIGTERM`, `SIGINT` and `SIGHUP`, then sends the signal again, so that the
   * process ends by it as it would have. A second signal makes an end of the waiting. A handler of the app's own that
   * calls `process.exit()` may be faster. Returns the function that stops it.
   */
  flushOnSignal(options?: SignalOptions): () => void

  /** How the way to the store is: its state, counters, and what waits. */
  health(): Health

  /**
   * The feed of the store, for whatever follows the log: a relay, the viewer's live tail. Absent where the store keeps
   * none, and on the faces that `forTenant` and `within` make, because a feed holds the events of every tenant.
   */
  readonly feed?: EventFeed

  /** What surrounds the calls of one request, job or command. Shared by every daybook of the process. */
  readonly context: Context

  /** Runs `work` with an ambient actor. Short for `context.run({ actor }, work)`. */
  withActor<T>(
    actor: ReferenceLike<string, R> | (() => ReferenceLike<string, R> | undefined),
    work: () => T,
  ): T
}
