import { findingError } from '../cli/command-error.ts'
import { readCatalogue } from '../connection/catalogue.ts'
import type { Connection, Row } from '../connection/connection.ts'
import { djangoAuditlog } from './django-auditlog.ts'
import { pinaxEventlog } from './pinax-eventlog.ts'
import type { SourceRecord } from './read-records.ts'

/**
 * The log of another system, in the tables of a database. To teach the command line one more, write such an object and
 * list it below: what `recordOf` answers is read like a line of NDJSON, and reading, progress, resuming and storing once
 * are the same for all.
 */
export interface TableSource {
  /** Under which names its table goes, the usual one first. */
  readonly tables: readonly string[]
  /** The column that counts its rows, by which they are read in order. */
  readonly key: string
  /** The column that says when it happened, in UTC. */
  readonly time: string
  /**
   * The record of a row: at least `action` and `occurredAt`, and a `key` that makes the second import of the row the same
   * event. `occurred_at` of the row is the time as ISO 8601.
   */
  recordOf(row: Row, names: TableNames): unknown
}

/** What Django says of numbers that stand in its tables. */
export interface TableNames {
  /** `app.model`, by the id of its content type. */
  readonly types: ReadonlyMap<string, string>
  /** User names by id, as far as they are in the usual table. */
  readonly users: ReadonlyMap<string, string>
}

/** By the name of its format. */
export const tableSources: Readonly<Record<string, TableSource>> = {
  'pinax-eventlog': pinaxEventlog,
  'django-auditlog': djangoAuditlog,
}

const pageSize = 1_000

/** The rows of another system's table as records, oldest first. */
export async function* readTable(
  connection: Connection,
  source: TableSource,
): AsyncGenerator<SourceRecord, void, undefined> {
  const { dialect } = connection
  const table = dialect.quote(await tableOf(connection, source))
  const [key, time] = [dialect.quote(source.key), dialect.quote(source.time)]
  const names: TableNames = {
    types: await namesIn(connection, 'django_content_type', ['app_label', 'model']),
    users: await namesIn(connection, 'auth_user', ['username']),
  }
  let last: string | number = 0
  for (let number = 0; ; ) {
    const rows: readonly Row[] = await connection.run({
      sql:
        `SELECT source.*, ${isoTime[dialect.name](`source.${time}`)} AS occurred_at FROM ${table} source ` +
        `WHERE source.${key} > ${dialect.placeholder(1)} ORDER BY source.${key} LIMIT ${pageSize}`,
      parameters: [last],
    })
    for (const row of rows) yield { value: source.recordOf(row, names), number: ++number }
    if (rows.length < pageSize) return
    last = String(rows.at(-1)?.[source.key])
  }
}

/** How many rows there are to read. */
export async function countTable(connection: Connection, source: TableSource): Promise<number> {
  const table = connection.dialect.quote(await tableOf(connection, source))
  const [row] = await connection.run({ sql: `SELECT count(*) AS rows_there FROM ${table}`, parameters: [] })
  return Number(row?.rows_there)
}

async function tableOf(connection: Connection, { tables }: TableSource): Promise<string> {
  for (const name of tables) if (await exists(connection, name)) return name
  throw findingError(
    `There is no table ${tables.join(' or ')} in that database.`,
    'Name the database of the app that has it: daybook import postgres://user@localhost/app --format …',
  )
}

async function namesIn(
  connection: Connection,
  table: string,
  columns: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (!(await exists(connection, table))) return new Map()
  const { quote } = connection.dialect
  const selected = ['id', ...columns].map((column) => quote(column)).join(', ')
  const rows = await connection.run({ sql: `SELECT ${selected} FROM ${quote(table)}`, parameters: [] })
  return new Map(rows.map((row) => [String(row.id), columns.map((column) => row[column]).join('.')]))
}

async function exists(connection: Connection, name: string): Promise<boolean> {
  return (await readCatalogue(connection, { name, schema: undefined })).columns.length > 0
}

/** A column of time as ISO 8601 in UTC, as Django stores it. Read as text: drivers would add a zone of their own. */
const isoTime: Readonly<Record<Connection['dialect']['name'], (column: string) => string>> = {
  postgres: (column) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  mariadb: (column) => `DATE_FORMAT(${column}, '%Y-%m-%dT%H:%i:%s.%fZ')`,
  sqlite: (column) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column})`,
}
