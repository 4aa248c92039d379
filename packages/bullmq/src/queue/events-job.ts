import { type DaybookEvent, ValidationError } from '@daybook/core'
import { eventFromJson } from '@daybook/core/sinks'
import { UnrecoverableError } from 'bullmq'

/** The name of every job. */
export const jobName = 'append'

/** The data of a job: the events of one append, complete, redacted, with their context and tenant. */
export interface EventsJob {
  /** The form of the rest. */
  readonly version: 1
  readonly events: readonly DaybookEvent[]
}

/** The data of a job that appends these events. */
export function toJob(events: readonly DaybookEvent[]): EventsJob {
  return { version: 1, events }
}

/**
 * The events of a job.
 *
 * @throws UnrecoverableError for data that no release of this package made, or a newer one: trying again would not
 *   help, so the job goes to the failed ones at once.
 */
export function eventsOf(data: unknown): readonly DaybookEvent[] {
  const { version, events } = (data ?? {}) as Partial<EventsJob>
  if (version === undefined)
    throw badJob('This is no job of @daybook/bullmq.', 'Give Daybook a queue of its own.')
  if (version !== 1 || !Array.isArray(events))
    throw badJob(
      `The job is of version ${String(version).slice(0, 20)}.`,
      'Update the worker before the app, then retry the job.',
    )
  return events.map((json) => {
    const event = eventFromJson(json)
    if (event === undefined) throw badJob('The job holds something that is no event.', 'Look at its data.')
    return event
  })
}

/** BullMQ keeps the words of an error, not its fields. */
function badJob(message: string, fix: string): UnrecoverableError {
  const error = new ValidationError({ code: 'DAYBOOK_BAD_JOB', message, fix })
  return new UnrecoverableError(`${error.code}: ${error.message}`)
}
