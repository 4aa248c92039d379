import type { EventTable, SqlParameter } from '@daybook/sql'
import type { Connection, Row } from './connection.ts'

/** A column as the database has it. */
export interface FoundColumn {
  readonly name: string
  /** In the words of the database, small letters. */
  readonly type: string
  readonly nullable: boolean
  /** Null where the column has none of its own. */
  readonly collation: string | null
}

/** An index as the database has it. */
interface FoundIndex {
  readonly name: string
  /** False where the database does not use it, because making it failed. */
  readonly valid: boolean
}

/** What the database's own catalogue says of a table. */
export interface FoundTable {
  readonly columns: readonly FoundColumn[]
  readonly indexes: readonly FoundIndex[]
}

/** Reads what there is of a table; no columns: it is not there. */
export async function readCatalogue({ dialect, run }: Connection, table: EventTable): Promise<FoundTable> {
  const ask = (sql: string, ...parameters: SqlParameter[]) => run({ sql, parameters })
  return readers[dialect.name](ask, table)
}

/** Whether the tables of the feed of an events table are there. */
export async function hasFeed(connection: Connection, { name, schema }: EventTable): Promise<boolean> {
  return (await readCatalogue(connection, { name: `${name}_pending`, schema })).columns.length > 0
}

type Ask = (sql: string, ...parameters: SqlParameter[]) => Promise<readonly Row[]>

const readers: Readonly<
  Record<Connection['dialect']['name'], (ask: Ask, table: EventTable) => Promise<FoundTable>>
> = {
  async postgres(ask, { name, schema }) {
    const where = 'c.relname = $1 AND n.nspname = coalesce($2, current_schema())'
    const columns = await ask(
      `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
        co.collname AS collation FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_collation co ON co.oid = a.attcollation
        WHERE ${where} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      name,
      schema ?? null,
    )
    const indexes = await ask(
      `SELECT i.relname AS name, x.indisvalid AS valid FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${where}`,
      name,
      schema ?? null,
    )
    return { columns: columns.map(toColumn), indexes: indexes.map(toIndex) }
  },

  async mariadb(ask, { name, schema }) {
    const where = 'table_name = ? AND table_schema = coalesce(?, database())'
    const columns = await ask(
      `SELECT column_name AS name, column_type AS type, is_nullable = 'YES' AS nullable, collation_name AS collation
        FROM information_schema.columns WHERE ${where} ORDER BY ordinal_position`,
      name,
      schema ?? null,
    )
    const indexes = await ask(
      `SELECT DISTINCT index_name AS name, 1 AS valid FROM information_schema.statistics WHERE ${where}`,
      name,
      schema ?? null,
    )
    return { columns: columns.map(toColumn), indexes: indexes.map(toIndex) }
  },

  async sqlite(ask, { name }) {
    const columns = await ask(
      `SELECT name, lower(type) AS type, "notnull" = 0 AS nullable, NULL AS collation FROM pragma_table_info(?)`,
      name,
    )
    const indexes = await ask('SELECT name, 1 AS valid FROM pragma_index_list(?)', name)
    return { columns: columns.map(toColumn), indexes: indexes.map(toIndex) }
  },
}

function toColumn({ name, type, nullable, collation }: Row): FoundColumn {
  return {
    name: String(name),
    type: String(type),
    nullable: Boolean(nullable),
    collation: collation === null ? null : String(collation),
  }
}

function toIndex({ name, valid }: Row): FoundIndex {
  return { name: String(name), valid: Boolean(valid) }
}
