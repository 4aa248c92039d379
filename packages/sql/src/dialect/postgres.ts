import type { DaybookEvent } from '@daybook/core'
import { appendedColumns, type ColumnKind } from '../table/columns.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { oncePerTable } from '../table/once-per-table.ts'
import { arrayLiteral } from './array-literal.ts'
import { columnReaders } from './event-values.ts'
import { likePattern, likeText } from './like-pattern.ts'
import type { FailureKind, SqlDialect } from './sql-dialect.ts'

const types: Readonly<Record<ColumnKind, string>> = {
  id: 'uuid',
  instant: 'timestamptz(3)',
  key: 'text COLLATE "C"',
  text: 'text',
  smallint: 'smallint',
  double: 'double precision',
  json: 'jsonb',
}

// An array type has neither precision nor collation.
const arrayTypes: Readonly<Record<ColumnKind, string>> = { ...types, instant: 'timestamptz', key: 'text' }

const readers = columnReaders((date) => date.toISOString())
const arrays = appendedColumns.map(({ kind }, index) => `$${index + 1}::${arrayTypes[kind]}[]`).join(', ')
const placeholders = appendedColumns.map((_, index) => `$${index + 1}`).join(', ')
const names = appendedColumns.map(({ name }) => `"${name}"`).join(', ')
const recordedAt = '(extract(epoch FROM "recorded_at") * 1000)::bigint::text AS "recorded_at"'

const inserts = oncePerTable((table) => {
  const insert = (rows: string) =>
    `INSERT INTO ${tablePath(postgres, table)} (${names}, "recorded_at") ${rows} ` +
    `ON CONFLICT ("id") DO NOTHING RETURNING "id", ${recordedAt}`
  return {
    // One row as such is planned in two thirds of the time.
    ofOne: insert(`VALUES (${placeholders}, statement_timestamp())`),
    ofMany: insert(`SELECT *, statement_timestamp() FROM unnest(${arrays})`),
  }
})

/** PostgreSQL 13 and later. */
export const postgres: SqlDialect = {
  name: 'postgres',
  quote: (name) => `"${name}"`,
  tableOptions: '',
  partialIndexes: true,
  failsOnDuplicate: false,
  readsWholeRows: false,
  mergesUnions: true,
  weighsValues: true,
  sharesCommonTables: true,
  holdsUpApp: false,
  skipsForDistinct: false,
  hasGroupingSets: true,
  placeholder: (position) => `$${position}`,
  idValue: (placeholder) => placeholder,
  columnType: ({ kind }) => types[kind],
  columnCheck: () => undefined,
  selected: ({ name, kind }) =>
    name === 'recorded_at' ? recordedAt : kind === 'json' ? `"${name}"::text AS "${name}"` : `"${name}"`,

  append(table: EventTable, events: readonly DaybookEvent[]) {
    const [only] = events.length === 1 ? events : []
    const { ofOne, ofMany } = inserts(table)
    return {
      sql: only ? ofOne : ofMany,
      parameters: readers.map((read) => (only ? read(only) : arrayLiteral(events.map(read)))),
      isFixed: true,
    }
  },

  like: (column, placeholder) => `${column} LIKE ${placeholder}`,
  likePattern,
  // Under the collation "C" only ASCII letters have a case.
  anyCase: (column, placeholder) => `${column} COLLATE "C" ILIKE ${placeholder}`,
  anyCasePattern: likeText,
  jsonAt: (column, placeholder) => `${column} #> ${placeholder}::text[]`,
  jsonPath: arrayLiteral,
  jsonEquals: (value, placeholder) => `${value} = ${placeholder}::jsonb`,
  jsonText: (column) => `${column}::text`,
  shortText: (column) => column,
  asText: (value) => `${value}::text`,
  bucket({ since, widthMillis, count }, bind) {
    const begins = Array.from({ length: count + 1 }, (_, index) =>
      new Date(since.getTime() + index * widthMillis).toISOString(),
    )
    return `width_bucket("occurred_at", ${bind(arrayLiteral(begins))}::timestamptz[])`
  },
  // An array of ids is looked up in the primary key; a subquery may be joined by a scan of the table.
  deleteOldest: (path, oldest) =>
    `WITH pruned AS (DELETE FROM ${path} WHERE "id" = ANY (ARRAY(SELECT "id" FROM ${path}${oldest})) RETURNING 1) ` +
    'SELECT 1 AS pruned FROM pruned',

  classify({ code, message }): FailureKind {
    if (code === '42P01') return 'table-missing'
    if (code === '42703') return 'schema-old'
    if (code === '42501') return 'forbidden'
    if (code === '53100') return 'full'
    if (/^(40001|40P01|55P03|53300|53200|57P03|57P01|57014)$/.test(code)) return 'retryable'
    if (/^(ECONNREFUSED|ENOTFOUND|EHOSTUNREACH)$/.test(code)) return 'retryable'
    if (/^(ECONNRESET|EPIPE|ETIMEDOUT|08...)$/.test(code)) return 'ambiguous'
    // The connection was gone before the statement was sent.
    if (/is not queryable/.test(message)) return 'retryable'
    if (/^Connection terminated|terminated unexpectedly|Query read timeout/.test(message)) return 'ambiguous'
    if (/^(22...|23...|54...)$/.test(code)) return 'poison'
    return 'other'
  },
}
