import type { DaybookEvent } from '@daybook/core'

/** The columns of a CSV file of events, in order. */
export const csvColumns = [
  'occurredAt',
  'action',
  'outcome',
  'reason',
  'tenant',
  'actorType',
  'actorId',
  'actorName',
  'targetType',
  'targetId',
  'targetName',
  'note',
  'requestId',
  'traceId',
  'ip',
  'statusCode',
  'durationMs',
  'version',
  'data',
  'changes',
  'context',
  'id',
] as const

type CsvColumn = (typeof csvColumns)[number]

/** What an event is in cells: no cell where it has nothing. */
export function cellsOf(event: DaybookEvent): readonly string[] {
  const { actor, target, changes } = event
  const values: Readonly<Record<CsvColumn, string | number | null | undefined>> = {
    occurredAt: event.occurredAt.toISOString(),
    action: event.action,
    outcome: event.outcome,
    reason: event.reason,
    tenant: event.tenant,
    actorType: actor?.type,
    actorId: actor?.id,
    actorName: actor?.name,
    targetType: target?.type,
    targetId: target?.id,
    targetName: target?.name,
    note: event.note,
    requestId: event.requestId,
    traceId: event.traceId,
    ip: event.ip,
    statusCode: event.statusCode,
    durationMs: event.durationMs,
    version: event.version,
    data: JSON.stringify(event.data),
    changes: changes === null ? null : JSON.stringify(changes),
    context: JSON.stringify(event.context),
    id: event.id,
  }
  return csvColumns.map((column) => String(values[column] ?? ''))
}
