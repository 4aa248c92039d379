import { setImmediate as turn } from 'node:timers/promises'
import type { EventFilter, EventStore, FacetField, ReadOptions, SummaryRequest } from '@daybook/core'
import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { countStatement, findStatement, walkStatement } from '../statement/find-statement.ts'
import { pruneStatement } from '../statement/prune-statement.ts'
import { summaryStatement, totalPart } from '../statement/summary-statement.ts'
import type { EventTable } from '../table/event-table.ts'
import { appendAroundDuplicates, appendPassingOver } from './append-new.ts'
import { type EventRow, toEvent } from './event-row.ts'
import { toStorageError } from './storage-error.ts'
import { toSummary } from './summary-rows.ts'
import { createSummaryTally } from './summary-tally.ts'
import { createTenantProbe, type ProbedFilter, type Run } from './tenant-probe.ts'

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

// Counted in some twenty milliseconds.
const sliceEvents = 10_000

/** The store over the events table, for an ORM or driver to complete. */
export function createSqlStore<Tx>({
  name,
  dialect,
  table,
  run,
  cancels = false,
}: SqlStoreOptions<Tx>): SqlStore<Tx> {
  const withTenant = createTenantProbe(dialect, table)

  const read = async (
    what: string,
    filter: EventFilter,
    { tx = null, signal }: ReadOptions<Tx>,
    work: (filter: ProbedFilter, send: Run) => Promise<readonly EventRow[]>,
  ): Promise<readonly EventRow[]> => {
    const send = async (statement: SqlStatement) => {
      signal?.throwIfAborted()
      return tx === null && signal ? run(statement, null, signal) : run(statement, tx)
    }
    try {
      return await work(await withTenant(filter, send), send)
    } catch (error) {
      throw toStorageError(dialect, table, what, error)
    } finally {
      // Whatever the database said: nobody waits for it.
      signal?.throwIfAborted()
    }
  }

  const summariseInSlices = async (
    filter: ProbedFilter,
    request: SummaryRequest,
    send: Run,
  ): Promise<readonly EventRow[]> => {
    const tally = createSummaryTally(request)
    let after: string | undefined
    for (let left = request.cap; left > 0; ) {
      await turn()
      const limit = Math.min(left, sliceEvents)
      const slice = { ...request, values: limit, cap: limit }
      const rows = await send(summaryStatement(dialect, table, filter, slice, after))
      tally.add(rows)
      const total = rows.find(({ part }) => Number(part) === totalPart)
      if (Number(total?.found) < limit) break
      left -= limit
      after = total?.id as string
    }
    return tally.rows()
  }

  return {
    name,
    capabilities: Object.freeze({ durable: true, cancels }),

    async append(events, { tx = null } = {}) {
      if (events.length === 0) return { inserted: new Set(), recordedAt: new Date() }
      const append = dialect.failsOnDuplicate ? appendAroundDuplicates : appendPassingOver
      try {
        return await append(dialect, table, events, tx !== null, (statement) => run(statement, tx))
      } catch (error) {
        throw toStorageError(dialect, table, 'append events', error)
      }
    },

    async find(query, options = {}) {
      const rows = await read('find events', query.filter, options, async (filter, send) => {
        const probed = { ...query, filter }
        const walk = walkStatement(dialect, table, probed)
        const walked = walk ? await send(walk) : []
        return walked.length === query.limit ? walked : send(findStatement(dialect, table, probed))
      })
      return rows.map(toEvent)
    },

    async count(counted, cap, options = {}) {
      const [row] = await read('count events', counted, options, (filter, send) =>
        send(countStatement(dialect, table, filter, cap)),
      )
      return Number(row?.found)
    },

    async summarise<F extends FacetField>(
      summarised: EventFilter,
      request: SummaryRequest<F>,
      options: ReadOptions<Tx> = {},
    ) {
      const rows = await read('summarise events', summarised, options, (filter, send) =>
        dialect.holdsUpApp
          ? summariseInSlices(filter, request, send)
          : send(summaryStatement(dialect, table, filter, request)),
      )
      return toSummary(rows, request)
    },

    async prune(pruned, limit, { tx = null } = {}) {
      const rows = await read('delete events', pruned, { tx }, (filter, send) =>
        send(pruneStatement(dialect, table, filter, limit)),
      )
      return rows.length
    },
  }
}
