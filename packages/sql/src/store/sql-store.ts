import type { EventFilter, EventStore, FacetField, ReadOptions, SummaryRequest } from '@daybook/core'
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
 *
 * A `signal` comes with a read outside of transactions. Once it is aborted, a runner that can has the database stop the
 * statement, and rejects; another lets it end, and what it answers goes to nobody.
 */
export type RunStatement<Tx> = (
  statement: SqlStatement,
  tx: Tx | null,
  signal?: AbortSignal,
) => Promise<readonly EventRow[]>

/** What an ORM or driver supplies for a store over the events table. */
export interface SqlStoreOptions<Tx> {
  readonly name: string
  readonly dialect: SqlDialect
  readonly table: EventTable
  readonly run: RunStatement<Tx>
  /** Whether `run` stops a statement whose signal is aborted. Default: false. */
  readonly cancels?: boolean
}

/** The part of an {@link EventStore} that is the same under every ORM. */
export type SqlStore<Tx> = Required<
  Pick<EventStore<Tx>, 'name' | 'capabilities' | 'append' | 'find' | 'count' | 'summarise' | 'prune'>
>

/** The store over the events table, for an ORM or driver to complete. */
export function createSqlStore<Tx>({
  name,
  dialect,
  table,
  run,
  cancels = false,
}: SqlStoreOptions<Tx>): SqlStore<Tx> {
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
    { tx = null, signal }: ReadOptions<Tx>,
    statementFor: (filter: EventFilter) => SqlStatement,
  ): Promise<readonly EventRow[]> => {
    const send = async (statement: SqlStatement) => {
      signal?.throwIfAborted()
      return tx === null && signal ? run(statement, null, signal) : run(statement, tx)
    }
    const attempted = attempt(what, async () => send(statementFor(await withTenant(filter, send))))
    return signal ? untilAborted(attempted, signal) : attempted
  }

  return {
    name,
    capabilities: Object.freeze({ durable: true, cancels }),

    async append(events, { tx = null } = {}) {
      if (events.length === 0) return { inserted: new Set(), recordedAt: new Date() }
      const append = dialect.failsOnDuplicate ? appendAroundDuplicates : appendPassingOver
      return attempt('append events', () => append(dialect, table, events, (statement) => run(statement, tx)))
    },

    async find(query, options = {}) {
      const rows = await read('find events', query.filter, options, (filter) =>
        findStatement(dialect, table, { ...query, filter }),
      )
      return rows.map(toEvent)
    },

    async count(counted, cap, options = {}) {
      const [row] = await read('count events', counted, options, (filter) =>
        countStatement(dialect, table, filter, cap),
      )
      return Number(row?.found)
    },

    async summarise<F extends FacetField>(
      summarised: EventFilter,
      request: SummaryRequest<F>,
      options: ReadOptions<Tx> = {},
    ) {
      const rows = await read('summarise events', summarised, options, (filter) =>
        summaryStatement(dialect, table, filter, request),
      )
      return toSummary(rows, request)
    },

    async prune(pruned, limit, { tx = null } = {}) {
      const rows = await read('delete events', pruned, { tx }, (filter) =>
        pruneStatement(dialect, table, filter, limit),
      )
      return rows.length
    },
  }
}

/** The same, but it rejects with the signal's reason where that was aborted, whatever the database said. */
async function untilAborted<T>(attempted: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await attempted
  } finally {
    signal.throwIfAborted()
  }
}
