/** Sends what asks the database to stop a statement, if that is still running, and resolves once it was answered. */
export type SendRequest = (request: () => Promise<unknown>) => Promise<void>

/** How a driver gives connections, and how a statement on one is stopped from beside it. */
export interface StoppableConnections<Connection> {
  connect(): Promise<Connection>
  /** Stops what runs on the connection. Where that fails, the statement runs to its end. */
  stop(connection: Connection, send: SendRequest): Promise<void>
  /** Takes a connection back, with what its statement failed with, if it did and was not stopped. */
  release(connection: Connection, failure?: unknown): unknown
}

/**
 * Runs `work` on a connection of its own, and has the database stop it once `signal` is aborted. Rejects then with the
 * signal's reason, when the database has let go of the statement; nobody has the connection before that.
 */
export async function runUntilAborted<Connection, T>(
  connections: StoppableConnections<Connection>,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connections.connect()
  let isRunning = true
  let failure: unknown
  let requested: Promise<unknown> | undefined
  const send: SendRequest = async (request) => {
    if (!isRunning) return
    requested = request().catch(() => {})
    await requested
  }
  const stop = () => void connections.stop(connection, send).catch(() => {})
  try {
    signal.throwIfAborted()
    signal.addEventListener('abort', stop, { once: true })
    const result = await work(connection)
    signal.throwIfAborted()
    return result
  } catch (error) {
    signal.throwIfAborted()
    failure = error
    throw error
  } finally {
    isRunning = false
    signal.removeEventListener('abort', stop)
    // A request that is under way would stop the statement of whoever has the connection next.
    await requested
    await connections.release(connection, failure)
  }
}
