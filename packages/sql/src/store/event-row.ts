import type {
  Changes,
  DaybookEvent,
  Json,
  JsonObject,
  Outcome,
  Reference,
  TargetReference,
} from '@daybook/core'
import { millisOfId } from '@daybook/core'

/** A row as a page reads it: JSON still as text, times as milliseconds. */
export type EventRow = Readonly<Record<string, unknown>>

/** The event that a row holds. */
export function toEvent(row: EventRow): DaybookEvent {
  const id = row.id as string
  return Object.freeze({
    id,
    occurredAt: new Date(millisOfId(id)),
    recordedAt: new Date(Number(row.recorded_at)),
    tenant: (row.tenant as string) || null,
    action: row.action as string,
    version: Number(row.version),
    outcome: row.outcome as Outcome,
    reason: row.reason as string | null,
    actor: rowReference(row.actor_type, row.actor_id, row.actor_name) as Reference | null,
    target: rowReference(row.target_type, row.target_id, row.target_name),
    note: row.note as string,
    requestId: row.request_id as string | null,
    traceId: row.trace_id as string | null,
    ip: row.ip as string | null,
    statusCode: numberOrNull(row.status_code),
    durationMs: numberOrNull(row.duration_ms),
    data: JSON.parse(row.data as string) as Json,
    changes: row.changes === null ? null : (JSON.parse(row.changes as string) as Changes),
    context: JSON.parse(row.context as string) as JsonObject,
  })
}

/** The reference in the columns of a role, or null. */
export function rowReference(type: unknown, id: unknown, name: unknown): TargetReference | null {
  if (type === null) return null
  const plain = { type: type as string, id: id as string | null }
  return name === null ? plain : { ...plain, name: name as string }
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value)
}
