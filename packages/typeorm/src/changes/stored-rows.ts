import { encodeKey } from '@daybook/core'
import type { Row } from '@daybook/core/changes'
import type { SqlDialect } from '@daybook/sql'
import type { DataSource, EntityMetadata } from 'typeorm'
import type { TypeormQueryRunner } from '../store/live-data-source.ts'
import { type Column, type EntityField, fieldsOf, rowOf } from './entity-fields.ts'
import type { WriteBuilder } from './write-builder.ts'

/** A row as it stands in the database. */
export interface StoredRow {
  /** Its own entity, where that of the statement has others in the same table. */
  readonly metadata: EntityMetadata
  /** The values of the primary key. */
  readonly key: readonly unknown[]
  readonly row: Row
}

/** Values of some columns, which together tell rows apart. */
export interface Lookup {
  readonly columns: readonly Column[]
  readonly values: readonly unknown[]
}

/** Reads rows without making entities of them: nothing listens, and nothing is loaded later. */
export interface StoredRows {
  /**
   * At most `limit` of the rows that a statement is about to write, which nobody else can change until it has; of them
   * `wanted`, where not all is.
   */
  matching(
    builder: WriteBuilder,
    limit: number,
    runner: TypeormQueryRunner,
    wanted?: readonly EntityField[],
  ): Promise<StoredRow[]>
  /** At most `limit` of all rows. */
  any(metadata: EntityMetadata, limit: number, runner: TypeormQueryRunner): Promise<StoredRow[]>
  count(metadata: EntityMetadata, runner: TypeormQueryRunner): Promise<number>
  deleteAll(metadata: EntityMetadata, runner: TypeormQueryRunner): Promise<void>
  /** The rows that any of `lookups` finds, in no order; one that several find may come more than once. */
  found(
    metadata: EntityMetadata,
    lookups: readonly Lookup[],
    runner: TypeormQueryRunner,
    purpose: 'to-be-written' | 'written',
  ): Promise<StoredRow[]>
}

// Well below the fewest parameters that a statement can have (32,766), also for keys of many columns.
const lookupsOfOneStatement = 500

export function createStoredRows({ driver }: Pick<DataSource, 'driver'>, dialect: SqlDialect): StoredRows {
  const lock = dialect.name === 'sqlite' ? '' : ' FOR UPDATE'

  const selection = (metadata: EntityMetadata, fields?: readonly EntityField[]): string =>
    [...selected(metadata, fields)].map(({ databaseName }) => driver.escape(databaseName)).join(', ')

  const hydrate = (
    metadata: EntityMetadata,
    fields: readonly EntityField[],
    raw: Readonly<Record<string, unknown>>,
  ): StoredRow => {
    const value = (column: Column) => driver.prepareHydratedValue(raw[column.databaseName], column)
    return {
      metadata: kindOfRow(metadata, raw),
      key: metadata.primaryColumns.map(value),
      row: rowOf(fields, ({ column }) => value(column)),
    }
  }

  const read = async (
    metadata: EntityMetadata,
    sql: string,
    parameters: unknown[],
    runner: TypeormQueryRunner,
    fields = fieldsOf(metadata),
  ): Promise<StoredRow[]> => {
    const rows = (await runner.query(sql, parameters)) as readonly Record<string, unknown>[]
    return rows.map((raw) => hydrate(metadata, fields, raw))
  }

  const escapeQuery = driver.escapeQueryWithParameters.bind(driver) as (
    sql: string,
    parameters: object,
    native: object,
  ) => [sql: string, parameters: unknown[]]

  const tableOf = ({ tablePath }: EntityMetadata): string =>
    tablePath
      .split('.')
      .map((part) => driver.escape(part))
      .join('.')

  return {
    any: (metadata, limit, runner) =>
      read(
        metadata,
        `SELECT ${selection(metadata)} FROM ${tableOf(metadata)} LIMIT ${limit}${lock}`,
        [],
        runner,
      ),

    async count(metadata, runner) {
      const [row] = (await runner.query(`SELECT COUNT(*) AS n FROM ${tableOf(metadata)}`)) as { n: unknown }[]
      return Number(row?.n)
    },

    async deleteAll(metadata, runner) {
      await runner.query(`DELETE FROM ${tableOf(metadata)}`)
    },

    matching(builder, limit, runner, wanted) {
      const { expressionMap } = builder
      const metadata = expressionMap.mainAlias?.metadata as EntityMetadata
      const conditions = `${builder.createWhereExpression()}${builder.createOrderByExpression?.() ?? ''}`
      const replaced = builder.replacePropertyNamesForTheWholeQuery?.(conditions) ?? conditions
      const from = `${selection(metadata, wanted)} FROM ${builder.getTableName(builder.getMainTableName())}`
      const most = Math.min(limit, expressionMap.limit ?? limit)
      const [sql, parameters] = escapeQuery(
        `${builder.createCteExpression?.() ?? ''}SELECT ${from}${replaced} LIMIT ${most}${lock}`,
        builder.getParameters(),
        // Until TypeORM 1.
        expressionMap.nativeParameters ?? {},
      )
      return read(metadata, sql, parameters, runner, wanted)
    },

    async found(metadata, lookups, runner, purpose) {
      const rows: StoredRow[] = []
      for (let start = 0; start < lookups.length; start += lookupsOfOneStatement) {
        const parameters: unknown[] = []
        const parameter = (column: Column, value: unknown) => {
          parameters.push(driver.preparePersistentValue(value, column))
          return driver.createParameter('key', parameters.length - 1)
        }
        const condition = conditionOf(lookups.slice(start, start + lookupsOfOneStatement), driver, parameter)
        const sql = `SELECT ${selection(metadata)} FROM ${tableOf(metadata)} WHERE ${condition}`
        rows.push(
          ...(await read(metadata, purpose === 'written' ? sql : `${sql}${lock}`, parameters, runner)),
        )
      }
      return rows
    },
  }
}

function conditionOf(
  lookups: readonly Lookup[],
  driver: DataSource['driver'],
  parameter: (column: Column, value: unknown) => string,
): string {
  const [only] = lookups[0]?.columns ?? []
  const isList = only && lookups.every(({ columns }) => columns.length === 1 && columns[0] === only)
  if (isList)
    return `${driver.escape(only.databaseName)} IN (${lookups.map(({ values }) => parameter(only, values[0])).join(', ')})`
  return lookups
    .map(({ columns, values }) =>
      columns.map(
        (column, index) => `${driver.escape(column.databaseName)} = ${parameter(column, values[index])}`,
      ),
    )
    .map((parts) => `(${parts.join(' AND ')})`)
    .join(' OR ')
}

/** What finds a row by its primary key. */
export function byKey(metadata: EntityMetadata, key: readonly unknown[]): Lookup {
  return { columns: metadata.primaryColumns, values: key }
}

/** The id of a row, as events refer to it. */
export function idOf({ key }: Pick<StoredRow, 'key'>): string | null {
  return encodeKey(key)
}

/** The columns to read: those that the app knows, the key, and what tells the entities of one table apart. */
function selected(metadata: EntityMetadata, fields = fieldsOf(metadata)): ReadonlySet<Column> {
  const { primaryColumns, discriminatorColumn } = metadata
  return new Set([
    ...primaryColumns,
    ...fields.map(({ column }) => column),
    ...(discriminatorColumn ? [discriminatorColumn] : []),
  ])
}

function kindOfRow(metadata: EntityMetadata, raw: Readonly<Record<string, unknown>>): EntityMetadata {
  const { discriminatorColumn, childEntityMetadatas } = metadata
  const discriminator = discriminatorColumn && raw[discriminatorColumn.databaseName]
  const child = childEntityMetadatas.find(({ discriminatorValue }) => discriminatorValue === discriminator)
  return child ?? metadata
}
