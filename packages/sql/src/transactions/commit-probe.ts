import type { SqlDialect, SqlStatement } from '../dialect/sql-dialect.ts'
import type { EventRow } from '../store/event-row.ts'

// After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error, and every statement with one. A
// deadlock ends the transaction of MariaDB, which then commits nothing without a word.
const probes: Readonly<Partial<Record<SqlDialect['name'], string>>> = {
  postgres: 'SELECT 1 AS is_open',
  mariadb: 'SELECT @@in_transaction AS is_open',
}

/** Asks in a transaction, just before its COMMIT, whether that can still succeed. `run` runs a statement in it. */
export async function canCommit(
  dialect: SqlDialect,
  run: (statement: SqlStatement) => Promise<unknown>,
): Promise<boolean> {
  const sql = probes[dialect.name]
  if (sql === undefined) return true
  try {
    const [row] = (await run({ sql, parameters: [] })) as readonly EventRow[]
    return Number(row?.is_open) === 1
  } catch {
    return false
  }
}
