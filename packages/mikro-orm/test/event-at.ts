import type { DaybookEvent } from '@daybook/core'

const start = Date.UTC(2024, 0, 1)

/** A complete event of a fixed time, as core hands it to a store. */
export function eventAt(millis: number, details: Partial<DaybookEvent> = {}): DaybookEvent {
  const time = start + millis
  const hex = time.toString(16).padStart(12, '0')
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000001`,
    occurredAt: new Date(time),
    recordedAt: null,
    tenant: null,
    action: 'sampled',
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
    ...details,
  }
}
