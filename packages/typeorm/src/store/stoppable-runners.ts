import {
  cancelPgStatement,
  type PgBackendKey,
  type PgConnecting,
  type SqlDialect,
  type StoppableConnections,
} from '@daybook/sql'
import type { LiveDataSource, TypeormQueryRunner } from './live-data-source.ts'

interface ConnectedRunner {
  readonly runner: TypeormQueryRunner
  /** The driver's own: a client of `pg`, or a connection of mysql2. */
  readonly connection: PgBackendKey & { readonly threadId?: number | null }
}

/** Query runners outside of transactions whose statement can be stopped from beside it. Not for SQLite. */
export function createStoppableRunners(
  dataSource: LiveDataSource,
  dialect: SqlDialect,
): StoppableConnections<ConnectedRunner> {
  // On PostgreSQL, a pool of `pg`.
  const { master = {} } = dataSource.driver as { readonly master?: PgConnecting }

  const connect = async (): Promise<ConnectedRunner> => {
    const runner = dataSource.createQueryRunner('master')
    try {
      return { runner, connection: (await runner.connect()) as ConnectedRunner['connection'] }
    } catch (error) {
      await runner.release()
      throw error
    }
  }

  return {
    connect,
    async stop({ connection }, send) {
      if (dialect.name === 'postgres') return send(() => cancelPgStatement(master, connection))
      const { runner } = await connect()
      try {
        await send(() => runner.query(`KILL QUERY ${Number(connection.threadId)}`))
      } finally {
        await runner.release()
      }
    },
    release: ({ runner }) => runner.release(),
  }
}
