import type { ColumnCodec, EventColumn, SqlDialect } from '@daybook/sql'

interface BindOptions {
  bindParam(value: unknown): string
}

/**
 * The type of a column as Sequelize's own data types are used: the SQL of CREATE TABLE, and how a value is sent, in
 * rows and in conditions. The SQL is that of our migration.
 */
export class ColumnType {
  /** No key of Sequelize's, so that it does not put its own type in this one's place. */
  readonly key = 'DAYBOOK'
  readonly dialectTypes = ''
  readonly #sql: string
  readonly #codec: Pick<ColumnCodec, 'to'> | undefined

  constructor(sql: string, codec?: Pick<ColumnCodec, 'to'>) {
    this.#sql = sql
    this.#codec = codec
  }

  toSql(): string {
    return this.#sql
  }

  toString(): string {
    return this.#sql
  }

  stringify(value: unknown): string {
    // Sequelize escapes what comes back: numbers and bytes too.
    return (this.#codec ? this.#codec.to(value) : value) as string
  }

  bindParam(value: unknown, options: BindOptions): string {
    return options.bindParam(this.stringify(value))
  }
}

/** The column as CREATE TABLE has it after its name, but for the primary key. */
export function columnSql(dialect: SqlDialect, column: EventColumn): string {
  const type = `${dialect.columnType(column)}${column.nullable ? '' : ' NOT NULL'}`
  // MariaDB tells drivers that a column with a CHECK of its own is JSON, and some then parse it: there it is the
  // table's. SQLite can only state it with the column.
  const check = dialect.name === 'sqlite' ? dialect.columnCheck(column) : undefined
  return check === undefined ? type : `${type} CHECK (${check})`
}
