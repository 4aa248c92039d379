/** What every statement on the events table of a database waits for. */
export interface StalledEvents {
  /** How many statements wait. */
  waiting(): Promise<number>
  /** Lets them go on. */
  end(): Promise<void>
}

/** Keeps every statement on the events table of the database at `url` waiting, from connections of its own. */
export declare function stallEvents(engine: 'postgres' | 'mariadb', url: string): Promise<StalledEvents>
