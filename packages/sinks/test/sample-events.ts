import type { DaybookEvent } from '@daybook/core'

/** Complete events whose ids ascend. */
export function sampleEvents(
  count: number,
  fields: (sequence: number) => Partial<DaybookEvent> = () => ({}),
): readonly DaybookEvent[] {
  return Array.from({ length: count }, (_, sequence) => sampleEvent(sequence, fields(sequence)))
}

function sampleEvent(sequence: number, fields: Partial<DaybookEvent>): DaybookEvent {
  const occurredAt = new Date(Date.UTC(2026, 0, 1) + sequence * 1_000)
  const time = occurredAt.getTime().toString(16).padStart(12, '0')
  return Object.freeze({
    id: `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${sequence.toString(16).padStart(12, '0')}`,
    occurredAt,
    recordedAt: null,
    tenant: null,
    action: 'sinks.sampled',
    version: 1,
    outcome: 'success',
    reason: null,
    actor: { type: 'User', id: '7', name: 'Ada' },
    target: { type: 'Invoice', id: String(sequence) },
    note: '',
    requestId: null,
    traceId: null,
    ip: null,
    statusCode: null,
    durationMs: null,
    data: { sequence },
    changes: null,
    context: {},
    ...fields,
  })
}
