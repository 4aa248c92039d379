import { pointerOf } from '@daybook/core/changes'
import { asObject, djangoType, djangoUser, jsonColumn } from './django-row.ts'
import type { TableSource } from './table-sources.ts'

const verbs: Readonly<Record<string, string>> = { 0: 'created', 1: 'updated', 2: 'deleted', 3: 'accessed' }

/** django-auditlog 2 and 3: which fields of an object changed from what to what. */
export const djangoAuditlog: TableSource = {
  tables: ['auditlog_logentry'],
  key: 'id',
  time: 'timestamp',
  recordOf(row, names) {
    const type = djangoType(row.content_type_id, names)
    const snapshot = jsonColumn(row, 'serialized_data')
    return {
      key: `django-auditlog\n${row.id}`,
      action: `${type}.${verbs[String(row.action)] ?? row.action}`,
      occurredAt: row.occurred_at,
      actor: djangoUser(row.actor_id, names, row.actor_email),
      target: {
        type,
        id: String(row.object_pk),
        ...(typeof row.object_repr === 'string' && row.object_repr !== '' && { name: row.object_repr }),
      },
      ip: row.remote_addr,
      requestId: row.cid,
      data: { ...asObject(jsonColumn(row, 'additional_data')), ...(snapshot !== undefined && { snapshot }) },
      changes: changesOf(asObject(jsonColumn(row, 'changes') ?? jsonColumn(row, 'changes_text'))),
    }
  },
}

/** `{ field: [old, new] }`, or what was linked and unlinked. It writes an absent value as the text `None`. */
function changesOf(fields: Readonly<Record<string, unknown>>): object | null {
  const changes = Object.entries(fields).map(([field, change]) => [pointerOf([field]), sidesOf(change)])
  return changes.length === 0 ? null : Object.fromEntries(changes)
}

function sidesOf(change: unknown): object {
  if (Array.isArray(change)) return { before: orNull(change[0]), after: orNull(change[1]) }
  const { operation, objects = [] } = asObject(change)
  return operation === 'delete' ? { before: objects } : { after: objects }
}

function orNull(value: unknown): unknown {
  return value === 'None' || value === undefined ? null : value
}
