import type { EventStore } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { countStatement, findStatement } from '../statement/find-statement.ts'
import type { EventTable } from '../table/event-table.ts'
import { appendAroundDuplicates, appendPassingOver } from './append-new.ts'
import { type EventRow, toEvent } from './event-row.ts'
import { toStorageError } from './storage-error.ts'

/**
 * Runs one statement and returns its rows, keyed by column. With `tx` inside it; without, on a connection that
 * is in no transaction, so that it is committed before the promise resolves.
 */
export type RunStatement<Tx> = (statement: SqlStatement, tx: Tx | null) => Promise<readonly EventRow[]>

/** What an ORM or driver supplies for a store over the events table. */
export interface SqlStoreOptions<Tx> {
  readonly name: string
  readonly dialect: SqlDialect
  readonly table: EventTable
  readonly run: RunStatement<Tx>
}

/** The part of an {@link EventStore} that is the same under every ORM. */
export function createSqlStore<Tx>({
  name,
  dialect,
  table,
  run,
}: SqlStoreOptions<Tx>): Pick<EventStore<Tx>, 'name' | 'capabilities' | 'append' | 'find' | 'count'> {
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toStorageError(dialect, table, what, error)
    }
  }

  return {
    name,
    capabilities: Object.freeze({ durable: true }),

    async append(events, { tx = null } = {}) {
      if (events.length === 0) return { inserted: new Set(), recordedAt: new Date() }
      const append = dialect.failsOnDuplicate ? appendAroundDuplicates : appendPassingOver
      return attempt('append events', () => append(dialect, table, events, (statement) => run(statement, tx)))
    },

    async find(query, { tx = null } = {}) {
      const rows = await attempt('find events', () => run(findStatement(dialect, table, query), tx))
      return rows.map(toEvent)
    },

    async count(filter, cap, { tx = null } = {}) {
      const [row] = await attempt('count events', () => run(countStatement(dialect, table, filter, cap), tx))
      return Number(row?.found)
    },
  }
}
