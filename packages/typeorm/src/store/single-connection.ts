import { type EventRow, type SqlStatement, type Turns, untilFree } from '@daybook/sql'
import type { LiveDataSource } from './live-data-source.ts'

/** The members of a better-sqlite3 `Database` that this adapter uses. */
interface SqliteConnection {
  readonly open: boolean
  readonly inTransaction: boolean
  prepare(sql: string): SqliteStatement
}

interface SqliteStatement {
  /** Whether it gives rows. */
  readonly reader: boolean
  run(...parameters: unknown[]): unknown
  all(...parameters: unknown[]): EventRow[]
}

const rememberedStatements = 100

/**
 * Runs statements that belong to no transaction on the connection that everybody shares. While a transaction is
 * open there they wait, because their rows would vanish with it, and what they read might; looking and running
 * happen in one tick, so that none can begin between them.
 */
export function createSharedConnection(dataSource: LiveDataSource, turns: Turns) {
  let connected: SqliteConnection | undefined
  let known: { connection: SqliteConnection; statements: Map<string, SqliteStatement> } | undefined

  const prepared = (connection: SqliteConnection, sql: string): SqliteStatement => {
    if (known?.connection !== connection) known = { connection, statements: new Map() }
    const statement = known.statements.get(sql) ?? connection.prepare(sql)
    if (known.statements.size < rememberedStatements) known.statements.set(sql, statement)
    return statement
  }

  const connect = async () => {
    connected = (await dataSource.createQueryRunner().connect()) as SqliteConnection
    return connected
  }

  /** The connection, which is the same for as long as it is open: to ask TypeORM each time costs. */
  const current = () => (connected?.open ? connected : connect())

  return {
    inTransaction: async (): Promise<boolean> => (await current()).inTransaction,

    run: ({ sql, parameters }: SqlStatement): Promise<readonly EventRow[]> =>
      turns.take(async () => {
        const connection = await current()
        // A transaction that did not take a turn: begun by hand, or by TypeORM round a save().
        await untilFree(() => connection.inTransaction)
        const statement = prepared(connection, sql)
        if (statement.reader) return statement.all(...parameters)
        statement.run(...parameters)
        return []
      }),
  }
}
