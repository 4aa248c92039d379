import type { DaybookEvent } from './daybook-event.ts'

/** A frozen copy with Dates of its own: freezing an event does not freeze them. Everything else is shared. */
export function copyEvent(event: DaybookEvent): DaybookEvent {
  const { occurredAt, recordedAt } = event
  return Object.freeze({
    ...event,
    occurredAt: new Date(occurredAt),
    recordedAt: recordedAt && new Date(recordedAt),
  })
}
