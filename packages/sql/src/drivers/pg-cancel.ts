import type { PgConnecting } from '../feed/pg-listener.ts'

/** What PostgreSQL tells each client of `pg`, so that its statements can be cancelled from beside it. */
export interface PgBackendKey {
  readonly processID?: unknown
  readonly secretKey?: unknown
}

/** What a cancel request uses of a `Client` of `pg` that is not connected yet. */
interface PgCanceller {
  readonly connection: {
    startup(config: object): void
    cancel(processId: unknown, secretKey: unknown): void
  }
  connect(): Promise<unknown>
  on(event: 'error', listener: () => void): unknown
}

/**
 * Asks PostgreSQL to stop the statement of `client`, and resolves when it has been asked. The request has a connection of
 * its own, made as the pool makes its connections, encryption included: none of the pool's may be free, and the number
 * that a pooler in front gives a client is none that `pg_cancel_backend` knows.
 */
export async function cancelPgStatement(
  { Client, options }: PgConnecting,
  { processID, secretKey }: PgBackendKey,
): Promise<void> {
  if (Client === undefined || options === undefined) return
  const canceller = new Client(options as never) as object as PgCanceller
  const { connection } = canceller
  // What else would introduce the user and ask for a database.
  connection.startup = () => connection.cancel(processID, secretKey)
  canceller.on('error', () => {})
  // PostgreSQL passes the request on and hangs up, which `pg` takes for a failure to connect.
  await canceller.connect().catch(() => {})
}
