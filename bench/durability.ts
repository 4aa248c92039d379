import type { Engine } from './orms/orm-bench.ts'

/** What each engine is asked for, so that nobody has to guess how safe the measured writes were. */
const questions: Readonly<Record<Engine, string>> = {
  postgres:
    "SELECT name, setting AS value FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version') ORDER BY name",
  mariadb:
    "SELECT LOWER(variable_name) AS name, variable_value AS value FROM information_schema.global_variables WHERE variable_name IN ('INNODB_FLUSH_LOG_AT_TRX_COMMIT', 'SYNC_BINLOG', 'LOG_BIN', 'VERSION') ORDER BY variable_name",
  sqlite:
    "SELECT 'journal_mode' AS name, journal_mode AS value FROM pragma_journal_mode UNION ALL SELECT 'synchronous', synchronous FROM pragma_synchronous UNION ALL SELECT 'version', sqlite_version()",
}

/** `fsync=on, synchronous_commit=on, …`, as the server says. */
export async function durabilityOf(engine: Engine, query: (sql: string) => unknown): Promise<string> {
  const rows = rowsOf(await query(questions[engine]))
  return `${engine}: ${rows.map(({ name, value }) => `${name}=${value}`).join(', ')}`
}

type Row = Readonly<Record<'name' | 'value', unknown>>

/** The rows in whatever a driver answers with: themselves, a result, or rows and fields. */
function rowsOf(answer: unknown): readonly Row[] {
  const rows = Array.isArray(answer) ? answer : (answer as { readonly rows: readonly Row[] }).rows
  return Array.isArray(rows[0]) ? (rows[0] as readonly Row[]) : (rows as readonly Row[])
}
