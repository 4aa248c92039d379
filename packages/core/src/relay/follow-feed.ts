import { isDaybookError } from '../errors/daybook-error.ts'
import type { EventFeed, FeedEntry } from '../store/event-feed.ts'

/** Where in a feed to begin, and how much to take at once. */
export interface FollowOptions {
  /** The position before the first entry wanted. Default: the end, so that only what is committed later comes. */
  readonly after?: number
  /** The most entries of one `next()`. Default: 500. */
  readonly batchSize?: number
  /** Hears when `next()` may have something, where the store can tell; one looks by oneself now and then all the same. */
  readonly onNews?: (() => void) | undefined
  /** Ends {@link onNews}. */
  readonly signal?: AbortSignal | undefined
}

/** Reads a feed on and on. Keeps no place in the database: nothing is held back for it, and nobody waits for it. */
export interface FeedFollower {
  /** Everything up to here was handed out. */
  readonly position: number
  /**
   * What came after `position`, in the order of the feed; empty where nothing did. Committed events are given their
   * positions first, because no relay may be running. After a rejection the same entries come at the next call.
   */
  next(): Promise<readonly FeedEntry[]>
}

const sequencedAtOnce = 1_000

/**
 * Follows a feed without being one of its consumers: for a person who watches. Entries that the relay trims before they
 * are read are passed over; their positions are missing then.
 *
 * @throws StorageError `DAYBOOK_FEED_MISSING` where the tables of the feed are not there.
 */
export async function followFeed(feed: EventFeed, options: FollowOptions = {}): Promise<FeedFollower> {
  const { batchSize = 500, onNews, signal = new AbortController().signal } = options
  let maySequence = true
  const sequence = async (): Promise<boolean> => {
    if (!maySequence) return false
    try {
      return (await feed.sequence(sequencedAtOnce)) > 0
    } catch (error) {
      // A role that may only read: a relay gives the positions.
      if (!isDaybookError(error) || error.code !== 'DAYBOOK_FORBIDDEN') throw error
      maySequence = false
      return false
    }
  }

  let position = options.after ?? -1
  if (options.after === undefined) {
    while (await sequence());
    position = await feed.head()
  }
  if (onNews) feed.wakeups?.(onNews, signal).catch(() => {})
  return {
    get position() {
      return position
    },
    async next() {
      await sequence()
      const entries = await feed.read(position, batchSize)
      position = entries.at(-1)?.position ?? position
      return entries
    },
  }
}
