import type { EventFilter, EventStore, FacetField, SummaryRequest } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { countStatement, findStatement } from '../statement/find-statement.ts'
import { pruneStatement } from '../statement/prune-statement.ts'
import { summaryStatement } from '../statement/summary-statement.ts'
import type { EventTable } from '../table/event-table.ts'
import { appendAroundDuplicates, appendPassingOver } from './append-new.ts'
import { type EventRow, toEvent } from './event-row.ts'
import { toStorageError } from './storage-error.ts'
import { toSummary } from './summary-rows.ts'
import { createTenantProbe } from './tenant-probe.ts'

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
export type SqlStore<Tx> = Required<
  Pick<EventStore<Tx>, 'name' | 'capabilities' | 'append' | 'find' | 'count' | 'summarise' | 'prune'>
>

/** The store over the events table, for an ORM or driver to complete. */
export function createSqlStore<Tx>({ name, dialect, table, run }: SqlStoreOptions<Tx>): SqlStore<Tx> {
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toStorageError(dialect, table, what, error)
    }
  }

  const withTenant = createTenantProbe(dialect, table)

  const read = (
    what: string,
    filter: EventFilter,
    tx: Tx | null,
    statementFor: (filter: EventFilter) => SqlStatement,
  ): Promise<readonly EventRow[]> =>
    attempt(what, async () =>
      run(statementFor(await withTenant(filter, (statement) => run(statement, tx))), tx),
    )

  return {
    name,
    capabilities: Object.freeze({ durable: true }),

    async append(events, { tx = null } = {}) {
      if (events.length === 0) return { inserted: new Set(), recordedAt: new Date() }
      const append = dialect.failsOnDuplicate ? appendAroundDuplicates : appendPassingOver
      return attempt('append events', () => append(dialect, table, events, (statement) => run(statement, tx)))
    },

    async find(query, { tx = null } = {}) {
      const rows = await read('find events', query.filter, tx, (filter) =>
        findStatement(dialect, table, { ...query, filter }),
      )
      return rows.map(toEvent)
    },

    async count(counted, cap, { tx = null } = {}) {
      const [row] = await read('count events', counted, tx, (filter) =>
        countStatement(dialect, table, filter, cap),
      )
      return Number(row?.found)
    },

    async summarise<F extends FacetField>(
      summarised: EventFilter,
      request: SummaryRequest<F>,
      { tx = null }: { readonly tx?: Tx | null } = {},
    ) {
      const rows = await read('summarise events', summarised, tx, (filter) =>
        summaryStatement(dialect, table, filter, request),
      )
      return toSummary(rows, request)
    },

    async prune(pruned, limit, { tx = null } = {}) {
      const rows = await read('delete events', pruned, tx, (filter) =>
        pruneStatement(dialect, table, filter, limit),
      )
      return rows.length
    },
  }
}
