import type { DaybookEvent } from '../event/daybook-event.ts'
import { millisOfId } from '../event/event-id.ts'
import type { DeadLetter, EventFeed } from '../store/event-feed.ts'
import type { EventStore } from '../store/event-store.ts'

interface Cursor {
  position: number
  owner?: string | undefined
  leasedUntil?: number
}

// More is not counted where only people read the figure.
const countedAtMost = 10_000

/**
 * `store` with a feed that this process keeps in memory, for tests and first steps. It knows what is appended through
 * it, and takes that for committed: for a store without transactions, such as the memory store.
 */
export function withMemoryFeed<Tx, R extends object>(store: EventStore<Tx, R>): EventStore<Tx, R> {
  const pending: string[] = []
  const listeners = new Set<() => void>()
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

  const eventsOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, DaybookEvent>> => {
    if (ids.length === 0) return new Map()
    const filter = { conditions: [{ field: 'id', values: [...new Set(ids)] }] } as const
    const events = await store.find({ filter, order: 'oldest', limit: ids.length })
    return new Map(events.map((event) => [event.id, event]))
  }

  const eventFeed: EventFeed = {
    async sequence(limit) {
      const ids = pending.splice(0, limit).sort()
      feed.push(...ids)
      return ids.length
    },

    head: async () => head(),

    async read(after, limit) {
      const start = Math.max(after + 1 - first, 0)
      const ids = feed.slice(start, start + limit)
      const events = await eventsOf(ids)
      return ids.map((id, index) => ({ position: first + start + index, event: events.get(id) }))
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
      const buried = [...lettersOf(consumer).values()].sort((a, b) => a.position - b.position).slice(0, limit)
      const events = await eventsOf(buried.map(({ eventId }) => eventId))
      return buried.map((letter) => ({ ...letter, event: events.get(letter.eventId) }))
    },

    async unbury(consumer, positions) {
      for (const position of positions) lettersOf(consumer).delete(position)
    },

    async lag(consumer) {
      const { position } = cursors.get(consumer) ?? { position: first - 1 }
      const next = feed[Math.max(position + 1 - first, 0)]
      return {
        entries: head() - position,
        unsequenced: Math.min(pending.length, countedAtMost),
        since: next === undefined ? null : new Date(millisOfId(next)),
        deadLetters: Math.min(lettersOf(consumer).size, countedAtMost),
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

    async wakeups(wake, signal) {
      listeners.add(wake)
      signal.addEventListener('abort', () => listeners.delete(wake), { once: true })
    },
  }

  return {
    ...store,
    feed: eventFeed,
    async append(events, options) {
      const appended = await store.append(events, options)
      for (const { id } of events) if (appended.inserted.has(id)) pending.push(id)
      for (const wake of listeners) wake()
      return appended
    },
  }
}
