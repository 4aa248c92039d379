import {
  createPreparedStatements,
  type EventRow,
  inTurn,
  type SqlDialect,
  type SqliteConnection,
  type SqlStatement,
  untilFree,
} from '@daybook/sql'
import type { KyselyClient, LiveMikroOrm, MikroOrmConnection, StatementRunner } from './live-mikro-orm.ts'

/** Runs a statement with its parameters as such. */
export async function runOn(
  runner: StatementRunner,
  { sql, parameters }: SqlStatement,
): Promise<readonly EventRow[]> {
  const query = { kind: 'RawNode', sqlFragments: [sql], parameters: [] }
  const { rows } = await runner.executeQuery({ sql, parameters, query, queryId: { queryId: 'daybook' } })
  return rows
}

/** Runs statements in open transactions. On SQLite, where Kysely would prepare each statement anew, past Kysely. */
export function createTransactionRunner(orm: LiveMikroOrm, dialect: SqlDialect): typeof runOn {
  if (dialect.name !== 'sqlite') return runOn
  const runPrepared = createPreparedStatements()
  return async (context, statement) => {
    const native = await nativeConnection(orm)
    return native?.inTransaction ? runPrepared(native, statement) : runOn(context, statement)
  }
}

/** The Kysely instance that writes: never a replica's, and in no transaction. */
export async function writeClient(orm: LiveMikroOrm): Promise<KyselyClient> {
  const connection = orm.em.getConnection('write')
  await connection.ensureConnection()
  return (connection as MikroOrmConnection & { getClient(): KyselyClient }).getClient()
}

/**
 * Runs `work` on the only connection that SQLite has, when no transaction is open there. Kysely lets one after the
 * other have it; what waits longer than anything should fails with a TimeoutError, and is not run later.
 */
export function onSharedConnection<T>(
  orm: LiveMikroOrm,
  work: (held: StatementRunner) => Promise<T>,
): Promise<T> {
  return inTurn(async (turn) => {
    const client = await writeClient(orm)
    const native = await nativeConnection(orm)
    // One that was begun by a statement, and so does not keep the connection to itself.
    const isBusy = () => native?.inTransaction === true
    const taken = () =>
      client.connection().execute(async (held) => {
        if (isBusy()) return false
        await turn(held)
        return true
      })
    while (!(await taken())) await untilFree(isBusy)
  }, work)
}

/** The `Database` of better-sqlite3; other drivers do not show theirs. */
async function nativeConnection(orm: LiveMikroOrm): Promise<SqliteConnection | undefined> {
  const connection = orm.em.getConnection('write')
  return connection.getNativeClient?.().catch(() => undefined) as Promise<SqliteConnection | undefined>
}
