import { type EventFeed, type FeedEntry, isDaybookError, millisOfId, StorageError } from '@daybook/core'
import type { SqlDialect } from '../dialect/sql-dialect.ts'
import { readColumns } from '../statement/find-statement.ts'
import { createStatementBuilder, type StatementBuilder } from '../statement/statement-builder.ts'
import { type EventRow, toEvent } from '../store/event-row.ts'
import type { RunStatement } from '../store/sql-store.ts'
import { toStorageError } from '../store/storage-error.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { type FeedTables, feedTables, sequencerName } from './feed-tables.ts'

/** What an ORM or driver supplies for a feed. */
export interface SqlFeedOptions<Tx> {
  readonly dialect: SqlDialect
  readonly table: EventTable
  readonly run: RunStatement<Tx>
  /** Runs `work` in a transaction of its own: committed when it resolves, else rolled back. */
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

// More is not looked at where only people read the figure.
const countedAtMost = 10_000

interface FeedDialect {
  /** The database's clock in milliseconds since 1970. */
  readonly now: string
  /** What a read ends with that takes the row for the transaction, or gives none where another transaction has it. */
  readonly taking: string
  /** There is one writer for the whole database: a transaction that writes first is it. */
  readonly singleWriter: boolean
  /** Deletes the waiting ids that were given places, and locks no others: theirs are open transactions. */
  deleteGiven(tables: FeedTables, given: GivenPlaces): string
}

interface GivenPlaces {
  /** As a statement writes them. */
  readonly ids: readonly string[]
  readonly first: number
  readonly last: number
}

const skipLocked = { taking: ' FOR UPDATE SKIP LOCKED', singleWriter: false }
const deleteByIds: FeedDialect['deleteGiven'] = ({ pending }, { ids }) =>
  `DELETE FROM ${pending} WHERE id IN (${ids.join(', ')})`

const feedDialects: Readonly<Record<SqlDialect['name'], FeedDialect>> = {
  postgres: {
    ...skipLocked,
    now: '(extract(epoch FROM clock_timestamp()) * 1000)::bigint',
    deleteGiven: deleteByIds,
  },
  mariadb: {
    ...skipLocked,
    now: "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)",
    // A list of ids in a short table makes it read the whole table. A join in this order looks each id up.
    deleteGiven: ({ pending, feed }, { first, last }) =>
      `DELETE waiting FROM ${feed} AS given STRAIGHT_JOIN ${pending} AS waiting FORCE INDEX (PRIMARY) ` +
      `ON waiting.id = given.event_id WHERE given.position BETWEEN ${first} AND ${last}`,
  },
  sqlite: {
    now: "CAST(unixepoch('subsec') * 1000 AS integer)",
    taking: '',
    singleWriter: true,
    deleteGiven: deleteByIds,
  },
}

/** The feed of one events table, over the tables that `createFeedStatements` makes. */
export function createSqlFeed<Tx>(options: SqlFeedOptions<Tx>): EventFeed {
  const { dialect, table, run, transact } = options
  const { now, taking, singleWriter, deleteGiven } = feedDialects[dialect.name]
  const tables = feedTables(dialect, table)
  const { pending, feed, cursors, letters } = tables
  const selectedId = dialect.selected({ name: 'id', kind: 'id' })
  const selectedEvent = readColumns.map((column) => dialect.selected(column)).join(', ')
  const events = tablePath(dialect, table)
  const eventId = dialect.quote('id')

  /** Runs what `write` makes of the values it binds. */
  const send = async (write: (bind: StatementBuilder['bind']) => string, tx: Tx | null = null) => {
    const builder = createStatementBuilder(dialect)
    const sql = write(builder.bind)
    try {
      return await run(builder.statement(sql), tx)
    } catch (error) {
      throw toFeedError(options, error)
    }
  }
  const bindId = (bind: StatementBuilder['bind'], id: string) => dialect.idValue(bind(id))

  const cappedCount = async (from: (bind: StatementBuilder['bind']) => string): Promise<number> => {
    const [row] = await send(
      (bind) =>
        `SELECT count(*) AS found FROM (SELECT 1 FROM ${from(bind)} LIMIT ${countedAtMost}) AS capped`,
    )
    return Number(row?.found)
  }

  const positionOf = async (consumer: string): Promise<number | undefined> => {
    const [row] = await send((bind) => `SELECT position FROM ${cursors} WHERE name = ${bind(consumer)}`)
    return row && Number(row.position)
  }

  const lastPosition = async (): Promise<number> => (await positionOf(sequencerName)) ?? 0

  const firstPosition = async (): Promise<number | undefined> => {
    const [row] = await send(() => `SELECT min(position) AS position FROM ${feed}`)
    return row?.position === null || row?.position === undefined ? undefined : Number(row.position)
  }

  const register = async (consumer: string): Promise<void> => {
    if ((await positionOf(consumer)) !== undefined) return
    const first = await firstPosition()
    const start = first === undefined ? await lastPosition() : first - 1
    try {
      await send((bind) => `INSERT INTO ${cursors} (name, position) VALUES (${bind(consumer)}, ${start})`)
    } catch (error) {
      // Another worker was quicker.
      if ((await positionOf(consumer)) === undefined) throw error
    }
  }

  /** Changes a cursor of which the owner has, or may take, the lease; and tells whether it did. */
  const hold = async (consumer: string, owner: string, change: string, free: string): Promise<boolean> => {
    await send(
      (bind) =>
        `UPDATE ${cursors} SET ${change}, owner = ${bind(owner)} ` +
        `WHERE name = ${bind(consumer)} AND (owner = ${bind(owner)}${free})`,
    )
    const held = await send(
      (bind) => `SELECT 1 FROM ${cursors} WHERE name = ${bind(consumer)} AND owner = ${bind(owner)}`,
    )
    return held.length > 0
  }

  return {
    async sequence(limit) {
      const [waiting] = await send(() => `SELECT 1 FROM ${pending} LIMIT 1`)
      if (waiting === undefined) return 0
      const moved = transact(async (tx) => {
        const own = `WHERE name = '${sequencerName}'`
        if (singleWriter) await send(() => `UPDATE ${cursors} SET position = position ${own}`, tx)
        const [cursor] = await send(() => `SELECT position FROM ${cursors} ${own}${taking}`, tx)
        if (cursor === undefined) return 0
        // Not a locking read: that would wait for the transactions whose events are not committed yet.
        const rows = await send(
          () =>
            `SELECT ${selectedId} FROM (SELECT id FROM ${pending} ORDER BY id LIMIT ${Math.trunc(limit)}) AS first`,
          tx,
        )
        const ids = rows.map((row) => row.id as string).sort()
        if (ids.length === 0) return 0
        const last = Number(cursor.position)
        await send((bind) => {
          const places = ids.map((id, index) => `(${last + index + 1}, ${bindId(bind, id)})`)
          return `INSERT INTO ${feed} (position, event_id) VALUES ${places.join(', ')}`
        }, tx)
        const given = { first: last + 1, last: last + ids.length }
        await send((bind) => deleteGiven(tables, { ...given, ids: ids.map((id) => bindId(bind, id)) }), tx)
        await send(() => `UPDATE ${cursors} SET position = ${last + ids.length} ${own}`, tx)
        return ids.length
      })
      return moved.catch((error) => {
        throw toFeedError(options, error)
      })
    },

    head: lastPosition,

    async read(after, limit) {
      const rows = await send(
        (bind) =>
          `SELECT entries.position AS position, ${selectedEvent} FROM (` +
          `SELECT position, event_id FROM ${feed} WHERE position > ${bind(after)} ` +
          `ORDER BY position LIMIT ${Math.trunc(limit)}) AS entries ` +
          `LEFT JOIN ${events} ON ${eventId} = entries.event_id ORDER BY entries.position`,
      )
      return rows.map((row): FeedEntry => ({ position: Number(row.position), event: eventOf(row) }))
    },

    async claim(consumer, { owner, millis }) {
      await register(consumer)
      const until = `leased_until = ${now} + ${Math.trunc(millis)}`
      const held = await hold(consumer, owner, until, ` OR owner IS NULL OR leased_until < ${now}`)
      return held ? positionOf(consumer) : undefined
    },

    advance(consumer, position, { owner, millis }) {
      const change = `position = ${Math.trunc(position)}, leased_until = ${now} + ${Math.trunc(millis)}`
      return hold(consumer, owner, change, '')
    },

    async release(consumer, owner) {
      await send(
        (bind) =>
          `UPDATE ${cursors} SET owner = NULL, leased_until = NULL ` +
          `WHERE name = ${bind(consumer)} AND owner = ${bind(owner)}`,
      )
    },

    async bury(consumer, buried) {
      if (buried.length === 0) return
      const there = await send(
        (bind) =>
          `SELECT position FROM ${letters} WHERE consumer = ${bind(consumer)} ` +
          `AND position IN (${buried.map(({ position }) => bind(position)).join(', ')})`,
      )
      const known = new Set(there.map((row) => Number(row.position)))
      const fresh = buried.filter(({ position }) => !known.has(position))
      if (fresh.length === 0) return
      await send((bind) => {
        const rows = fresh.map(
          ({ position, eventId: id, reason }) =>
            `(${bind(consumer)}, ${bind(position)}, ${bindId(bind, id)}, ${bind(reason.slice(0, 1_000))})`,
        )
        return `INSERT INTO ${letters} (consumer, position, event_id, reason) VALUES ${rows.join(', ')}`
      })
    },

    async deadLetters(consumer, limit) {
      const letterId = dialect.selected({ name: 'id', kind: 'id' })
      const rows = await send(
        (bind) =>
          `SELECT position, reason, ${letterId} FROM (` +
          `SELECT position, reason, event_id AS id FROM ${letters} WHERE consumer = ${bind(consumer)} ` +
          `ORDER BY position LIMIT ${Math.trunc(limit)}) AS buried`,
      )
      if (rows.length === 0) return []
      const ids = rows.map((row) => row.id as string)
      const found = await send(
        (bind) =>
          `SELECT ${selectedEvent} FROM ${events} WHERE ${eventId} IN (${ids.map((id) => bindId(bind, id)).join(', ')})`,
      )
      const byId = new Map(found.map((row) => [row.id as string, toEvent(row)]))
      return rows
        .map((row) => ({
          position: Number(row.position),
          eventId: row.id as string,
          reason: row.reason as string,
          event: byId.get(row.id as string),
        }))
        .sort((a, b) => a.position - b.position)
    },

    async unbury(consumer, positions) {
      if (positions.length === 0) return
      await send(
        (bind) =>
          `DELETE FROM ${letters} WHERE consumer = ${bind(consumer)} ` +
          `AND position IN (${positions.map((position) => bind(position)).join(', ')})`,
      )
    },

    async lag(consumer) {
      const position = (await positionOf(consumer)) ?? ((await firstPosition()) ?? 1) - 1
      const head = await lastPosition()
      const [next] = await send(
        (bind) =>
          `SELECT ${selectedId} FROM (SELECT event_id AS id FROM ${feed} WHERE position > ${bind(position)} ` +
          `ORDER BY position LIMIT 1) AS next`,
      )
      return {
        entries: head - position,
        unsequenced: await cappedCount(() => pending),
        since: next === undefined ? null : new Date(millisOfId(next.id as string)),
        deadLetters: await cappedCount((bind) => `${letters} WHERE consumer = ${bind(consumer)}`),
      }
    },

    async trim(limit) {
      const [row] = await send(
        () => `SELECT min(position) AS position FROM ${cursors} WHERE name <> '${sequencerName}'`,
      )
      const first = await firstPosition()
      if (first === undefined || row?.position === null || row?.position === undefined) return 0
      const last = Math.min(Number(row.position), first + Math.trunc(limit) - 1)
      if (last < first) return 0
      await send((bind) => `DELETE FROM ${feed} WHERE position <= ${bind(last)}`)
      return last - first + 1
    },
  }
}

function eventOf(row: EventRow): ReturnType<typeof toEvent> | undefined {
  return row.id === null ? undefined : toEvent(row)
}

function toFeedError(
  { dialect, table }: Pick<SqlFeedOptions<never>, 'dialect' | 'table'>,
  error: unknown,
): unknown {
  if (isDaybookError(error)) return error
  const known = toStorageError(dialect, table, 'work on the feed', error) as StorageError
  if (known.code !== 'DAYBOOK_TABLE_MISSING') return known
  return new StorageError({
    code: 'DAYBOOK_FEED_MISSING',
    message: `The tables of the feed of \`${table.name}\` do not exist.`,
    fix: 'Add createFeedMigration() to your migrations and run them.',
    cause: error,
  })
}
