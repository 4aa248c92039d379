import { mariadb } from '../dialect/mariadb.ts'
import { postgres } from '../dialect/postgres.ts'
import type { SqlDialect } from '../dialect/sql-dialect.ts'
import { sqlite } from '../dialect/sqlite.ts'
import { defaultTableName, type EventTable } from '../table/event-table.ts'

/** Which events table, on which database. */
export interface EventSchemaOptions {
  /** The database it is in. */
  readonly dialect: SqlDialect['name']
  /** The events table. Default: `daybook_events`. */
  readonly table?: string
  /** The table's schema, on PostgreSQL. Default: the connection's. */
  readonly schema?: string
}

/** A row of the events table, as the app's own queries with its ORM see it. */
export interface EventEntity {
  id: string
  occurredAt: Date
  recordedAt: Date
  /** `''` for an event without a tenant. */
  tenant: string
  action: string
  version: number
  outcome: string
  reason: string | null
  actorType: string | null
  actorId: string | null
  actorName: string | null
  targetType: string | null
  targetId: string | null
  targetName: string | null
  note: string
  requestId: string | null
  traceId: string | null
  ip: string | null
  statusCode: number | null
  durationMs: number | null
  data: unknown
  changes: unknown
  context: unknown
}

/** The dialects by name. */
export const dialects: Readonly<Record<SqlDialect['name'], SqlDialect>> = { postgres, sqlite, mariadb }

/**
 * What an ORM calls the entity of a table: `DaybookEvent` for the default one, else a name of its own, because one ORM
 * may have several books, and two of its entities no common name.
 */
export function eventEntityName({ name, schema }: EventTable): string {
  if (name === defaultTableName && schema === undefined) return 'DaybookEvent'
  return ['DaybookEvent', schema, name].filter((part) => part !== undefined).join('_')
}
