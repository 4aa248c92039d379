import { ValidationError } from '@daybook/core'

/** Which table of a connection holds the events. */
export interface DriverStoreOptions {
  /** Default: `daybook_events`. */
  readonly table?: string
  /** Default: the connection's. */
  readonly schema?: string
  /** Whether the statements of `createFeedStatements` have run, so that a relay can read the feed. Default: false. */
  readonly feed?: boolean
}

/** What a driver's store says of a `tx` that it cannot join. */
export function notATransaction(fix: string): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_NOT_A_TRANSACTION',
    message: '`tx` is a connection without an open transaction.',
    fix,
  })
}

/** What a driver's store says of a connection that is none of its pool's. */
export function foreignConnection(): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_FOREIGN_TRANSACTION',
    message: '`tx` is not a connection of the pool that the store was made with.',
    fix: 'Take the connection from that pool, after the store was made.',
  })
}
