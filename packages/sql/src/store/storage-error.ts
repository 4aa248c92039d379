import { isDaybookError, StorageError, ValidationError } from '@daybook/core'
import { type FailureKind, failureTraits, type NativeError, type SqlDialect } from '../dialect/sql-dialect.ts'
import type { EventTable } from '../table/event-table.ts'

/**
 * The one translation of a database's failures. `error` may be the driver's own or an ORM's wrapping of it;
 * Daybook's errors pass as they are.
 */
export function toStorageError(
  dialect: SqlDialect,
  table: EventTable,
  attempt: string,
  error: unknown,
): unknown {
  if (isDaybookError(error)) return error
  const kind = dialect.classify(nativeError(error))
  if (kind === 'transaction-over') return transactionOver(error)
  return new StorageError({ ...words(kind, table, attempt), ...failureTraits[kind], cause: error })
}

function words(kind: FailureKind, table: EventTable, attempt: string) {
  switch (kind) {
    case 'table-missing':
      return {
        code: 'DAYBOOK_TABLE_MISSING',
        message: `Could not ${attempt}: the table \`${table.name}\` does not exist.`,
        fix: 'Add createEventMigration() to your migrations and run them.',
      } as const
    case 'schema-old':
      return {
        code: 'DAYBOOK_OLD_SCHEMA',
        message: `Could not ${attempt}: the table \`${table.name}\` lacks a column.`,
        fix: 'Run the migrations of the installed version.',
      } as const
    case 'forbidden':
      return {
        code: 'DAYBOOK_FORBIDDEN',
        message: `Could not ${attempt}: the database role may not do that with \`${table.name}\`.`,
        fix: 'Writing needs INSERT and SELECT, reading SELECT, pruning SELECT and DELETE.',
      } as const
    case 'full':
      return {
        code: 'DAYBOOK_DATABASE_FULL',
        message: `Could not ${attempt}: the database has no room left. Nothing was written.`,
        fix: 'Make room: enlarge its disk, or prune old events.',
      } as const
    case 'poison':
      return {
        code: 'DAYBOOK_REFUSED',
        message: `Could not ${attempt}: the database refused the content of an event in \`${table.name}\`.`,
        fix: 'The `cause` is its own error.',
      } as const
    case 'retryable':
    case 'ambiguous':
      return {
        code: 'DAYBOOK_UNAVAILABLE',
        message: `Could not ${attempt}: the database is not available now.`,
        fix: 'Try again; the same id is never stored twice.',
      } as const
    default:
      return {
        code: 'DAYBOOK_STORAGE',
        message: `Could not ${attempt} in \`${table.name}\`.`,
        fix: "The `cause` is the database's own error.",
      } as const
  }
}

function transactionOver(cause: unknown): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_NOT_A_TRANSACTION',
    message: 'The database has ended the transaction `tx`, so that nothing can be written in it.',
    fix: 'Do not go on after a deadlock, and log after DDL without `tx`.',
    cause,
  })
}

// How ORMs name the driver's error that they wrap, outermost first.
const wrappers = ['driverError', 'original', 'parent', 'cause'] as const

/** The parts of the driver's own error, out of whatever an ORM wrapped it in. */
export function nativeError(error: unknown): NativeError {
  let inner = error
  for (let depth = 0; depth < 4 && typeof inner === 'object' && inner !== null; depth++) {
    const outer = inner as Record<string, unknown>
    const key = wrappers.find((name) => typeof outer[name] === 'object' && outer[name] !== null)
    if (key === undefined) break
    inner = outer[key]
  }
  const { code, errcode, message } = (inner ?? {}) as { code?: unknown; errcode?: unknown; message?: unknown }
  const name = typeof errcode === 'number' ? sqliteCodes[errcode & 0xff] : code
  return { code: String(name ?? code ?? ''), message: String(message ?? '') }
}

// node:sqlite tells SQLite's number where other drivers tell its name (sqlite.org/rescode.html).
const sqliteCodes: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  13: 'SQLITE_FULL',
  18: 'SQLITE_TOOBIG',
  19: 'SQLITE_CONSTRAINT',
  20: 'SQLITE_MISMATCH',
}
