import type { DaybookEvent } from '../event/daybook-event.ts'

/**
 * The committed events in the order in which they became visible, for consumers that must miss none.
 *
 * Ids follow the time of the call, not of the commit: whoever remembers the last id it saw misses the event of a
 * transaction that was open meanwhile. So every stored event is noted down in its own transaction, and `sequence`
 * gives the noted ones, once committed, a position that only ever grows. Consumers remember positions.
 */
export interface EventFeed {
  /**
   * Gives committed events a position, in the order of their ids among those of one call; at most `limit`.
   * Resolves with how many; 0 also when another process is at it, which it does not wait for.
   */
  sequence(limit: number): Promise<number>

  /** The last position that was given to an event; 0 where none ever was. */
  head(): Promise<number>

  /** What comes after `position`, in order. */
  read(after: number, limit: number): Promise<readonly FeedEntry[]>

  /**
   * The position that `consumer` has reached, if `lease.owner` may work for it: nobody else's lease is running.
   * A consumer that was never seen starts before the first entry that is still there.
   */
  claim(consumer: string, lease: FeedLease): Promise<number | undefined>

  /** Moves `consumer` on to `position` and renews the lease. False, and nothing moved, where another has it now. */
  advance(consumer: string, position: number, lease: FeedLease): Promise<boolean>

  /** Ends the lease, so that another need not wait for it to run out. */
  release(consumer: string, owner: string): Promise<void>

  /** Keeps aside what a consumer could not take. Twice the same is once. */
  bury(consumer: string, letters: readonly DeadLetter[]): Promise<void>

  /** What was kept aside, oldest first, with the events that are still there. */
  deadLetters(consumer: string, limit: number): Promise<readonly BuriedEntry[]>

  /** Forgets letters that have been dealt with. */
  unbury(consumer: string, positions: readonly number[]): Promise<void>

  /** How far behind a consumer is. */
  lag(consumer: string): Promise<FeedLag>

  /**
   * Removes up to `limit` entries that every consumer has passed, oldest first, and resolves with how many. Without
   * any consumer nothing is removed.
   */
  trim(limit: number): Promise<number>

  /**
   * Calls `wake` whenever there may be news, until `signal` is aborted, and resolves once it would. Calls too often, and
   * may miss some, as while a connection is lost: whoever reads also looks by themselves. Absent where the database
   * cannot tell.
   */
  wakeups?(wake: () => void, signal: AbortSignal): Promise<void>
}

/** One place of the feed. */
export interface FeedEntry {
  /** Grows by one from entry to entry. */
  readonly position: number
  /** Undefined where the event has been pruned since. */
  readonly event: DaybookEvent | undefined
}

/** Who works for a consumer, and for how long unless it is renewed. */
export interface FeedLease {
  /** Different for every worker that ever was. */
  readonly owner: string
  readonly millis: number
}

/** An entry that a consumer could not take, and why. */
export interface DeadLetter {
  readonly position: number
  readonly eventId: string
  /** For people; cut at 1,000 characters. */
  readonly reason: string
}

/** A {@link DeadLetter} and its event, undefined where that has been pruned since. */
export interface BuriedEntry extends DeadLetter {
  readonly event: DaybookEvent | undefined
}

/** How far behind a consumer is. */
export interface FeedLag {
  /** Entries that it has not passed yet. */
  readonly entries: number
  /** Committed events without a position yet, 10,000 where there are at least that many. */
  readonly unsequenced: number
  /** When the first event that it has not passed happened; null where it has passed all. */
  readonly since: Date | null
  /** Entries kept aside, 10,000 where there are at least that many. */
  readonly deadLetters: number
}
