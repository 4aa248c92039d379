import type { DaybookEvent } from '@daybook/core'
import { uuidv7 } from 'uuidv7'

/** What one call of `log()` is given in the benches. */
export const details = {
  actor: { type: 'developer', id: 'c8db2cd0', name: 'Ada' },
  target: { type: 'file', id: 'lib/sequelize/Helper.js' },
  data: { commit: 'fd8cc8144a2e', insertions: 99, deletions: 35, reviewed: true },
} as const

/** The event that such a call makes, for those who write it without Daybook. */
export function madeEvent(): DaybookEvent {
  const id = uuidv7()
  return {
    id,
    occurredAt: new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)),
    recordedAt: null,
    tenant: 'acme',
    action: 'file.modified',
    version: 1,
    outcome: 'success',
    reason: null,
    note: '',
    requestId: 'sequelize-fd8cc8144a2e',
    traceId: null,
    ip: '203.0.113.9',
    statusCode: null,
    durationMs: null,
    changes: null,
    context: {},
    ...details,
  }
}
