import { setTimeout as sleep } from 'node:timers/promises'

/** Calls `heard` for what is said on a channel of the database, until `signal` is aborted. Resolves once it hears. */
export type ListenTo = (channel: string, heard: () => void, signal: AbortSignal) => Promise<void>

/** What a listener uses of a `Client` of `pg`. */
export interface PgListeningClient {
  connect(): Promise<unknown>
  query(sql: string): Promise<unknown>
  end(): Promise<unknown>
  /** The connection alone keeps no process alive. */
  unref(): void
  on(event: 'notification' | 'error' | 'end', listener: () => void): unknown
}

/** What a listener uses of a `Pool` of `pg`: how it makes its connections. */
export interface PgConnecting {
  readonly Client?: new (options: never) => PgListeningClient
  readonly options?: object
}

const firstPauseMillis = 1_000
const longestPauseMillis = 30_000

/**
 * Listens on a connection of its own, made as the pool makes its connections: one of the pool's would be taken from the
 * app, and whoever ends the pool would wait for it. One that is lost is made anew. Undefined for a pool that does not show
 * how.
 */
export function createPgListener({ Client, options }: PgConnecting): ListenTo | undefined {
  if (Client === undefined || options === undefined) return undefined

  /** Listens until the connection ends; resolves then. */
  const listen = async (channel: string, heard: () => void, signal: AbortSignal, ready: () => void) => {
    const client = new Client(options as never)
    const ended = new Promise<void>((resolve) => {
      client.on('error', resolve)
      client.on('end', resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    try {
      client.on('notification', () => signal.aborted || heard())
      await client.connect()
      client.unref()
      await client.query(`LISTEN "${channel.replaceAll('"', '""')}"`)
      ready()
      if (!signal.aborted) await ended
    } finally {
      void client.end().catch(() => {})
    }
  }

  return (channel, heard, signal) =>
    new Promise((resolve) => {
      const again = async () => {
        for (let failures = 0; !signal.aborted; ) {
          const ready = () => {
            // What was said before is not heard.
            heard()
            failures = 0
            resolve()
          }
          await listen(channel, heard, signal, ready).catch(() => undefined)
          const pause = Math.min(firstPauseMillis * 2 ** failures++, longestPauseMillis)
          await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
        }
        resolve()
      }
      void again()
    })
}
