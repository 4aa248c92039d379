import { isDaybookError } from '@daybook/core'
import { createSqlFeed, createSqlStore, eventTable, nativeError } from '@daybook/sql'
import type { CommandContext } from '../cli/command-context.ts'
import { CommandError, connectionError, usageError } from '../cli/command-error.ts'
import type { CommandInput } from '../cli/command-spec.ts'
import { printable } from '../output/printable.ts'
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

/** The log in an open database. */
export function logIn(connection: Connection, { options }: CommandInput, shown: string): OpenLog {
  const table = tableOf(options)
  const run: Parameters<typeof createSqlStore>[0]['run'] = (statement, tx) =>
    ((tx as typeof connection | null) ?? connection).run(statement)
  const { dialect, transact } = connection
  const store = {
    ...createSqlStore<Parameters<Parameters<typeof transact>[0]>[0]>({
      name: 'daybook',
      dialect,
      table,
      run,
    }),
    feed: createSqlFeed<Parameters<Parameters<typeof transact>[0]>[0]>({ dialect, table, run, transact }),
  }
  return { connection, table, store, shown }
}

/** Opens the log, hands it on, and closes it whatever happens. */
export async function withLog<T>(
  context: CommandContext,
  input: CommandInput,
  work: (log: OpenLog) => Promise<T>,
): Promise<T> {
  const address = addressOf(context, input)
  tableOf(input.options)
  const connection = await openConnection(address, context.cwd)
  try {
    return await work(logIn(connection, input, address.shown))
  } finally {
    await connection.close().catch(() => {})
  }
}

function tableOf({ table, schema }: CommandInput['options']) {
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
