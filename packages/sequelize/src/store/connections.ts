import { TimeoutError } from '@daybook/core'
import {
  cancelPgStatement,
  type EventRow,
  nativeError,
  type PgConnecting,
  runUntilAborted,
  type SqlDialect,
  type SqlStatement,
  type StoppableConnections,
} from '@daybook/sql'
import type { LiveSequelize } from './live-sequelize.ts'

type Callback = (error: unknown, rows: EventRow[]) => void
type Field = { string(): string | null }

interface ConnectionManager {
  getConnection(options: { type: 'write' }): Promise<object>
  releaseConnection(connection: object): unknown
  destroyConnection(connection: object): Promise<unknown>
}

/** Runs a statement on a driver's own connection, and answers with its rows undecoded: texts, numbers and null. */
type RunOn = (connection: never, statement: SqlStatement) => Promise<readonly EventRow[]>

// Whatever parsers an app gives its driver or Sequelize, our columns arrive as the database writes them.
const asText = { getTypeParser: () => (value: unknown) => value }
const typeCast = (field: Field) => field.string()

/** By Sequelize's name for the driver. Sequelize's own query() would decode, and inlines the values for some. */
const drivers: Readonly<Record<string, RunOn>> = {
  async postgres(
    client: { query(config: object): Promise<{ rows: readonly EventRow[] }> },
    { sql, parameters },
  ) {
    return (await client.query({ text: sql, values: parameters, types: asText })).rows
  },

  mariadb: async (
    connection: { query(options: object, values: readonly unknown[]): Promise<unknown> },
    { sql, parameters },
  ) => rowsOf(await connection.query({ sql, typeCast }, parameters)),

  mysql: (
    connection: { query(options: object, values: readonly unknown[], callback: Callback): void },
    { sql, parameters },
  ) =>
    new Promise((resolve, reject) =>
      connection.query({ sql, typeCast }, parameters, (error, rows) =>
        error ? reject(error) : resolve(rowsOf(rows)),
      ),
    ),

  sqlite: (
    database: {
      serialize(work: () => void): void
      all(sql: string, parameters: readonly unknown[], callback: Callback): void
    },
    { sql, parameters },
  ) =>
    new Promise((resolve, reject) =>
      // In the order of the calls, as Sequelize's own statements: a COMMIT must not overtake.
      database.serialize(() =>
        database.all(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows))),
      ),
    ),
}

/** A statement without rows is answered with what it changed. */
function rowsOf(answer: unknown): readonly EventRow[] {
  return Array.isArray(answer) ? answer : []
}

/** The connections of a Sequelize instance, as Daybook's statements use them. */
export interface Connections {
  /** Runs a statement on a connection that somebody holds. */
  run(connection: object, statement: SqlStatement): Promise<readonly EventRow[]>
  /**
   * Runs a statement that belongs to no transaction on a connection of its own. Once `signal` is aborted, PostgreSQL and
   * MariaDB stop it.
   *
   * @throws TimeoutError `DAYBOOK_TIMEOUT` when the pool has none within Sequelize's own `acquire` time.
   */
  runAlone(statement: SqlStatement, signal?: AbortSignal): Promise<readonly EventRow[]>
  /** The connection that statements without a transaction run on, where it is always the same: on SQLite. */
  common(): Promise<object>
}

export function createConnections(sequelize: LiveSequelize, dialect: SqlDialect): Connections {
  const manager = sequelize.connectionManager as ConnectionManager
  const runOn = drivers[sequelize.getDialect()] as RunOn
  const run = (connection: object, statement: SqlStatement) => runOn(connection as never, statement)
  const acquire = async () => {
    try {
      return await manager.getConnection({ type: 'write' })
    } catch (error) {
      throw isAcquireTimeout(error) ? poolExhausted(error) : error
    }
  }

  const giveBack = async (connection: object, failure?: unknown): Promise<void> => {
    // A connection that broke must not be given to anybody else.
    const isBroken = failure !== undefined && dialect.classify(nativeError(failure)) === 'ambiguous'
    if (isBroken) await manager.destroyConnection(connection)
    else manager.releaseConnection(connection)
  }

  const stoppable: StoppableConnections<object> = {
    connect: acquire,
    async stop(connection, send) {
      if (dialect.name === 'postgres') {
        const { connectionParameters: options } = connection as { connectionParameters?: object }
        const { constructor: Client } = connection as { constructor: NonNullable<PgConnecting['Client']> }
        return send(() => cancelPgStatement({ Client, ...(options && { options }) }, connection))
      }
      const other = await acquire()
      const { threadId } = connection as { threadId?: number | null }
      try {
        await send(() => run(other, { sql: `KILL QUERY ${Number(threadId)}`, parameters: [] }))
      } finally {
        manager.releaseConnection(other)
      }
    },
    release: giveBack,
  }

  return {
    run,

    async runAlone(statement, signal) {
      if (signal) return runUntilAborted(stoppable, signal, (connection) => run(connection, statement))
      const connection = await acquire()
      let failure: unknown
      try {
        return await run(connection, statement)
      } catch (error) {
        failure = error
        throw error
      } finally {
        await giveBack(connection, failure)
      }
    },

    common: acquire,
  }
}

function isAcquireTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'SequelizeConnectionAcquireTimeoutError'
}

function poolExhausted(cause: unknown): TimeoutError {
  return new TimeoutError({
    code: 'DAYBOOK_TIMEOUT',
    message: "No connection came free in Sequelize's pool within its `acquire` time.",
    fix: 'Give the pool more connections. If the call stands in a transaction, pass that on as `tx`.',
    cause,
  })
}
