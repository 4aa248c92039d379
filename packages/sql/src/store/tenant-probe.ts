import type { EventFilter } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { isUnsuccessful } from '../statement/where.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import type { EventRow } from './event-row.ts'

/** Runs one statement where the read runs. */
export type Run = (statement: SqlStatement) => Promise<readonly EventRow[]>

/** A filter, with the names of all tenants there are where it means those of all. */
export interface ProbedFilter extends EventFilter {
  readonly tenants?: readonly string[]
}

// Of more, listing them would cost a read more than it wins.
const mostTenants = 200

/**
 * Makes the tenant-led indexes serve reads that name no tenant. Where every stored tenant is the empty one, that is the
 * same as "without a tenant", which an index can seek. Whether it is so is one seek at the end of an index, done in the
 * transaction of the read itself. Once a tenant was seen the answer is kept, because an app that has tenants keeps having
 * them; then they are listed by as many seeks, so that an actor, a target, an action or an outcome is looked up in each.
 */
export function createTenantProbe(dialect: SqlDialect, table: EventTable) {
  const path = tablePath(dialect, table)
  const tenant = dialect.quote('tenant')
  const newest: SqlStatement = { sql: `SELECT max(${tenant}) AS tenant FROM ${path}`, parameters: [] }
  let hasTenants = false
  let hasMany = false

  const listed = async (run: Run): Promise<readonly string[] | undefined> => {
    if (hasMany) return undefined
    const rows = await run(listStatement(dialect, path))
    hasMany = rows.length > mostTenants
    return hasMany ? undefined : rows.map((row) => row.tenant as string)
  }

  return async (filter: EventFilter, run: Run): Promise<ProbedFilter> => {
    if (filter.tenant !== undefined || !wantsTenant(filter)) return filter
    if (!hasTenants) {
      const [row] = await run(newest)
      hasTenants = Boolean(row?.tenant)
      if (!hasTenants) return { ...filter, tenant: null }
    }
    if (!isLookedUp(filter, dialect)) return filter
    const tenants = await listed(run)
    return tenants === undefined ? filter : { ...filter, tenants }
  }
}

/** The tenants in order, each found by a seek behind the one before. */
function listStatement(dialect: SqlDialect, path: string): SqlStatement {
  const tenant = dialect.quote('tenant')
  if (dialect.skipsForDistinct)
    return { sql: `SELECT DISTINCT ${tenant} FROM ${path} LIMIT ${mostTenants + 1}`, parameters: [] }
  const first = (where: string) => `(SELECT ${tenant} FROM ${path}${where} ORDER BY ${tenant} LIMIT 1)`
  return {
    sql:
      `WITH RECURSIVE found(name, place) AS (SELECT ${first('')}, 1 ` +
      `UNION ALL SELECT ${first(` WHERE ${tenant} > found.name`)}, place + 1 FROM found ` +
      `WHERE found.name IS NOT NULL AND place <= ${mostTenants}) ` +
      'SELECT name AS tenant FROM found WHERE name IS NOT NULL',
    parameters: [],
  }
}

/** An index that the tenant leads would serve it. Without any condition, by id or by request, another does. */
function wantsTenant({ conditions }: EventFilter): boolean {
  return (
    conditions.length > 0 &&
    !conditions.some(({ field, not }) => !not && (field === 'id' || field === 'requestId'))
  )
}

/**
 * An index has it, whole, behind the tenant, and often few of all events match. A pattern is better walked for; so are
 * outcomes where the planner knows how frequent they are.
 */
function isLookedUp({ conditions }: EventFilter, { weighsValues }: SqlDialect): boolean {
  return conditions.some((condition) => {
    if (condition.field === 'outcome') return !weighsValues && isUnsuccessful(condition)
    if (condition.not) return false
    if (condition.field === 'action') return !condition.values.some((value) => value.includes('*'))
    if (condition.field !== 'actor' && condition.field !== 'target') return false
    return condition.values.every(({ id }) => id !== undefined)
  })
}
