import type { DaybookEvent } from '../event/daybook-event.ts'
import { millisOfId } from '../event/event-id.ts'
import type { DeadLetter, EventFeed } from './event-feed.ts'

/** The feed of a store that keeps events in memory and has no transactions: what is appended is committed. */
export interface MemoryFeed extends EventFeed {
  /** Notes an appended event down. */
  note(id: string): void
}

interface Cursor {
  position: number
  owner?: string | undefined
  leasedUntil?: number
}

/** @param eventOf - the event with this id, unless it has been pruned. */
export function createMemoryFeed(eventOf: (id: string) => DaybookEvent | undefined): MemoryFeed {
  const pending: string[] = []
  // The entry at index 0 has the position `first`.
  let feed: string[] = []
  let first = 1
  const cursors = new Map<string, Cursor>()
  const letters = new Map<string, Map<number, DeadLetter>>()

  const cursorOf = (consumer: string): Cursor => {
    const cursor = cursors.get(consumer) ?? { position: first - 1 }
    cursors.set(consumer, cursor)
    return cursor
  }
  const lettersOf = (consumer: string): Map<number, DeadLetter> => {
    const own = letters.get(consumer) ?? new Map<number, DeadLetter>()
    letters.set(consumer, own)
    return own
  }
  const head = () => first + feed.length - 1

  return {
    note: (id) => void pending.push(id),

    async sequence(limit) {
      const ids = pending.splice(0, limit).sort()
      feed.push(...ids)
      return ids.length
    },

    async read(after, limit) {
      const start = Math.max(after + 1 - first, 0)
      return feed
        .slice(start, start + limit)
        .map((id, index) => ({ position: first + start + index, event: eventOf(id) }))
    },

    async claim(consumer, { owner, millis }) {
      const cursor = cursorOf(consumer)
      if (cursor.owner !== undefined && cursor.owner !== owner && (cursor.leasedUntil ?? 0) >= Date.now())
        return undefined
      Object.assign(cursor, { owner, leasedUntil: Date.now() + millis })
      return cursor.position
    },

    async advance(consumer, position, { owner, millis }) {
      const cursor = cursorOf(consumer)
      if (cursor.owner !== owner) return false
      Object.assign(cursor, { position, leasedUntil: Date.now() + millis })
      return true
    },

    async release(consumer, owner) {
      const cursor = cursorOf(consumer)
      if (cursor.owner === owner) cursor.owner = undefined
    },

    async bury(consumer, buried) {
      const own = lettersOf(consumer)
      for (const letter of buried)
        if (!own.has(letter.position))
          own.set(letter.position, { ...letter, reason: letter.reason.slice(0, 1_000) })
    },

    async deadLetters(consumer, limit) {
      return [...lettersOf(consumer).values()]
        .sort((a, b) => a.position - b.position)
        .slice(0, limit)
        .map((letter) => ({ ...letter, event: eventOf(letter.eventId) }))
    },

    async unbury(consumer, positions) {
      for (const position of positions) lettersOf(consumer).delete(position)
    },

    async lag(consumer) {
      const { position } = cursors.get(consumer) ?? { position: first - 1 }
      const next = feed[Math.max(position + 1 - first, 0)]
      return {
        entries: head() - position,
        unsequenced: Math.min(pending.length, 10_000),
        since: next === undefined ? null : new Date(millisOfId(next)),
        deadLetters: Math.min(lettersOf(consumer).size, 10_000),
      }
    },

    async trim(limit) {
      if (cursors.size === 0) return 0
      const passed = Math.min(...[...cursors.values()].map(({ position }) => position))
      const count = Math.max(Math.min(passed - first + 1, limit, feed.length), 0)
      feed = feed.slice(count)
      first += count
      return count
    },
  }
}
