import { type DaybookEvent, type EventStore, StorageError } from '@daybook/core'
import { type EventsJob, jobName, toJob } from './events-job.ts'

/** The members of a BullMQ `Queue` that this package uses to add jobs. */
export interface EventsQueue {
  readonly name: string
  add(name: string, data: EventsJob, options: object): Promise<unknown>
}

/** What happens when Redis does not take a job, and how a worker tries. */
export interface QueuedOptions<Tx> {
  /** How long Redis may take to accept a job, in milliseconds. Default: 2,000. */
  readonly deadlineMillis?: number
  /**
   * Gets the events that Redis did not take: the store itself, or a `spilling` one. Without it `append` rejects, and
   * the daybook tries again until its own deadline. Should Redis have taken them after all, they are stored once:
   * ids decide.
   */
  readonly fallback?: Pick<EventStore<Tx>, 'append'>
  /** How often a worker tries before the job counts as failed. Default: 4,000, over about a day. */
  readonly attempts?: number
  /**
   * How long a worker waits before it tries again, in milliseconds: between half of this and all of it, at random. That
   * long after an outage of the store its events are there. Default: 30,000.
   */
  readonly retryMillis?: number
}

/**
 * A store whose appends travel through a queue. `log()` resolves when Redis has accepted the event; a worker with
 * `createEventsProcessor` appends it for real. Everything else, and what is logged in a transaction, goes to `store`
 * directly: an event in a transaction must commit or roll back with it.
 *
 * What this gives up: what Redis loses, because it is not persistent or ran out of memory, is lost (see
 * `checkRedis`). A read just after `log()` may not find the event yet. `eventLogged` fires when the event is queued.
 * A second event under one id is passed over by the worker, without a conflict for whoever logged it.
 */
export function queued<Tx, R extends object>(
  store: EventStore<Tx, R>,
  queue: EventsQueue,
  { deadlineMillis = 2_000, attempts = 4_000, retryMillis = 30_000, fallback }: QueuedOptions<Tx> = {},
): EventStore<Tx, R> {
  const options = {
    attempts,
    // Not BullMQ's exponential pauses: they know no longest, and after an outage of hours the next try is hours away.
    backoff: { type: 'fixed', delay: retryMillis, jitter: 0.5 },
    // Else each try of a long outage leaves its stack trace in Redis.
    stackTraceLimit: 1,
    removeOnComplete: true,
    removeOnFail: false,
  }

  const enqueue = async (events: readonly DaybookEvent[]): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMillis} ms`)), deadlineMillis)
    })
    const added = queue.add(jobName, toJob(events), options)
    // If it fails after the deadline, nobody waits for it any more.
    added.catch(() => undefined)
    await Promise.race([added, late]).finally(() => clearTimeout(timer))
  }

  return {
    ...store,
    name: `queued(${store.name})`,
    async append(events, appendOptions) {
      if (appendOptions?.tx) return store.append(events, appendOptions)
      try {
        await enqueue(events)
      } catch (error) {
        if (fallback) return fallback.append(events)
        throw new StorageError({
          code: 'DAYBOOK_UNAVAILABLE',
          message: `The queue \`${queue.name}\` did not take the events.`,
          fix: 'Check Redis, or give `queued` a fallback; the same id is never stored twice.',
          retryable: true,
          ambiguous: true,
          cause: error,
        })
      }
      return { inserted: new Set(events.map(({ id }) => id)), recordedAt: new Date(), spilled: true }
    },
  }
}
