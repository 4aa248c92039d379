import type { DaybookEvent } from '@daybook/core'
import { uuidv7 } from 'uuidv7'

/** What one call of `log()` is given in the benches. */
export const details = {
  tenant: 'acme',
  actor: { type: 'developer', id: 'c8db2cd0', name: 'Ada' },
  target: { type: 'file', id: 'lib/sequelize/Helper.js' },
  data: { commit: 'fd8cc8144a2e', insertions: 99, deletions: 35, reviewed: true },
  context: { requestId: 'sequelize-fd8cc8144a2e', ip: '203.0.113.9' },
} as const

/**
 * The event that such a call makes, for those who write it without Daybook: the same in every column, so that its rows go
 * to the same ends of the same indexes.
 */
export function madeEvent(): DaybookEvent {
  const id = uuidv7()
  return {
    id,
    occurredAt: new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)),
    recordedAt: null,
    action: 'file.modified',
    version: 1,
    outcome: 'success',
    reason: null,
    note: '',
    traceId: null,
    statusCode: null,
    durationMs: null,
    changes: null,
    ...details,
    ...details.context,
    context: {},
  }
}
