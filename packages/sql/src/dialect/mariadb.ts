import { type DaybookEvent, limits } from '@daybook/core'
import { appendedColumns, type ColumnKind, type EventColumn } from '../table/columns.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'
import { columnReaders } from './event-values.ts'
import { anyCaseExpression } from './like-pattern.ts'
import type { FailureKind, SqlDialect, SqlParameter } from './sql-dialect.ts'

const types: Readonly<Record<Exclude<ColumnKind, 'key'>, string>> = {
  id: 'binary(16)',
  instant: 'datetime(3)',
  // A text of 65,535 characters, of up to four bytes each.
  text: 'mediumtext',
  smallint: 'smallint unsigned',
  double: 'double',
  json: 'longtext',
}

const quote = (name: string) => `\`${name}\``
const idValue = (placeholder: string) => `UNHEX(REPLACE(${placeholder}, '-', ''))`

/** A time as the UTC text of a datetime(3): without a zone, so that no session's zone can shift it. */
const datetime = (date: Date): SqlParameter => date.toISOString().slice(0, 23).replace('T', ' ')

const readers = columnReaders(datetime)
const names = appendedColumns.map(({ name }) => quote(name)).join(', ')
const rowOf = (id: string) =>
  `(${appendedColumns.map(({ kind }) => (kind === 'id' ? id : '?')).join(', ')}, UTC_TIMESTAMP(3))`
const row = rowOf(idValue('?'))
// After a deadlock, or DDL, a connection goes on without its transaction, and commits each statement: no id, no row.
const rowInTransaction = rowOf(`IF(@@in_transaction, ${idValue('?')}, NULL)`)

const idText = [9, 14, 19, 24].reduce(
  (text, position) => `INSERT(${text}, ${position}, 0, '-')`,
  'LOWER(HEX(`id`))',
)
// Differences of datetimes heed no zone.
const millisOf = (column: string) => `TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${quote(column)}) DIV 1000`
const recordedAt = millisOf('recorded_at')

const selected = ({ name }: Pick<EventColumn, 'name'>): string =>
  name === 'id' ? `${idText} AS id` : name === 'recorded_at' ? `${recordedAt} AS recorded_at` : quote(name)

/** MariaDB 10.6 and later. */
export const mariadb: SqlDialect = {
  name: 'mariadb',
  quote,
  // Binary, and without padding: under utf8mb4_bin 'a' and 'a ' would be one.
  tableOptions: ' ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin',
  partialIndexes: false,
  // ON DUPLICATE KEY UPDATE would need the right to update, and INSERT IGNORE cuts texts without a word.
  failsOnDuplicate: true,
  readsWholeRows: true,
  mergesUnions: false,
  weighsValues: true,
  sharesCommonTables: false,
  holdsUpApp: false,
  skipsForDistinct: true,
  hasGroupingSets: false,
  placeholder: () => '?',
  idValue,
  columnType: (column) => (column.kind === 'key' ? `varchar(${column.length})` : types[column.kind]),
  columnCheck: ({ name, kind }) => (kind === 'json' ? `json_valid(${quote(name)})` : undefined),
  selected,

  append(table: EventTable, events: readonly DaybookEvent[], inTransaction?: boolean) {
    const values = inTransaction ? rowInTransaction : row
    return {
      sql:
        // Without strict mode a value that does not fit is changed until it does, without a word.
        `SET STATEMENT sql_mode = 'STRICT_ALL_TABLES' FOR ` +
        `INSERT INTO ${tablePath(mariadb, table)} (${names}, ${quote('recorded_at')}) ` +
        `VALUES ${events.map(() => values).join(', ')} ` +
        `RETURNING ${idText} AS id, ${recordedAt} AS recorded_at`,
      parameters: events.flatMap((event) => readers.map((read) => read(event))),
      // Each number of rows is another text.
      isFixed: events.length === 1,
    }
  },

  like: (column, placeholder) => `${column} LIKE ${placeholder} ESCAPE '!'`,
  likePattern: (pattern) => pattern.replaceAll(/[!%_]/g, '!$&').replaceAll('*', '%'),
  anyCase: (column, placeholder) => `${column} REGEXP ${placeholder}`,
  anyCasePattern: anyCaseExpression,
  jsonAt: (column, placeholder) => `JSON_EXTRACT(${column}, ${placeholder})`,
  jsonPath: (keys) =>
    `$${keys.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${JSON.stringify(key)}`)).join('')}`,
  // The JSON text of a scalar, as it was written by us.
  jsonEquals: (value, placeholder) => `CAST(${value} AS BINARY) = CAST(${placeholder} AS BINARY)`,
  jsonText: (column) => column,
  // With a text of any length in it, a temporary table is on disk from its first row.
  shortText: (column) => `CAST(${column} AS CHAR(${limits.referenceName}))`,
  asText: (value) => `CAST(${value} AS CHAR(${limits.referenceId}))`,
  bucket: ({ since, widthMillis }) =>
    `(${millisOf('occurred_at')} - ${since.getTime() - widthMillis}) DIV ${Math.trunc(widthMillis)}`,
  deleteOldest: (path, oldest) => `DELETE FROM ${path}${oldest} RETURNING 1 AS pruned`,

  classify({ code, message }): FailureKind {
    if (code === 'ER_BAD_NULL_ERROR' && /Column 'id'/.test(message)) return 'transaction-over'
    if (code === 'ER_NO_SUCH_TABLE') return 'table-missing'
    if (code === 'ER_BAD_FIELD_ERROR') return 'schema-old'
    if (code === 'ER_DUP_ENTRY') return 'duplicate'
    if (/^ER_(TABLE|COLUMN)ACCESS_DENIED_ERROR$/.test(code)) return 'forbidden'
    if (/^ER_(DISK_FULL|RECORD_FILE_FULL)$/.test(code)) return 'full'
    if (
      /^(ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS)$/.test(code)
    )
      return 'retryable'
    if (/^(ECONNREFUSED|ENOTFOUND|EHOSTUNREACH)$/.test(code)) return 'retryable'
    // The two drivers about a connection that was closed before the statement was sent.
    if (code === 'ER_CMD_CONNECTION_CLOSED' || /connection is in closed state/.test(message))
      return 'retryable'
    if (/^(ECONNRESET|EPIPE|ETIMEDOUT|PROTOCOL_CONNECTION_LOST)$/.test(code)) return 'ambiguous'
    if (/^ER_(SOCKET_UNEXPECTED_CLOSE|SOCKET_TIMEOUT|CONNECTION_KILLED|SERVER_SHUTDOWN)$/.test(code))
      return 'ambiguous'
    if (
      /^ER_(DATA_TOO_LONG|TRUNCATED_WRONG_VALUE|WARN_DATA_OUT_OF_RANGE|CONSTRAINT_FAILED|NET_PACKET_TOO_LARGE|BAD_NULL_ERROR|INVALID_CHARACTER_STRING)/.test(
        code,
      )
    )
      return 'poison'
    return /CONSTRAINT .* failed/.test(message) ? 'poison' : 'other'
  },
}
