import { isPoison } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { EventSink } from '../sinks/event-sink.ts'
import type { BuriedEntry, EventFeed, FeedEntry, FeedLag } from '../store/event-feed.ts'
import type { RelayOptions } from './create-relay.ts'
import type { Pauses } from './pauses.ts'

/** What became of the events of one sink. */
export interface Drained {
  readonly sent: number
  /** Put among the dead letters. */
  readonly buried: number
}

/** The way of the feed's entries to one sink. */
export interface RelayLane {
  /** Relays one batch. False where there was none, or another process serves this sink. */
  step(): Promise<boolean>
  /** Relays until there is nothing left. */
  drain(): Promise<Drained>
  release(): Promise<void>
  lag(): Promise<FeedLag>
  deadLetters(limit: number): Promise<readonly BuriedEntry[]>
  replay(limit: number): Promise<number>
}

interface LaneOptions extends RelayOptions {
  readonly feed: EventFeed
  readonly sink: EventSink
  readonly pauses: Pauses
  readonly onError: (error: unknown) => void
}

/** An entry whose event has not been pruned. */
interface Deliverable {
  readonly position: number
  readonly event: DaybookEvent
}

export function createRelayLane(options: LaneOptions): RelayLane {
  const { feed, sink, pauses, onError, batchSize = 100, leaseMillis = 30_000, retry = {} } = options
  const { tries = Number.POSITIVE_INFINITY, pauseMillis = 1_000, maxPauseMillis = 30_000 } = retry
  const lease = { owner: crypto.randomUUID(), millis: leaseMillis }

  /** The error of the last try, or undefined when the sink took them. */
  const send = async (entries: readonly Deliverable[]): Promise<{ error: unknown } | undefined> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await sink.send(entries.map(({ event }) => event))
        return undefined
      } catch (error) {
        onError(error)
        if (attempt >= tries || isPoison(error) || pauses.ended) return { error }
        const longest = Math.min(pauseMillis * 2 ** (attempt - 1), maxPauseMillis)
        await pauses.sit(longest * (0.5 + Math.random() / 2))
      }
    }
  }

  /** Sends them, and buries what the sink will not have; undefined when the relay ends meanwhile. */
  const deliver = async (entries: readonly Deliverable[]): Promise<Drained | undefined> => {
    if (entries.length === 0) return { sent: 0, buried: 0 }
    const failure = await send(entries)
    if (failure === undefined) return { sent: entries.length, buried: 0 }
    if (pauses.ended) return undefined
    if (isPoison(failure.error) && entries.length > 1) {
      const middle = entries.length >> 1
      const first = await deliver(entries.slice(0, middle))
      const second = first && (await deliver(entries.slice(middle)))
      return second && { sent: first.sent + second.sent, buried: first.buried + second.buried }
    }
    const reason = String(failure.error)
    await feed.bury(
      sink.name,
      entries.map(({ position, event }) => ({ position, eventId: event.id, reason })),
    )
    return { sent: 0, buried: entries.length }
  }

  /** Keeps the lease while a send takes its time. */
  const whileHeld = async <T>(position: number, work: () => Promise<T>): Promise<T> => {
    // One at a time, and none left when the work is done: a late one would move the consumer back.
    let beat: Promise<unknown> | undefined
    const timer = setInterval(() => {
      beat ??= feed
        .advance(sink.name, position, lease)
        .catch(onError)
        .finally(() => {
          beat = undefined
        })
    }, leaseMillis / 3)
    try {
      return await work()
    } finally {
      clearInterval(timer)
      await beat
    }
  }

  const batch = async (): Promise<Drained | undefined> => {
    const position = await feed.claim(sink.name, lease)
    if (position === undefined) return undefined
    const entries = await feed.read(position, batchSize)
    const last = entries.at(-1)
    if (last === undefined) return undefined
    const drained = await whileHeld(position, () => deliver(entries.filter(isDeliverable)))
    if (drained === undefined) return undefined
    return (await feed.advance(sink.name, last.position, lease)) ? drained : undefined
  }

  return {
    step: async () => (await batch()) !== undefined,
    async drain() {
      const sum = { sent: 0, buried: 0 }
      for (let drained = await batch(); drained !== undefined; drained = await batch()) {
        sum.sent += drained.sent
        sum.buried += drained.buried
      }
      return sum
    },
    release: () => feed.release(sink.name, lease.owner),
    lag: () => feed.lag(sink.name),
    deadLetters: (limit) => feed.deadLetters(sink.name, limit),
    async replay(limit) {
      const letters = await feed.deadLetters(sink.name, limit)
      const events = letters.flatMap(({ event }) => (event === undefined ? [] : [event]))
      if (events.length > 0) await sink.send(events)
      await feed.unbury(
        sink.name,
        letters.map(({ position }) => position),
      )
      return events.length
    },
  }
}

function isDeliverable(entry: FeedEntry): entry is Deliverable {
  return entry.event !== undefined
}
