import { isDaybookError } from '@daybook/core'
import { type EventTable, eventTable, nativeError } from '@daybook/sql'
import type { CommandContext } from '../cli/command-context.ts'
import { CommandError, connectionError, usageError } from '../cli/command-error.ts'
import type { CommandInput } from '../cli/command-spec.ts'
import { printable } from '../output/printable.ts'
import { hasFeed } from './catalogue.ts'
import type { Connection, OpenLog } from './connection.ts'
import { type DatabaseAddress, parseDatabaseUrl } from './database-url.ts'

/** The database that `--url` or `DATABASE_URL` names. */
export function addressOf(
  { env, cwd }: Pick<CommandContext, 'env' | 'cwd'>,
  { options }: CommandInput,
): DatabaseAddress {
  const text = typeof options.url === 'string' ? options.url : env.DATABASE_URL
  if (text === undefined || text === '')
    throw usageError(
      'No database is named.',
      'Set DATABASE_URL, or pass --url postgres://user@localhost/app.',
    )
  return parseDatabaseUrl(text, cwd)
}

/** Opens an address and proves that it answers. */
export async function openConnection(address: DatabaseAddress, cwd: string): Promise<Connection> {
  const { engine, location, shown } = address
  let connection: Connection | undefined
  try {
    connection = await openers[engine](location, cwd)
    await connection.version()
    return connection
  } catch (error) {
    await connection?.close().catch(() => {})
    if (error instanceof CommandError) throw error
    const { code, message } = nativeError(error)
    throw connectionError(
      `Cannot connect to ${printable(shown)}: ${printable(message || code)}`,
      'Check the address, the user, and that the server runs and can be reached from here.',
    )
  }
}

const openers: Readonly<
  Record<DatabaseAddress['engine'], (location: string, cwd: string) => Promise<Connection>>
> = {
  postgres: async (url, cwd) => (await import('./open-postgres.ts')).openPostgres(url, cwd),
  mariadb: async (url, cwd) => (await import('./open-mariadb.ts')).openMariadb(url, cwd),
  sqlite: async (path) => (await import('./open-sqlite.ts')).openSqlite(path),
}

/** What of a log is opened. */
export interface OpenLogOptions {
  /** Whether to look for the feed. Default: false, which saves the questions. */
  readonly feed?: boolean
}

/** The log in an open database. */
export async function logIn(
  connection: Connection,
  { options }: Pick<CommandInput, 'options'>,
  shown: string,
  { feed = false }: OpenLogOptions = {},
): Promise<OpenLog> {
  const table = tableOf(options)
  const { name, schema } = table
  const store = connection.openStore({
    table: name,
    ...(schema !== undefined && { schema }),
    feed: feed && (await hasFeed(connection, table)),
  })
  return { connection, table, store, shown }
}

/** Opens the log, hands it on, and closes it whatever happens. */
export async function withLog<T>(
  context: CommandContext,
  input: CommandInput,
  work: (log: OpenLog) => Promise<T>,
  options?: OpenLogOptions,
): Promise<T> {
  const address = addressOf(context, input)
  tableOf(input.options)
  const connection = await openConnection(address, context.cwd)
  try {
    return await work(await logIn(connection, input, address.shown, options))
  } finally {
    await connection.close().catch(() => {})
  }
}

/** The table that `--table` and `--schema` name. */
export function tableOf({ table, schema }: CommandInput['options']): EventTable {
  try {
    return eventTable({
      ...(typeof table === 'string' && { table }),
      ...(typeof schema === 'string' && { schema }),
    })
  } catch (error) {
    if (isDaybookError(error)) throw usageError(error.message)
    throw error
  }
}
