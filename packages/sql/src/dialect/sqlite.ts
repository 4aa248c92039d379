import type { DaybookEvent } from '@daybook/core'
import { appendedColumns, type ColumnKind } from '../table/columns.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { oncePerTable } from '../table/once-per-table.ts'
import { columnReaders } from './event-values.ts'
import { globPattern, likeText } from './like-pattern.ts'
import type { FailureKind, SqlDialect } from './sql-dialect.ts'

const types: Readonly<Record<ColumnKind, string>> = {
  id: 'text',
  instant: 'integer',
  key: 'text',
  text: 'text',
  smallint: 'integer',
  double: 'real',
  json: 'text',
}

const readers = columnReaders((date) => date.getTime())
const names = appendedColumns.map(({ name }) => `"${name}"`).join(', ')
const values = appendedColumns.map((_, index) => `value ->> ${index}`).join(', ')
const placeholders = appendedColumns.map(() => '?').join(', ')
const now = `CAST(unixepoch('subsec') * 1000 AS integer)`

const inserts = oncePerTable((table) => {
  const insert = (rows: string) =>
    `INSERT INTO ${tablePath(sqlite, table)} (${names}, "recorded_at") ${rows} ` +
    `ON CONFLICT ("id") DO NOTHING RETURNING "id", "recorded_at"`
  return {
    // One row as such needs no JSON to be read.
    ofOne: insert(`VALUES (${placeholders}, ${now})`),
    // WHERE true keeps SQLite from reading ON as the start of a join.
    ofMany: insert(`SELECT ${values}, ${now} FROM json_each(?) WHERE true`),
  }
})

/** SQLite 3.42 and later. */
export const sqlite: SqlDialect = {
  name: 'sqlite',
  quote: (name) => `"${name}"`,
  tableOptions: '',
  partialIndexes: true,
  failsOnDuplicate: false,
  readsWholeRows: false,
  withoutIndex: (column) => `+${column}`,
  mergesUnions: false,
  weighsValues: false,
  sharesCommonTables: true,
  holdsUpApp: true,
  rowNumber: 'rowid',
  skipsForDistinct: false,
  hasGroupingSets: false,
  placeholder: () => '?',
  idValue: (placeholder) => placeholder,
  columnType: ({ kind }) => types[kind],
  columnCheck: ({ name, kind }) => (kind === 'json' ? `json_valid("${name}")` : undefined),
  selected: ({ name }) => `"${name}"`,

  append(table: EventTable, events: readonly DaybookEvent[]) {
    const { ofOne, ofMany } = inserts(table)
    const rows = events.map((event) => readers.map((read) => read(event)))
    const [only] = rows.length === 1 ? rows : []
    return only
      ? { sql: ofOne, parameters: only, isFixed: true }
      : { sql: ofMany, parameters: [JSON.stringify(rows)], isFixed: true }
  },

  like: (column, placeholder) => `${column} GLOB ${placeholder}`,
  likePattern: globPattern,
  anyCase: (column, placeholder) => `${column} LIKE ${placeholder} ESCAPE '\\'`,
  anyCasePattern: likeText,
  // -> answers with JSON text, so that 1, "1" and true stay apart.
  jsonAt: (column, placeholder) => `${column} -> ${placeholder}`,
  jsonPath: (keys) =>
    `$${keys.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${JSON.stringify(key)}`)).join('')}`,
  jsonEquals: (value, placeholder) => `${value} = json(${placeholder})`,
  jsonText: (column) => column,
  shortText: (column) => column,
  asText: (value) => `CAST(${value} AS text)`,
  // One bucket earlier as the origin, because a division of integers rounds towards zero.
  bucket: ({ since, widthMillis }) =>
    `("occurred_at" - ${since.getTime() - widthMillis}) / ${Math.trunc(widthMillis)}`,
  deleteOldest: (path, oldest) =>
    `DELETE FROM ${path} WHERE "id" IN (SELECT "id" FROM ${path}${oldest}) RETURNING 1 AS pruned`,

  classify({ code, message }): FailureKind {
    if (/no such table/.test(message)) return 'table-missing'
    if (/no such column|has no column named/.test(message)) return 'schema-old'
    if (/^SQLITE_(READONLY|AUTH|PERM)/.test(code)) return 'forbidden'
    if (code === 'SQLITE_FULL') return 'full'
    if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'retryable'
    if (/^SQLITE_IOERR/.test(code)) return 'ambiguous'
    if (/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(code)) return 'poison'
    return 'other'
  },
}
