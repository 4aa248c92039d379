import type { SqlStatement } from '../dialect/sql-dialect.ts'
import type { EventRow } from '../store/event-row.ts'

/** The members of a better-sqlite3 `Database` that are used here. */
export interface SqliteConnection {
  readonly inTransaction: boolean
  prepare(sql: string): SqliteStatement
}

interface SqliteStatement {
  /** Whether it gives rows. */
  readonly reader: boolean
  run(...parameters: unknown[]): unknown
  all(...parameters: unknown[]): EventRow[]
}

const rememberedStatements = 100

/** Runs statements on a connection at once. What has been prepared is kept for as long as the connection is the same. */
export function createPreparedStatements(): (
  connection: SqliteConnection,
  statement: SqlStatement,
) => readonly EventRow[] {
  let known: { connection: SqliteConnection; statements: Map<string, SqliteStatement> } | undefined

  const prepared = (connection: SqliteConnection, sql: string): SqliteStatement => {
    if (known?.connection !== connection) known = { connection, statements: new Map() }
    const kept = known.statements.get(sql)
    if (kept !== undefined) return kept
    const statement = connection.prepare(sql)
    if (known.statements.size < rememberedStatements) known.statements.set(sql, statement)
    return statement
  }

  return (connection, { sql, parameters }) => {
    const statement = prepared(connection, sql)
    if (statement.reader) return statement.all(...parameters)
    statement.run(...parameters)
    return []
  }
}
