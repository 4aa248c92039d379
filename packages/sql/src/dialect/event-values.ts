import type { DaybookEvent } from '@daybook/core'
import { appendedColumns } from '../table/columns.ts'
import type { SqlParameter } from './sql-dialect.ts'

type Reader = (event: DaybookEvent) => SqlParameter

const readers: Readonly<Record<string, Reader>> = {
  id: (event) => event.id,
  tenant: (event) => event.tenant ?? '',
  action: (event) => event.action,
  version: (event) => event.version,
  outcome: (event) => event.outcome,
  reason: (event) => event.reason,
  actor_type: (event) => event.actor?.type ?? null,
  actor_id: (event) => event.actor?.id ?? null,
  actor_name: (event) => event.actor?.name ?? null,
  target_type: (event) => event.target?.type ?? null,
  target_id: (event) => event.target?.id ?? null,
  target_name: (event) => event.target?.name ?? null,
  note: (event) => event.note,
  request_id: (event) => event.requestId,
  trace_id: (event) => event.traceId,
  ip: (event) => event.ip,
  status_code: (event) => event.statusCode,
  duration_ms: (event) => event.durationMs,
  data: (event) => JSON.stringify(event.data),
  changes: (event) => (event.changes === null ? null : JSON.stringify(event.changes)),
  context: (event) => JSON.stringify(event.context),
}

/** Readers of the columns that an append states, in their order; `instant` is how the dialect writes a time. */
export function columnReaders(instant: (date: Date) => SqlParameter): readonly Reader[] {
  return appendedColumns.map(({ name }) =>
    name === 'occurred_at' ? (event) => instant(event.occurredAt) : (readers[name] as Reader),
  )
}
