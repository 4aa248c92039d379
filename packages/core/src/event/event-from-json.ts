import type { DaybookEvent } from './daybook-event.ts'
import { millisOfId } from './event-id.ts'

/**
 * The event that was written as JSON, for what carries events between processes: a queue, a file. `value` is what
 * `JSON.parse` made of it; undefined where that is no event. It is not stored yet, so `recordedAt` is null.
 */
export function eventFromJson(value: unknown): DaybookEvent | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const event = value as DaybookEvent
  if (typeof event.id !== 'string' || typeof event.action !== 'string') return undefined
  // The id is the clock.
  const occurredAt = new Date(millisOfId(event.id))
  return Number.isNaN(occurredAt.getTime())
    ? undefined
    : Object.freeze({ ...event, occurredAt, recordedAt: null })
}
