/** What a database says of a table: comparable with `toEqual`. */
export interface TableDescription {
  /** In their order: type, nullability, collation, default. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: unknown }[]
  /** By name: columns in their order, uniqueness, the condition of a partial one. */
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[] }[]
  /** The expressions of its CHECKs, wherever they were stated. */
  readonly checks: readonly string[]
  /** On MariaDB. */
  readonly options?: object
}

/**
 * Describes a table of the connection that `run` sends statements to.
 *
 * @param run - runs a statement without parameters and answers with its rows, by column name.
 */
export declare const describeTable: (
  run: (sql: string) => Promise<readonly object[]>,
  dialect: 'sqlite' | 'postgres' | 'mariadb',
  table: string,
) => Promise<TableDescription>
