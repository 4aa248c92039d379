import { type DaybookEvent, type EventSink, isPoison, OverloadedError } from '@daybook/core'
import pRetry from 'p-retry'

/** When a batch goes, how often it is tried, and where it ends. */
export interface BatchedOptions {
  /** A batch goes when it has so many events. Default: 100. */
  readonly maxEvents?: number
  /** … or when its first event has waited so long, in milliseconds. Default: 1,000. */
  readonly lingerMillis?: number
  /** How often a batch is tried in all. Default: 3. */
  readonly tries?: number
  /** The pause between two tries. Default: 30,000. */
  readonly pauseMillis?: number
  /** How many events may wait. Default: 10,000. */
  readonly maxQueued?: number
  /** Takes what the sink did not: a file sink, for example, whose file `readEvents` gives back. Default: none. */
  readonly deadLetter?: EventSink
}

/** A sink whose events wait for others. */
export interface BatchedSink extends EventSink {
  /** Events that are on their way. */
  readonly queued: number
  /** Sends what waits now, and resolves when it is delivered or given up. */
  flush(): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  readonly event: DaybookEvent
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Collects events into batches for `sink`, one at a time and in order, and tries each again when it fails. `send`
 * resolves when the event is delivered or in the dead letter, and rejects when it is neither. An event that the sink
 * refuses for what it says is singled out. What waits is in memory: for what must survive the process, use a relay.
 */
export function batched(sink: EventSink, options: BatchedOptions = {}): BatchedSink {
  const {
    maxEvents = 100,
    lingerMillis = 1_000,
    tries = 3,
    pauseMillis = 30_000,
    maxQueued = 10_000,
    deadLetter,
  } = options
  const queue: Waiting[] = []
  let inFlight = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined

  const deliver = (events: readonly DaybookEvent[]): Promise<void> =>
    pRetry(() => sink.send(events), {
      retries: tries - 1,
      minTimeout: pauseMillis,
      factor: 1,
      unref: true,
      shouldRetry: ({ error }) =>
        !isPoison(error) && (error as { readonly retryable?: boolean }).retryable !== false,
    })

  const bury = async (batch: readonly Waiting[], error: unknown): Promise<void> => {
    if (deadLetter === undefined) throw error
    await deadLetter.send(batch.map(({ event }) => event))
  }

  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await deliver(batch.map(({ event }) => event))
    } catch (error) {
      if (isPoison(error) && batch.length > 1) {
        const middle = batch.length >> 1
        await settle(batch.slice(0, middle))
        return settle(batch.slice(middle))
      }
      try {
        await bury(batch, error)
      } catch (failure) {
        for (const { reject } of batch) reject(failure)
        return
      }
    }
    for (const { resolve } of batch) resolve()
  }

  const run = async (everything: boolean): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const least = everything ? 1 : maxEvents
    do {
      const batch = queue.splice(0, maxEvents)
      inFlight = batch.length
      await settle(batch)
      inFlight = 0
    } while (queue.length >= least)
    running = undefined
    arrange()
  }

  const arrange = (): void => {
    if (running !== undefined || queue.length === 0) return
    if (queue.length >= maxEvents) running = run(false)
    else
      timer ??= setTimeout(() => {
        running = run(false)
      }, lingerMillis)
  }

  const flush = async (): Promise<void> => {
    while (running !== undefined || queue.length > 0) {
      running ??= run(true)
      await running
    }
  }

  return {
    name: sink.name,
    get queued() {
      return queue.length + inFlight
    },
    async send(events) {
      if (queue.length + inFlight + events.length > maxQueued) throw full(sink.name, maxQueued)
      const sent = events.map(
        (event) => new Promise<void>((resolve, reject) => queue.push({ event, resolve, reject })),
      )
      arrange()
      await Promise.all(sent)
    },
    flush,
    async close() {
      await flush()
      await sink.close?.()
      await deadLetter?.close?.()
    },
  }
}

function full(name: string, maxQueued: number): OverloadedError {
  return new OverloadedError({
    code: 'DAYBOOK_SINK_FULL',
    message: `${maxQueued} events wait for the sink \`${name}\` already. The new ones were not taken.`,
    fix: 'Bring the sink back, or hand it its events by a relay, which waits on disk.',
  })
}
