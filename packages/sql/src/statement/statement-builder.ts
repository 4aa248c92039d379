import type { SqlDialect, SqlParameter, SqlStatement } from '../dialect/sql-dialect.ts'

/** Collects the parameters of one statement while its text is written. */
export interface StatementBuilder {
  readonly dialect: SqlDialect
  /** The placeholder that stands for `value`. Values never become part of the text. */
  bind(value: SqlParameter): string
  /** `(?, ?, …)` for several values. */
  bindAll(values: readonly SqlParameter[]): string
  statement(sql: string): SqlStatement
}

export function createStatementBuilder(dialect: SqlDialect): StatementBuilder {
  const parameters: SqlParameter[] = []
  const bind = (value: SqlParameter): string => dialect.placeholder(parameters.push(value))
  return {
    dialect,
    bind,
    bindAll: (values) => `(${values.map(bind).join(', ')})`,
    statement: (sql) => ({ sql, parameters }),
  }
}
