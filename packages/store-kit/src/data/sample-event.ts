import type { DaybookEvent } from '@daybook/core'

const start = Date.UTC(2024, 0, 1)

/** A UUIDv7 that holds `millis`; ids of one millisecond sort by `sequence`. */
function eventIdAt(millis: number, sequence: number): string {
  const time = millis.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${sequence.toString(16).padStart(12, '0')}`
}

/** A complete event that says little. Without `occurredAt`, each `sequence` is a second after the one before. */
export function sampleEvent(sequence: number, fields: Partial<DaybookEvent> = {}): DaybookEvent {
  const occurredAt = fields.occurredAt ?? new Date(start + sequence * 1_000)
  return Object.freeze({
    id: eventIdAt(occurredAt.getTime(), sequence),
    occurredAt,
    recordedAt: null,
    tenant: null,
    action: 'kit.sampled',
    version: 1,
    outcome: 'success',
    reason: null,
    actor: null,
    target: null,
    note: '',
    requestId: null,
    traceId: null,
    ip: null,
    statusCode: null,
    durationMs: null,
    data: {},
    changes: null,
    context: {},
    ...fields,
  })
}

/** As many sample events as asked for, made by `fields` of their number. */
export function sampleEvents(
  count: number,
  fields: (sequence: number) => Partial<DaybookEvent> = () => ({}),
): readonly DaybookEvent[] {
  return Array.from({ length: count }, (_, sequence) => sampleEvent(sequence, fields(sequence)))
}

export function idsOf(events: readonly DaybookEvent[]): readonly string[] {
  return events.map(({ id }) => id)
}
