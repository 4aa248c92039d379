import type { Row } from '@daybook/core/changes'
import type { SqlDialect } from '@daybook/sql'
import type { LiveSequelize, OpenTransaction } from '../store/live-sequelize.ts'
import type { LiveModel, LiveType } from './live-model.ts'
import { fieldsOf, type ModelField } from './model-fields.ts'
import { decimalText, digits } from './written-values.ts'

/** The options of a statement that those around it share. */
export interface StatementOptions {
  readonly transaction?: OpenTransaction | null | undefined
  readonly logging?: unknown
  readonly benchmark?: unknown
}

/** A model's table: that of the model, or of another schema. */
interface ModelTable {
  readonly model: LiveModel
  readonly name: unknown
}

/** A condition by column, as Sequelize's query interface takes it. Undefined: all rows. */
export type Where = unknown

/** Reads rows without making instances of them: no hook runs, and nothing is loaded with them. */
export interface StoredRows {
  /**
   * At most `limit` rows, with the attributes that are `wanted`, or all. Those that are to be written nobody else can
   * change until they have been.
   */
  matching(
    table: ModelTable,
    where: Where,
    purpose: 'to-be-written' | 'written',
    options: StatementOptions,
    limit?: number,
    wanted?: ReadonlySet<string>,
  ): Promise<Row[]>
  count(table: ModelTable, where: Where, options: StatementOptions): Promise<number>
}

interface QueryGenerator {
  quoteTable(name: unknown): string
  quoteIdentifier(name: string): string
  getWhereConditions(where: Where, prefix: null, model: LiveModel, options: object): string
}

type Query = (sql: string, options: object) => Promise<Record<string, unknown>[]>

export function createStoredRows(sequelize: LiveSequelize, dialect: SqlDialect): StoredRows {
  const { queryGenerator } = sequelize.getQueryInterface() as { readonly queryGenerator: QueryGenerator }
  const { query, options } = sequelize as unknown as { query: Query; readonly options: { timezone: string } }
  const quote = (name: string) => queryGenerator.quoteIdentifier(name)
  // SQLite has one writer.
  const lock = dialect.name === 'sqlite' ? '' : ' FOR UPDATE'

  const select = (
    { model, name }: ModelTable,
    what: string,
    where: Where,
    tail: string,
    { transaction, logging, benchmark }: StatementOptions,
  ) => {
    const condition = queryGenerator.getWhereConditions(where, null, model, { model })
    const sql = `SELECT ${what} FROM ${queryGenerator.quoteTable(name)}${condition && ` WHERE ${condition}`}${tail}`
    return query.call(sequelize, sql, {
      type: 'SELECT',
      raw: true,
      model,
      // Otherwise Sequelize asks SQLite for the columns' types, whose values are decoded here.
      tableNames: [],
      ...(transaction !== undefined && { transaction }),
      ...(logging !== undefined && { logging }),
      ...(benchmark !== undefined && { benchmark }),
    })
  }

  const decoders: Readonly<Record<SqlDialect['name'], (type: LiveType, value: unknown) => unknown>> = {
    // Its driver hands out what is stored, which only the attribute tells the meaning of.
    sqlite(type, value) {
      if (type.key === 'DECIMAL') return decimalText(value, type._scale)
      return type.constructor.parse ? type.constructor.parse(value, options) : value
    },
    mariadb: (type, value) => (type.key === 'BIGINT' ? digits(value) : value),
    postgres: (_type, value) => value,
  }
  const decode = (fields: readonly ModelField[], row: Record<string, unknown>): Row => {
    for (const { attribute, type } of fields)
      if (row[attribute] !== null) row[attribute] = decoders[dialect.name](type, row[attribute])
    return row
  }

  return {
    async matching(table, where, purpose, statementOptions, limit, wanted) {
      const fields = fieldsOf(table.model).filter(({ attribute }) => wanted?.has(attribute) ?? true)
      const columns = fields
        .map(({ attribute, column }) => `${quote(column)} AS ${quote(attribute)}`)
        .join(', ')
      const tail = `${limit === undefined ? '' : ` LIMIT ${limit}`}${purpose === 'written' ? '' : lock}`
      const rows = await select(table, columns, where, tail, statementOptions)
      return dialect.name === 'postgres' ? rows : rows.map((row) => decode(fields, row))
    },

    async count(table, where, statementOptions) {
      const [row] = await select(table, 'COUNT(*) AS n', where, '', statementOptions)
      return Number(row?.n)
    },
  }
}
