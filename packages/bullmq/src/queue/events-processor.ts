import { type DaybookEvent, type EventStore, isPoison } from '@daybook/core'
import { UnrecoverableError } from 'bullmq'
import { eventsOf, toJob } from './events-job.ts'

/** The members of a BullMQ `Job` that the processor uses. */
export interface ProcessableJob {
  readonly data: unknown
  updateData(data: never): Promise<void>
}

/**
 * The processor of a `Worker` that appends what {@link queued} put into the queue. A job that is delivered twice is
 * stored once. When the store is down the job is tried again later. Events that the database refuses for their content
 * are told from their neighbours, which are stored; the job then fails at once and holds the refused ones alone, until
 * `replayDeadLetters`.
 */
export function createEventsProcessor<Tx>(
  store: Pick<EventStore<Tx>, 'append'>,
): (job: ProcessableJob) => Promise<{ readonly stored: number }> {
  return async (job) => {
    const events = eventsOf(job.data)
    const refused: { event: DaybookEvent; error: unknown }[] = []
    const append = async (batch: readonly DaybookEvent[]): Promise<void> => {
      try {
        await store.append(batch)
      } catch (error) {
        if (!isPoison(error)) throw error
        const middle = batch.length >> 1
        if (middle === 0) {
          for (const event of batch) refused.push({ event, error })
          return
        }
        await append(batch.slice(0, middle))
        await append(batch.slice(middle))
      }
    }
    await append(events)
    const [first] = refused
    if (first === undefined) return { stored: events.length }
    await job.updateData(toJob(refused.map(({ event }) => event)) as never)
    throw new UnrecoverableError(
      `${refused.length} of ${events.length} events refused: ${String(first.error)}`,
    )
  }
}
