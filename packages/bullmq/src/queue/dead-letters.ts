import type { DaybookEvent } from '@daybook/core'
import { eventsOf } from './events-job.ts'

/** The members of a BullMQ `Queue` that dead letters need. */
export interface DeadLetterQueue {
  getFailed(start?: number, end?: number): Promise<readonly FailedJob[]>
  retryJobs(options: { readonly state: 'failed' }): Promise<void>
}

interface FailedJob {
  readonly id?: string | undefined
  readonly data: unknown
  readonly failedReason?: string
}

/** A job that no worker could do. */
export interface RefusedJob {
  readonly id: string | undefined
  readonly reason: string
  /** Undefined where the job's data is none of ours. */
  readonly events: readonly DaybookEvent[] | undefined
}

/** The jobs that failed for good, oldest first: BullMQ's failed set. */
export async function deadLetters(queue: DeadLetterQueue, limit = 100): Promise<readonly RefusedJob[]> {
  const jobs = await queue.getFailed(0, limit - 1)
  return jobs.map(({ id, data, failedReason = '' }) => ({ id, reason: failedReason, events: eventsIn(data) }))
}

/** Puts all failed jobs back into the queue, for after what they failed for has been mended. */
export function replayDeadLetters(queue: DeadLetterQueue): Promise<void> {
  return queue.retryJobs({ state: 'failed' })
}

function eventsIn(data: unknown): readonly DaybookEvent[] | undefined {
  try {
    return eventsOf(data)
  } catch {
    return undefined
  }
}
