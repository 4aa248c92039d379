import { ConfigurationError } from '../errors/daybook-error.ts'
import type { EventSink } from '../sinks/event-sink.ts'
import type { BuriedEntry, EventFeed, FeedLag } from '../store/event-feed.ts'
import type { EventStore } from '../store/event-store.ts'
import { createPauses } from './pauses.ts'
import { createRelayLane, type Drained, type RelayLane } from './relay-lane.ts'

/** What is tried again, and for how long. */
export interface RelayRetry {
  /**
   * How often a batch is tried before it goes to the dead letters. Default: `Infinity`: a sink that is down holds
   * its own events back, in order, until it is up again; its lag tells. Events that a sink refuses for their content
   * (an error with `poison: true`) are singled out and go there at once.
   */
  readonly tries?: number
  /** Before the second try; doubled for each further one, and shortened by chance to spread the load. Default: 1,000. */
  readonly pauseMillis?: number
  /** Default: 30,000. */
  readonly maxPauseMillis?: number
}

/** What is relayed where, and how. */
export interface RelayOptions {
  /** A store that keeps a feed. */
  readonly store: Pick<EventStore<never>, 'name' | 'feed'>
  /** Each remembers its place under its `name`, across processes and restarts. */
  readonly sinks: readonly EventSink[]
  /** The most events of one `send`. Default: 100. */
  readonly batchSize?: number
  /** How long to wait before looking again when there was nothing and the store told of nothing. Default: 1,000. */
  readonly pollMillis?: number
  /**
   * After how long without a sign of life another process takes over a sink. Default: 30,000. A `send` that takes
   * longer is no harm: the lease is renewed meanwhile.
   */
  readonly leaseMillis?: number
  readonly retry?: RelayRetry
  /** Hears what a sink or the store threw, each time. Default: one line on standard error each. */
  readonly onError?: (error: unknown) => void
}

/**
 * Hands every committed event to every sink, at least once, in the order of the feed. Each sink has its own place,
 * retries and dead letters, so that one which is down holds up none of the others. Several processes may run the
 * same relay: each sink is served by one of them at a time.
 */
export interface Relay {
  /** Works until {@link close}. Keeps the process alive. Does nothing when it runs already. */
  start(): void
  /** Looks now, instead of when the pause is over: for a listener of `eventLogged`. */
  wake(): void
  /** Relays what is committed now, once, and tells what became of it. For a command or a test. */
  drain(): Promise<Readonly<Record<string, Drained>>>
  /** How far each sink is behind, by name. */
  lag(): Promise<Readonly<Record<string, FeedLag>>>
  /** What a sink could not take, oldest first. */
  deadLetters(sink: string, limit?: number): Promise<readonly BuriedEntry[]>
  /**
   * Sends up to `limit` dead letters of a sink again and forgets those it took; resolves with how many. Rejects with
   * the sink's error, and keeps them, when it refuses again. Default: 100.
   */
  replay(sink: string, limit?: number): Promise<number>
  /** Ends after the `send` in flight, gives the leases back and closes the sinks. May be called twice. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const sequencedAtOnce = 1_000

/**
 * A relay from the feed of a store to sinks. Nothing happens before `start()` or `drain()`.
 *
 * @throws ConfigurationError `DAYBOOK_NO_FEED` for a store without a feed, `DAYBOOK_BAD_SINK` for a sink without a
 *   name or `send`, or two under one name.
 */
export function createRelay(options: RelayOptions): Relay {
  const { store, sinks, pollMillis = 1_000, onError = (error) => console.error('[daybook]', error) } = options
  const feed = feedOf(store)
  checkNames(sinks)
  const pauses = createPauses()
  const closing = new AbortController()
  const lanes = new Map(
    sinks.map((sink) => [sink.name, createRelayLane({ ...options, feed, sink, pauses, onError })]),
  )
  let running: Promise<unknown> | undefined
  let closed: Promise<void> | undefined

  const laneOf = (name: string): RelayLane => {
    const lane = lanes.get(name)
    if (lane) return lane
    throw new ConfigurationError({
      code: 'DAYBOOK_BAD_SINK',
      message: `This relay has no sink named \`${name.slice(0, 80)}\`.`,
      fix: `Use one of: ${[...lanes.keys()].join(', ')}.`,
    })
  }

  /** Repeats `step` until the end, with a pause after one that did nothing and a longer one after each failure. */
  const repeat = async (step: () => Promise<boolean>): Promise<void> => {
    for (let failures = 0; !pauses.ended; ) {
      const seen = pauses.news
      try {
        const busy = await step()
        failures = 0
        if (!busy) await pauses.take(pollMillis, seen)
      } catch (error) {
        onError(error)
        failures++
        await pauses.sit(Math.min(pollMillis * 2 ** failures, 30_000))
      }
    }
  }

  const sequence = async (): Promise<boolean> => {
    const moved = await feed.sequence(sequencedAtOnce)
    if (moved > 0) pauses.wake()
    return moved > 0
  }

  const byName = async <T>(work: (lane: RelayLane) => Promise<T>): Promise<Readonly<Record<string, T>>> =>
    Object.fromEntries(
      await Promise.all([...lanes].map(async ([name, lane]) => [name, await work(lane)] as const)),
    )

  const close = async (): Promise<void> => {
    pauses.end()
    closing.abort()
    await running
    await Promise.all([...lanes.values()].map((lane) => lane.release().catch(onError)))
    await Promise.all(sinks.map(async (sink) => sink.close?.()).map((done) => done.catch(onError)))
  }

  return {
    start() {
      if (running !== undefined) return
      running = Promise.all([repeat(sequence), ...[...lanes.values()].map((lane) => repeat(lane.step))])
      feed.wakeups?.(pauses.wake, closing.signal).catch(onError)
    },
    wake: pauses.wake,
    async drain() {
      while (await sequence());
      return byName((lane) => lane.drain())
    },
    lag: () => byName((lane) => lane.lag()),
    deadLetters: (sink, limit = 100) => laneOf(sink).deadLetters(limit),
    replay: (sink, limit = 100) => laneOf(sink).replay(limit),
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]() {
      return this.close()
    },
  }
}

function feedOf({ name, feed }: RelayOptions['store']): EventFeed {
  if (feed) return feed
  throw new ConfigurationError({
    code: 'DAYBOOK_NO_FEED',
    message: `The store \`${name}\` keeps no feed.`,
    fix: 'Run the migration of the feed and create the store with `feed: true`.',
  })
}

function checkNames(sinks: readonly EventSink[]): void {
  const names = new Set<string>()
  for (const { name, send } of sinks) {
    const problem =
      typeof name !== 'string' || name === '' || name.length > 128
        ? 'A sink of a relay needs a name of 1 to 128 characters: its place is kept under it.'
        : typeof send !== 'function'
          ? `The sink \`${name}\` has no method \`send\`.`
          : names.has(name)
            ? `Two sinks are named \`${name}\`: they would share one place in the feed.`
            : undefined
    if (problem)
      throw new ConfigurationError({ code: 'DAYBOOK_BAD_SINK', message: problem, fix: 'Change the sink.' })
    names.add(name)
  }
}
