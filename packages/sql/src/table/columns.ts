import { limits } from '@daybook/core'

/** What a column holds, from which each dialect derives its type. */
export type ColumnKind = 'id' | 'instant' | 'key' | 'text' | 'smallint' | 'double' | 'json'

/** One column of the events table. */
export interface EventColumn {
  readonly name: string
  /** The property of the ORM's entity. */
  readonly property: string
  readonly kind: ColumnKind
  readonly nullable: boolean
  /** UTF-16 code units, for a `key`: a text that indexes and filters use. */
  readonly length?: number
}

const required = { nullable: false } as const
const optional = { nullable: true } as const

/**
 * The one list of columns. Tables, entities, statements and migrations of every dialect and ORM derive from it;
 * its order is the order of the columns in the table.
 */
export const eventColumns = Object.freeze([
  { name: 'id', property: 'id', kind: 'id', ...required },
  { name: 'occurred_at', property: 'occurredAt', kind: 'instant', ...required },
  { name: 'recorded_at', property: 'recordedAt', kind: 'instant', ...required },
  { name: 'tenant', property: 'tenant', kind: 'key', length: limits.tenant, ...required },
  { name: 'action', property: 'action', kind: 'key', length: limits.action, ...required },
  { name: 'version', property: 'version', kind: 'smallint', ...required },
  { name: 'outcome', property: 'outcome', kind: 'key', length: 16, ...required },
  { name: 'reason', property: 'reason', kind: 'text', ...optional },
  { name: 'actor_type', property: 'actorType', kind: 'key', length: limits.referenceType, ...optional },
  { name: 'actor_id', property: 'actorId', kind: 'key', length: limits.referenceId, ...optional },
  { name: 'actor_name', property: 'actorName', kind: 'text', ...optional },
  { name: 'target_type', property: 'targetType', kind: 'key', length: limits.referenceType, ...optional },
  { name: 'target_id', property: 'targetId', kind: 'key', length: limits.referenceId, ...optional },
  { name: 'target_name', property: 'targetName', kind: 'text', ...optional },
  { name: 'note', property: 'note', kind: 'text', ...required },
  { name: 'request_id', property: 'requestId', kind: 'key', length: limits.requestId, ...optional },
  { name: 'trace_id', property: 'traceId', kind: 'key', length: limits.traceId, ...optional },
  { name: 'ip', property: 'ip', kind: 'key', length: limits.ip, ...optional },
  { name: 'status_code', property: 'statusCode', kind: 'smallint', ...optional },
  { name: 'duration_ms', property: 'durationMs', kind: 'double', ...optional },
  { name: 'data', property: 'data', kind: 'json', ...required },
  { name: 'changes', property: 'changes', kind: 'json', ...optional },
  { name: 'context', property: 'context', kind: 'json', ...required },
] as const satisfies readonly EventColumn[])

/** The name of a column of the events table. */
export type ColumnName = (typeof eventColumns)[number]['name']

/** The columns that an append states; `recorded_at` is the database's own clock. */
export const appendedColumns: readonly EventColumn[] = eventColumns.filter(
  ({ name }) => name !== 'recorded_at',
)
