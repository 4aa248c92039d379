import type { DaybookEvent } from '@daybook/core'

/** An event as the file keeps it. */
export function toLine(event: DaybookEvent): string {
  return JSON.stringify(event)
}

/** The event that was kept. */
export function fromLine(line: string): DaybookEvent {
  const { occurredAt, recordedAt, ...rest } = JSON.parse(line)
  return { ...rest, occurredAt: new Date(occurredAt), recordedAt: new Date(recordedAt) }
}
