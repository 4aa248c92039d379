import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SqlDialect } from '@daybook/sql'
import { usageError } from '../cli/command-error.ts'

/** Where a database is. */
export interface DatabaseAddress {
  readonly engine: SqlDialect['name']
  /** For the driver: a URL, or the path of a file. */
  readonly location: string
  /** For people: without password and parameters. */
  readonly shown: string
}

const schemes: Readonly<Record<string, SqlDialect['name']>> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mariadb',
  'mariadb:': 'mariadb',
}

const fix = 'Pass postgres://…, mysql://…, mariadb://… or the path of a SQLite file.'

/**
 * Reads what `--url` or `DATABASE_URL` says: `postgres://`, `postgresql://`, `mysql://`, `mariadb://`, `sqlite:path`,
 * `file:path`, or the path of a file.
 */
export function parseDatabaseUrl(text: string, cwd: string): DatabaseAddress {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]+:)/i.exec(text) ?? []
  const engine = schemes[scheme.toLowerCase()]
  if (engine !== undefined) return serverAddress(engine, text)
  if (text === '' || (scheme !== '' && !/^(sqlite3?|file):$/i.test(scheme)))
    throw usageError('This is no address of a database that the command line knows.', fix)
  const path = filePath(text, scheme)
  return { engine: 'sqlite', location: isAbsolute(path) ? path : resolve(cwd, path), shown: path }
}

function serverAddress(engine: SqlDialect['name'], text: string): DatabaseAddress {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    // The text is not repeated: it may hold a password.
    throw usageError(
      'The address of the database cannot be read.',
      'Encode special characters of the password: # is %23.',
    )
  }
  // mysql2 knows its own scheme only.
  const location = engine === 'mariadb' ? text.replace(/^mariadb:/i, 'mysql:') : text
  const user = url.username === '' ? '' : `${decodeURIComponent(url.username)}@`
  return { engine, location, shown: `${url.protocol}//${user}${url.host}${url.pathname}` }
}

function filePath(text: string, scheme: string): string {
  if (/^file:\/\//i.test(text)) return fileURLToPath(text)
  const rest = text.slice(scheme.length).replace(/\?.*$/, '')
  // sqlite:///absolute and sqlite://relative are both in use.
  return rest.startsWith('//') ? rest.slice(2) : rest
}
