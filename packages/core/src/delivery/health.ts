/** How a daybook's way to its store is. */
export interface Health {
  /**
   * `unknown` before anything was written; `down` from when statements outside of transactions fail for want of the
   * store until one succeeds; `closed` after `close()`.
   */
  readonly state: 'unknown' | 'up' | 'down' | 'closed'
  /** Events are turned away for want of room: from the first of them until half of the room is free again. */
  readonly overloaded: boolean
  /** Why the store is down, else null. */
  readonly error: unknown
  /** What waits for the store, outside of transactions or for their commit. `bytes` is an estimate. */
  readonly queue: { readonly events: number; readonly bytes: number }
  /** Since the daybook was made. `stored` counts an event in a transaction when its insert has run. */
  readonly counters: {
    readonly stored: number
    /** Safe on the way to the database, in a `spilling` or `queued` store. Not among `stored`. */
    readonly spilled: number
    /** Those whose caller, or `eventFailed`, got an error. */
    readonly failed: number
    /** Deferred events that are lost, each with an `eventDropped`: `overloaded` or `closed`. */
    readonly dropped: number
    /** Statements that were sent again. */
    readonly retried: number
  }
}

/** What became of the events that waited when `close()` was called. */
export interface CloseReport {
  readonly stored: number
  /** Those that a `spilling` or `queued` store has taken, and the database does not have yet. */
  readonly spilled: number
  /** Those that the store refused, or had not taken at the deadline. */
  readonly dropped: number
}

/** When `close()` gives up. */
export interface CloseOptions {
  /** After how many milliseconds what still waits is given up. Default: 10,000. */
  readonly deadlineMillis?: number
}

/** What `flushOnSignal()` listens to, and how long it then takes. */
export interface SignalOptions extends CloseOptions {
  /** Default: `SIGTERM`, `SIGINT` and `SIGHUP`. */
  readonly signals?: readonly NodeJS.Signals[]
}
