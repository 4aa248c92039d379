import { StorageError, ValidationError } from '@daybook/core'
import { describe, expect, test } from 'vitest'
import { mariadb } from '../dialect/mariadb.ts'
import { postgres } from '../dialect/postgres.ts'
import { sqlite } from '../dialect/sqlite.ts'
import { toStorageError } from './storage-error.ts'

const table = { name: 'daybook_events' }

function classified(dialect: typeof postgres, native: object) {
  const error = toStorageError(dialect, table, 'append events', native)
  expect(error).toBeInstanceOf(StorageError)
  const { code, retryable, ambiguous, poison, cause } = error as StorageError
  expect(cause).toBe(native)
  return { code, retryable, ambiguous, poison }
}

describe('PostgreSQL', () => {
  test.each([
    ['42P01', { code: 'DAYBOOK_TABLE_MISSING', retryable: false, ambiguous: false, poison: false }],
    ['42703', { code: 'DAYBOOK_OLD_SCHEMA', retryable: false, ambiguous: false, poison: false }],
    ['40001', { code: 'DAYBOOK_UNAVAILABLE', retryable: true, ambiguous: false, poison: false }],
    ['ECONNRESET', { code: 'DAYBOOK_UNAVAILABLE', retryable: true, ambiguous: true, poison: false }],
    ['22P05', { code: 'DAYBOOK_REFUSED', retryable: false, ambiguous: false, poison: true }],
    ['42501', { code: 'DAYBOOK_FORBIDDEN', retryable: false, ambiguous: false, poison: false }],
    ['53100', { code: 'DAYBOOK_DATABASE_FULL', retryable: false, ambiguous: false, poison: false }],
    ['42601', { code: 'DAYBOOK_STORAGE', retryable: false, ambiguous: false, poison: false }],
  ])('%s', (code, expected) => {
    expect(classified(postgres, { code, message: 'x' })).toEqual(expected)
  })

  test('looks through the wrapping of an ORM', () => {
    const wrapped = {
      message: 'QueryFailedError',
      driverError: { code: '40P01', message: 'deadlock detected' },
    }
    expect(classified(postgres, wrapped).retryable).toBe(true)
  })
})

describe('MariaDB', () => {
  test.each([
    [
      'ER_SOCKET_UNEXPECTED_CLOSE',
      'socket has unexpectedly been closed',
      { retryable: true, ambiguous: true },
    ],
    ['ER_CMD_CONNECTION_CLOSED', 'connection closed', { retryable: true, ambiguous: false }],
    [
      undefined,
      "Can't add new command when connection is in closed state",
      { retryable: true, ambiguous: false },
    ],
  ])('%s: %s', (code, message, expected) => {
    expect(classified(mariadb, { code, message })).toMatchObject({ code: 'DAYBOOK_UNAVAILABLE', ...expected })
  })
})

test.each(['ER_DISK_FULL', 'ER_RECORD_FILE_FULL'])('MariaDB without room: %s', (code) => {
  expect(classified(mariadb, { code, message: 'full' }).code).toBe('DAYBOOK_DATABASE_FULL')
})

describe('SQLite', () => {
  test.each([
    ['SQLITE_ERROR', 'no such table: daybook_events', 'DAYBOOK_TABLE_MISSING'],
    ['SQLITE_ERROR', 'table daybook_events has no column named note', 'DAYBOOK_OLD_SCHEMA'],
    ['SQLITE_BUSY_SNAPSHOT', 'database is locked', 'DAYBOOK_UNAVAILABLE'],
    ['SQLITE_CONSTRAINT_CHECK', 'CHECK constraint failed', 'DAYBOOK_REFUSED'],
    ['SQLITE_READONLY', 'attempt to write a readonly database', 'DAYBOOK_FORBIDDEN'],
    ['SQLITE_FULL', 'database or disk is full', 'DAYBOOK_DATABASE_FULL'],
  ])('%s: %s', (code, message, expected) => {
    expect(classified(sqlite, { code, message }).code).toBe(expected)
  })
})

test("node:sqlite's numbers are understood, extended ones too", () => {
  const native = { code: 'ERR_SQLITE_ERROR', errcode: 275, message: 'CHECK constraint failed' }
  expect(classified(sqlite, native).poison).toBe(true)
})

test('an error of ours passes as it is', () => {
  const ours = new ValidationError({ code: 'DAYBOOK_NOT_A_TRANSACTION', message: 'x', fix: 'y' })
  expect(toStorageError(postgres, table, 'append events', ours)).toBe(ours)
})
