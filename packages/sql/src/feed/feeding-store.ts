import type { EventFeed } from '@daybook/core'
import { createStatementBuilder } from '../statement/statement-builder.ts'
import { createSqlStore, type SqlStore, type SqlStoreOptions } from '../store/sql-store.ts'
import { createAnnouncer } from './announcer.ts'
import type { ListenTo } from './pg-listener.ts'
import { createSqlFeed, type SqlFeedOptions } from './sql-feed.ts'

/** What an ORM or driver supplies for a store that keeps a feed. */
export interface FeedingStoreOptions<Tx> extends SqlStoreOptions<Tx>, SqlFeedOptions<Tx> {
  /** Calls back once after the outermost commit, not after a rollback. */
  readonly afterCommit: (tx: Tx, callback: () => void) => unknown
  /** Absent: nobody can be woken, and all look by themselves. */
  readonly listenTo?: ListenTo | undefined
}

/** A store over the events table that keeps a feed, and on PostgreSQL tells other processes when there is news. */
export function createFeedingStore<Tx>(
  options: FeedingStoreOptions<Tx>,
): SqlStore<Tx> & { readonly feed: EventFeed } {
  const { dialect, table, run, afterCommit, listenTo } = options
  const store = createSqlStore(options)
  const feed = createSqlFeed(options)
  if (dialect.name !== 'postgres') return { ...store, feed }

  const channel = channelOf(`${table.name}_feed`)
  const notify = createStatementBuilder(dialect).statement(`NOTIFY ${dialect.quote(channel)}`)
  // Not by the trigger: a transaction that notifies holds a lock of the whole cluster while it commits.
  const announce = createAnnouncer(async () => run(notify, null))
  return {
    ...store,
    async append(events, { tx = null } = {}) {
      const appended = await store.append(events, { tx })
      if (tx === null) announce()
      else afterCommit(tx, announce)
      return appended
    },
    feed: {
      ...feed,
      async sequence(limit) {
        const moved = await feed.sequence(limit)
        // Those who were woken meanwhile found nothing in order yet.
        if (moved > 0) announce()
        return moved
      },
      ...(listenTo && { wakeups: (wake, signal) => listenTo(channel, wake, signal) }),
    },
  }
}

/** PostgreSQL refuses a longer one. Two tables on one channel wake each other, which is no harm. */
function channelOf(name: string): string {
  return Buffer.from(name).subarray(0, 63).toString().replace(/�+$/, '')
}
