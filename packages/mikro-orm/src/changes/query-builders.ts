import type { TransactionContext } from '../store/live-mikro-orm.ts'
import type { Capture } from './capture.ts'
import { criteriaOf } from './criteria.ts'
import type { Columns, LiveQuery } from './live-driver.ts'
import {
  captureCopy,
  captureDelete,
  captureInsert,
  captureTruncate,
  captureUpdate,
  captureUpsert,
} from './statements.ts'

type Execute = LiveQuery['execute']

const writes = new Set(['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])

/** Has what a query builder of the app's writes captured, and what its clones write, while `isActive`. */
export function captureQuery(capture: Capture, query: LiveQuery, isActive: () => boolean): void {
  const execute = query.execute.bind(query)
  const clone = query.clone.bind(query)
  query.execute = (method, options) => {
    const type = typeOf(query)
    if (!isActive() || !writes.has(type) || !capture.entities.holdsTracked(query.mainAlias.meta))
      return execute(method, options)
    return captureWrite(capture, query, type, () => execute(method, options))
  }
  query.clone = (...parameters) => {
    const copy = clone(...parameters)
    captureQuery(capture, copy, isActive)
    return copy
  }
}

/** A condition over several tables makes a builder a SELECT until it is sent. */
function typeOf({ type, state: { flags } }: LiveQuery): string {
  if (flags.has('UPDATE_SUB_QUERY')) return 'UPDATE'
  return flags.has('DELETE_SUB_QUERY') ? 'DELETE' : type
}

function captureWrite(capture: Capture, query: LiveQuery, type: string, send: () => ReturnType<Execute>) {
  const { state } = query
  const metadata = query.mainAlias.meta as NonNullable<LiveQuery['mainAlias']['meta']>
  const statement = {
    metadata,
    context: query.context,
    run: inContext(query, send),
    criteria: criteriaOf(state.cond),
  }
  const rows = [state.data ?? []].flat() as readonly Columns[]
  const select = selecting(query)
  if (type === 'UPDATE') return captureUpdate(capture, { ...statement, select, written: rows[0] ?? {} })
  if (type === 'TRUNCATE') return captureTruncate(capture, { ...statement, select })
  if (type === 'DELETE') return captureDelete(capture, { ...statement, select })
  if (state.insertSubQuery) return captureCopy(capture, statement)
  if (!state.onConflict) return captureInsert(capture, { ...statement, rows })
  const [conflict] = state.onConflict
  const conflictFields = Array.isArray(conflict?.fields) ? (conflict.fields as readonly string[]) : []
  return captureUpsert(capture, { ...statement, rows, conflictFields })
}

/** Sends a query in the transaction that capture opened for it, where it has none. */
function inContext(query: LiveQuery, send: () => ReturnType<Execute>) {
  return async (context: TransactionContext | undefined) => {
    const own = query.context
    query.context = context
    try {
      return await send()
    } finally {
      query.context = own
    }
  }
}

/** The rows that a query will write. */
function selecting(query: LiveQuery) {
  return (context: TransactionContext | undefined, wanted?: readonly string[]): LiveQuery => {
    const select = query.clone(['data', 'returning', 'fields', 'orderBy', 'offset'])
    for (const flag of ['UPDATE_SUB_QUERY', 'DELETE_SUB_QUERY', 'DISTINCT']) select.unsetFlag(flag)
    select.context = context
    return select.select(wanted ?? '*')
  }
}
