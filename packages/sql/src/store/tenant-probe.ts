import type { EventFilter } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import type { EventRow } from './event-row.ts'

/** Runs one statement where the read runs. */
type Run = (statement: SqlStatement) => Promise<readonly EventRow[]>

/**
 * Makes the tenant-led indexes serve an app without tenants. A filter that names no tenant means those of all; where
 * every stored tenant is the empty one, that is the same as "without a tenant", which an index can seek. Whether it is
 * so is one seek at the end of an index, done in the transaction of the read itself. Once a tenant was seen the answer is
 * kept, because an app that has tenants keeps having them.
 */
export function createTenantProbe(dialect: SqlDialect, table: EventTable) {
  const statement: SqlStatement = {
    sql: `SELECT max(${dialect.quote('tenant')}) AS tenant FROM ${tablePath(dialect, table)}`,
    parameters: [],
  }
  let hasTenants = false

  return async (filter: EventFilter, run: Run): Promise<EventFilter> => {
    if (hasTenants || filter.tenant !== undefined || !wantsTenant(filter)) return filter
    const [row] = await run(statement)
    hasTenants = Boolean(row?.tenant)
    return hasTenants ? filter : { ...filter, tenant: null }
  }
}

/** An index that the tenant leads would serve it. Without any condition, by id or by request, another does. */
function wantsTenant({ conditions }: EventFilter): boolean {
  return (
    conditions.length > 0 &&
    !conditions.some(({ field, not }) => !not && (field === 'id' || field === 'requestId'))
  )
}
