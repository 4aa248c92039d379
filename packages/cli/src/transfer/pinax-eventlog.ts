import { asObject, djangoType, djangoUser, jsonColumn } from './django-row.ts'
import type { TableSource } from './table-sources.ts'

/** pinax-eventlog 2 and later: who did what to which object, with `extra`. */
export const pinaxEventlog: TableSource = {
  tables: ['pinax_eventlog_log', 'eventlog_log'],
  key: 'id',
  time: 'timestamp',
  recordOf(row, names) {
    return {
      key: `pinax-eventlog\n${row.id}`,
      action: row.action,
      occurredAt: row.occurred_at,
      actor: djangoUser(row.user_id, names),
      target:
        row.content_type_id === null
          ? null
          : {
              type: djangoType(row.content_type_id, names),
              id: row.object_id === null ? null : String(row.object_id),
            },
      data: asObject(jsonColumn(row, 'extra')),
    }
  },
}
