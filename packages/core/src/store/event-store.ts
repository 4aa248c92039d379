import type { DaybookEvent } from '../event/daybook-event.ts'
import type { NoReferences, Reference, TargetReference } from '../event/reference.ts'
import type { EventFilter, EventQuery } from '../query/event-query.ts'
import type { FacetField, Summary, SummaryRequest } from '../query/summary.ts'
import type { EventFeed } from './event-feed.ts'

/**
 * Keeps events and finds them again. `Tx` is the transaction handle of its ORM or driver, `R` the app's classes
 * by stored type name.
 *
 * Only `append`, `find` and `count` are required. What else a store can do is said by the presence of a member,
 * or by `capabilities` where no member could show it; core refuses with a typed error what a store cannot do.
 * Failures of the database are thrown as `StorageError`, classified once, with the native error as `cause`.
 * `@daybook/store-kit` is the specification in executable form.
 */
export interface EventStore<Tx = never, R extends object = NoReferences> {
  /** For messages: `typeorm`, `memory`, … */
  readonly name: string
  readonly capabilities: StoreCapabilities

  /**
   * Stores all of `events` or none. Core passes at most `maxBatch` of them, complete and valid, in id order
   * unless callers chose ids themselves.
   *
   * Idempotent by id: an event whose id is stored already is left as it is and its id is not in `inserted`.
   * Joins `tx` and no other transaction: without one it commits before it resolves. Core calls it from whatever
   * asynchronous context is at hand, so it must not look for an ambient transaction itself.
   */
  append(events: readonly DaybookEvent[], options?: AppendOptions<Tx>): Promise<Appended>

  /**
   * Like `append` without a transaction, but keeps the events safe elsewhere while the database is away, and says so
   * with `spilled`. For the actions whose failure policy is `spill`.
   */
  spill?(events: readonly DaybookEvent[]): Promise<Appended>

  /** The events of one page, in the order asked for. Sees the uncommitted events of `tx` and of no other. */
  find(query: EventQuery, options?: ReadOptions<Tx>): Promise<readonly DaybookEvent[]>

  /** How many events match, or `cap` where there are at least that many. */
  count(filter: EventFilter, cap: number, options?: ReadOptions<Tx>): Promise<number>

  /** Facets and a histogram of the newest `cap` matching events, all of one moment. */
  summarise?<F extends FacetField>(
    filter: EventFilter,
    request: SummaryRequest<F>,
    options?: ReadOptions<Tx>,
  ): Promise<Summary<F>>

  /**
   * Deletes the oldest `limit` matching events, or all where there are fewer, and answers how many. Without `tx` they
   * are gone for good when it resolves. Core passes at most `maxBatch` as the limit.
   */
  prune?(filter: EventFilter, limit: number, options?: { readonly tx?: Tx | null }): Promise<number>

  /**
   * Rejects where an event would most likely not be taken now. Without it core asks with a `find`; a store that takes
   * events while its database is away says more here.
   */
  ready?(): Promise<void>

  readonly transactions?: StoreTransactions<Tx>
  readonly references?: StoreReferences
  /** The committed events in the order of their commits, for a relay. */
  readonly feed?: EventFeed

  /** Never there at run time: carries the types, and keeps one ORM's transaction from passing as another's. */
  readonly '~types'?: { readonly tx: (tx: Tx) => Tx; readonly references: R }
}

/** The qualities of a store that no member shows. */
export interface StoreCapabilities {
  /** An appended event survives the end of the process. */
  readonly durable: boolean
  /** A read outside of transactions is stopped in the database once its `signal` is aborted. */
  readonly cancels: boolean
}

/** What an `append` belongs to. */
export interface AppendOptions<Tx> {
  readonly tx?: Tx | null
}

/** What a read belongs to, and who waits for it. */
export interface ReadOptions<Tx> {
  readonly tx?: Tx | null
  /**
   * Aborted once nobody waits any more; core passes none that is aborted already. A store that `cancels` then stops the
   * statement that is running, or is about to, and rejects with the signal's reason; others may go on. What runs inside
   * a transaction goes on too, because to stop a statement can be to end its transaction.
   */
  readonly signal?: AbortSignal | undefined
}

/** What became of one `append`. */
export interface Appended {
  /** The ids that were not there before. */
  readonly inserted: ReadonlySet<string>
  /** The database's clock when it stored them. */
  readonly recordedAt: Date
  /** They are kept safe on the way to the database, which does not have them yet: on a disk, in a queue. */
  readonly spilled?: boolean
}

/** What a store knows of its ORM's transactions. */
export interface StoreTransactions<Tx> {
  /**
   * Nothing else can be written while a transaction is open, because there is one connection. Core then refuses
   * an independent event inside a transaction, with `WouldDeadlockError`, instead of letting it wait for ever.
   */
  readonly exclusive: boolean
  /** The transaction that is open in the caller's asynchronous context, if the ORM or the adapter can tell. */
  current(): Tx | undefined
  /** Runs `work` in a transaction that is ambient in it: committed when it resolves, else rolled back. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Calls back once, after the outermost transaction has really committed; never where it, or the savepoint
   * that `tx` is in, was rolled back. Not awaited, and must not throw.
   */
  afterCommit(tx: Tx, callback: () => void): void
  /**
   * Calls back once, just before the outermost transaction commits, with a handle to write with; never where it, or
   * the savepoint that `tx` is in, was rolled back. All callbacks are called together, without waiting for each other,
   * and all of them are waited for; what they ask for meanwhile is called back as well. Where one rejects the
   * transaction is rolled back, and its error is what the commit fails with.
   *
   * Answers false, and never calls back, where the store will not see the commit.
   */
  beforeCommit?(tx: Tx, callback: (tx: Tx) => Promise<void>): boolean
  /**
   * Calls back once when it is known how `tx` ended; the callback is not awaited, and must not throw. Throws where `tx` is
   * no open transaction, if that can be told at once.
   */
  afterEnd(tx: Tx, callback: (outcome: 'committed' | 'rolled-back') => void): void
}

/** What a store knows of its ORM's entities. */
export interface StoreReferences {
  /** The reference to an entity; `id` null where it has no key yet; undefined where it is no known entity. */
  of(entity: object): TargetReference | undefined
  /**
   * The objects that references point to, by {@link referenceKey}. What is gone, soft-deleted included where the ORM
   * can still see it, whose type is not known or whose id cannot be one, is left out.
   */
  load?(references: readonly Reference[]): Promise<ReadonlyMap<string, object>>
}

/** The most events of one `append` or `prune`. */
export const maxBatch = 1_000
