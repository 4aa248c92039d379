import type { DaybookEvent } from '@daybook/core'
import { appendedColumns, type ColumnKind } from '../table/columns.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
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
const names = appendedColumns.map(({ name }) => `"${name}"`).join(', ')
const recordedAt = '(extract(epoch FROM "recorded_at") * 1000)::bigint::text AS "recorded_at"'

/** PostgreSQL 13 and later. */
export const postgres: SqlDialect = {
  name: 'postgres',
  quote: (name) => `"${name}"`,
  tableOptions: '',
  partialIndexes: true,
  failsOnDuplicate: false,
  placeholder: (position) => `$${position}`,
  idValue: (placeholder) => placeholder,
  columnType: ({ kind }) => types[kind],
  columnCheck: () => undefined,
  selected: ({ name, kind }) =>
    name === 'recorded_at' ? recordedAt : kind === 'json' ? `"${name}"::text AS "${name}"` : `"${name}"`,

  append(table: EventTable, events: readonly DaybookEvent[]) {
    return {
      sql:
        `INSERT INTO ${tablePath(postgres, table)} (${names}, "recorded_at") ` +
        `SELECT *, statement_timestamp() FROM unnest(${arrays}) ` +
        `ON CONFLICT ("id") DO NOTHING RETURNING "id", ${recordedAt}`,
      parameters: readers.map((read) => arrayLiteral(events.map(read))),
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

  classify({ code, message }): FailureKind {
    if (code === '42P01') return 'table-missing'
    if (code === '42703') return 'schema-old'
    if (/^(40001|40P01|55P03|53300|53100|53200|57P03|57P01|57014)$/.test(code)) return 'retryable'
    if (/^(ECONNREFUSED|ENOTFOUND|EHOSTUNREACH)$/.test(code)) return 'retryable'
    if (/^(ECONNRESET|EPIPE|ETIMEDOUT|08...)$/.test(code)) return 'ambiguous'
    if (/terminated unexpectedly|Query read timeout/.test(message)) return 'ambiguous'
    if (/^(22...|23...|54...)$/.test(code)) return 'poison'
    return 'other'
  },
}
