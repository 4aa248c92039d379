import { createDaybook, isDaybookError } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createSqlStore, tablePath } from '@daybook/sql'
import type { Row } from '../connection/connection.ts'
import { counted } from '../output/counted.ts'
import { printable } from '../output/printable.ts'
import { type Check, type Checked, type Finding, good } from './finding.ts'

/** The looks at the server, before the table. */
export const serverChecks: readonly Check<Checked>[] = [encoding, strictness, integrity, journal]

/** The looks at a table that is there. */
export const tableChecks: readonly Check<Checked>[] = [engine, rowSecurity, reading, writing, future, feed]

const ask = async (
  { connection }: Checked,
  sql: string,
  ...parameters: (string | null)[]
): Promise<Row | undefined> => (await connection.run({ sql, parameters }))[0]

async function encoding(checked: Checked): Promise<readonly Finding[]> {
  if (checked.connection.dialect.name !== 'postgres') return []
  const name = (await ask(checked, 'SHOW server_encoding'))?.server_encoding
  if (name === 'UTF8') return []
  return [
    {
      level: 'error',
      fault: 'DAYBOOK_ENCODING',
      text: `The database keeps texts as ${name}`,
      why: 'Names and notes in other scripts are refused or changed.',
      fix: "Make the database anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
    },
  ]
}

async function strictness(checked: Checked): Promise<readonly Finding[]> {
  if (checked.connection.dialect.name !== 'mariadb') return []
  const mode = String(
    (await ask(checked, 'SELECT @@GLOBAL.sql_mode AS mode, @@SESSION.sql_mode AS own'))?.own,
  )
  if (/STRICT_(TRANS|ALL)_TABLES/.test(mode)) return []
  return [
    {
      level: 'warning',
      fault: 'DAYBOOK_NOT_STRICT',
      text: 'sql_mode has no STRICT_TRANS_TABLES',
      why: "The app's own values are cut where they do not fit. Events are not: they are written strictly.",
      fix: "SET GLOBAL sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')",
    },
  ]
}

async function integrity(checked: Checked): Promise<readonly Finding[]> {
  if (checked.connection.dialect.name !== 'sqlite') return []
  let told: string
  try {
    told = String((await ask(checked, 'PRAGMA quick_check(1)'))?.quick_check)
  } catch (error) {
    told = error instanceof Error ? error.message : String(error)
  }
  if (told === 'ok') return []
  return [
    {
      level: 'error',
      fault: 'DAYBOOK_CORRUPT',
      text: `${printable(checked.shown)} is damaged`,
      why: printable(told),
      fix: 'Stop the app, copy the file, and try: sqlite3 old.db .recover | sqlite3 new.db',
    },
  ]
}

async function journal(checked: Checked): Promise<readonly Finding[]> {
  if (checked.connection.dialect.name !== 'sqlite') return []
  const mode = (await ask(checked, 'PRAGMA journal_mode').catch(() => undefined))?.journal_mode
  if (mode === undefined || mode === 'wal') return []
  return [
    {
      level: 'warning',
      fault: 'DAYBOOK_NO_WAL',
      text: `${printable(checked.shown)} is in journal mode ${mode}`,
      why: 'Whoever reads the log holds up whoever writes.',
      fix: 'PRAGMA journal_mode = WAL, once: the file remembers it.',
    },
  ]
}

async function engine(checked: Checked): Promise<readonly Finding[]> {
  const { connection, table } = checked
  if (connection.dialect.name !== 'mariadb') return []
  const name = await engineOf(checked)
  if (name === 'InnoDB') return []
  return [
    {
      level: 'error',
      fault: 'DAYBOOK_TABLE_ENGINE',
      text: `Table ${table.name} is kept by ${name}`,
      why: 'What a transaction logs stays there when it is rolled back.',
      fix: `ALTER TABLE ${table.name} ENGINE = InnoDB`,
    },
  ]
}

async function engineOf(checked: Checked): Promise<unknown> {
  const row = await ask(
    checked,
    'SELECT engine AS name FROM information_schema.tables WHERE table_name = ? AND table_schema = coalesce(?, database())',
    checked.table.name,
    checked.table.schema ?? null,
  )
  return row?.name
}

async function rowSecurity(checked: Checked): Promise<readonly Finding[]> {
  const { connection, table } = checked
  if (connection.dialect.name !== 'postgres') return []
  const row = await ask(
    checked,
    `SELECT c.relrowsecurity AS own FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1 AND n.nspname = coalesce($2, current_schema())`,
    table.name,
    table.schema ?? null,
  )
  if (!row?.own) return []
  return [
    {
      level: 'warning',
      fault: 'DAYBOOK_ROW_SECURITY',
      text: `Table ${table.name} has row security`,
      why: 'Without a policy for its role an app stores nothing and sees nothing.',
      fix: `Add policies for every role that logs or reads, or ALTER TABLE ${table.name} DISABLE ROW LEVEL SECURITY`,
    },
  ]
}

async function reading({ store, connection, table }: Checked): Promise<readonly Finding[]> {
  try {
    const cap = 10_000_000
    const count = await store.count({ conditions: [] }, cap)
    const [oldest] = await store.find({ filter: { conditions: [] }, order: 'oldest', limit: 1 })
    const since = oldest === undefined ? '' : `, oldest ${oldest.occurredAt.toISOString().slice(0, 10)}`
    return [good(`${counted(count, 'event')}${since}`)]
  } catch (error) {
    // What is wrong with the columns was told already.
    if (!isDaybookError(error) || error.code !== 'DAYBOOK_FORBIDDEN') return []
    return [
      {
        level: 'error',
        fault: 'DAYBOOK_CANNOT_READ',
        text: `The role may not read ${table.name}`,
        why: 'Storing needs it too: events are stored once by looking for their ids.',
        fix: `GRANT SELECT, INSERT ON ${tablePath(connection.dialect, table)} TO …`,
      },
    ]
  }
}

const tolerableMillis = 5_000

/** Stores an event and takes it back. Says also what time it is in the database. */
async function writing(checked: Checked): Promise<readonly Finding[]> {
  const { connection, context, table } = checked
  // Without transactions it could not be taken back.
  if (connection.dialect.name === 'mariadb' && (await engineOf(checked)) !== 'InnoDB') return []
  const probe = await createDaybook({ store: createMemoryStore(), clock: context.clock }).log(
    'daybook.doctor',
  )
  const { dialect } = connection
  let recordedAt: Date
  try {
    recordedAt = await connection.rehearse(
      async ({ run }) =>
        (await createSqlStore({ name: 'doctor', dialect, table, run }).append([probe])).recordedAt,
    )
  } catch (error) {
    return [
      {
        level: 'error',
        fault: 'DAYBOOK_CANNOT_WRITE',
        text: `No event can be stored in ${table.name}`,
        why: printable(causeOf(error)),
        fix: `Grant the app's role INSERT and SELECT on ${tablePath(dialect, table)}, on a server that takes writes.`,
      },
    ]
  }
  const skew = recordedAt.getTime() - context.clock()
  if (Math.abs(skew) < tolerableMillis) return [good('An event was stored and taken back; the clocks agree')]
  return [
    {
      level: 'error',
      fault: 'DAYBOOK_CLOCK_SKEW',
      text: `The database's clock is ${Math.round(Math.abs(skew) / 1_000)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`,
      why: 'Events are ordered by the clocks of the machines that log them.',
      fix: 'Keep both by NTP: timedatectl set-ntp true',
    },
  ]
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

const toleratedFutureMillis = 60_000

async function future({ store, context }: Checked): Promise<readonly Finding[]> {
  const since = new Date(context.clock() + toleratedFutureMillis)
  const cap = 1_000
  const count = await store.count({ since, conditions: [] }, cap).catch(() => 0)
  if (count === 0) return []
  return [
    {
      level: 'warning',
      fault: 'DAYBOOK_FUTURE_EVENTS',
      text: `${count.toLocaleString('en')}${count === cap ? ' or more' : ''} events have not happened yet`,
      why: 'They stand above all new ones until their time has come.',
      fix: `Find their writer: npx daybook find --since ${since.toISOString()}`,
    },
  ]
}

const backlog = 10_000

async function feed(checked: Checked): Promise<readonly Finding[]> {
  const { connection, table, store } = checked
  if (store.feed === undefined) return []
  const trigger = await ask(checked, triggerQueries[connection.dialect.name], `${table.name}_feed_trigger`)
  if (trigger === undefined)
    return [
      {
        level: 'error',
        fault: 'DAYBOOK_FEED_TRIGGER',
        text: `The trigger ${table.name}_feed_trigger is missing`,
        why: 'No event gets into the feed, and no relay hands one on.',
        fix: 'Create it as npx daybook migration --feed shows.',
      },
    ]
  const lag = await store.feed.lag('daybook-doctor').catch(() => undefined)
  if (lag === undefined || lag.unsequenced < backlog) return [good('The feed is written')]
  return [
    {
      level: 'warning',
      fault: 'DAYBOOK_FEED_BACKLOG',
      text: `${lag.unsequenced.toLocaleString('en')} or more events wait for their place in the feed`,
      why: 'The feed is set up, and no relay reads it.',
      fix: 'Start the relay, or remove the feed: npx daybook migration --feed --down',
    },
  ]
}

const triggerQueries: Readonly<Record<Checked['connection']['dialect']['name'], string>> = {
  postgres: 'SELECT 1 AS there FROM pg_trigger WHERE tgname = $1 AND NOT tgisinternal',
  mariadb:
    'SELECT 1 AS there FROM information_schema.triggers WHERE trigger_name = ? AND trigger_schema = database()',
  sqlite: "SELECT 1 AS there FROM sqlite_master WHERE type = 'trigger' AND name = ?",
}
