export type EngineName = 'postgres' | 'mariadb' | 'redis' | 'nats'

/**
 * The URL of the running test server of that engine, or undefined where this machine has none:
 * `describe.skipIf(!serverUrl('postgres'))('…', () => { … })`.
 */
export declare const serverUrl: (engine: EngineName) => string | undefined

export interface FreshDatabase {
  readonly url: string
  readonly name: string
  /** Removes the database; on PostgreSQL it also ends connections that are still open. */
  drop(): Promise<void>
}

/** An empty database of its own on the test server. Rejects where `serverUrl` has nothing. */
export declare const freshDatabase: (engine: 'postgres' | 'mariadb') => Promise<FreshDatabase>
