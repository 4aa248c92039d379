import type { Appended, DaybookEvent } from '@daybook/core'
import type { NativeError, SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import { createStatementBuilder } from '../statement/statement-builder.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import type { EventRow } from './event-row.ts'
import { nativeError } from './storage-error.ts'

/** Runs one statement where the append runs. */
type Run = (statement: SqlStatement) => Promise<readonly EventRow[]>

// Another writer may store one of the ids between a look and the next try.
const tries = 5

/** Appends where one statement passes over what is there: the statement itself tells what was new. */
export async function appendPassingOver(
  dialect: SqlDialect,
  table: EventTable,
  events: readonly DaybookEvent[],
  inTransaction: boolean,
  run: Run,
): Promise<Appended> {
  return appended(await run(dialect.append(table, events, inTransaction)))
}

/**
 * Appends where an id that is there makes the whole statement fail: looks which are there, and appends the others.
 * Nothing is looked up for events that are all new, which is nearly always.
 */
export async function appendAroundDuplicates(
  dialect: SqlDialect,
  table: EventTable,
  events: readonly DaybookEvent[],
  inTransaction: boolean,
  run: Run,
): Promise<Appended> {
  const byId = new Map<string, DaybookEvent>()
  for (const event of events) if (!byId.has(event.id)) byId.set(event.id, event)
  let rest = [...byId.values()]
  for (let left = tries; rest.length > 0; left--) {
    try {
      return appended(await run(dialect.append(table, rest, inTransaction)))
    } catch (error) {
      if (left === 0 || !isDuplicate(dialect, nativeError(error))) throw error
      const there = await existingIds(dialect, table, rest, run)
      rest = rest.filter(({ id }) => !there.has(id))
    }
  }
  return appended([])
}

function isDuplicate(dialect: SqlDialect, error: NativeError): boolean {
  return dialect.classify(error) === 'duplicate'
}

async function existingIds(
  dialect: SqlDialect,
  table: EventTable,
  events: readonly DaybookEvent[],
  run: Run,
): Promise<ReadonlySet<string>> {
  const { bind, statement } = createStatementBuilder(dialect)
  const id = dialect.quote('id')
  const ids = events.map((event) => dialect.idValue(bind(event.id))).join(', ')
  const found = await run(
    // A locking read sees what is committed now, not the snapshot that the transaction began with.
    statement(
      `SELECT ${dialect.selected({ name: 'id', kind: 'id' })} ` +
        `FROM ${tablePath(dialect, table)} WHERE ${id} IN (${ids}) LOCK IN SHARE MODE`,
    ),
  )
  return new Set(found.map((row) => row.id as string))
}

function appended(rows: readonly EventRow[]): Appended {
  const [first] = rows
  return {
    inserted: new Set(rows.map((row) => row.id as string)),
    recordedAt: first === undefined ? new Date() : new Date(Number(first.recorded_at)),
  }
}
