import type { DaybookEvent } from '@daybook/core'

/** The event that `JSON.stringify` made the text of; undefined where the text holds none. */
export function eventFromJson(text: string): DaybookEvent | undefined {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return undefined
  const event = value as DaybookEvent
  const occurredAt = new Date(event.occurredAt)
  if (typeof event.id !== 'string' || typeof event.action !== 'string' || Number.isNaN(occurredAt.getTime()))
    return undefined
  const recordedAt = event.recordedAt && new Date(event.recordedAt)
  return Object.freeze({ ...event, occurredAt, recordedAt })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
