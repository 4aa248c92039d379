const brand = Symbol.for('daybook.error')

/** What every error of Daybook is made from. */
export interface DaybookErrorInit {
  /** Stable, and a heading in `docs/errors.md`. */
  readonly code: `DAYBOOK_${string}`
  /** What was attempted and why it did not work. Never holds payload values. */
  readonly message: string
  /** What to do about it. */
  readonly fix: string
  readonly cause?: unknown
}

/** The base of all errors that Daybook throws. Test for it with {@link isDaybookError}, by `code`. */
export class DaybookError extends Error {
  readonly code: `DAYBOOK_${string}`
  readonly fix: string

  constructor({ code, message, fix, cause }: DaybookErrorInit) {
    super(`${message} ${fix}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.fix = fix
    Object.defineProperty(this, brand, { value: true })
  }

  override get name(): string {
    return this.constructor.name
  }
}

/** The caller passed something that can never be stored. Nothing was written; trying again will not help. */
export class ValidationError extends DaybookError {}

/** Daybook was put together in a way that cannot work. Thrown as early as it can be seen. */
export class ConfigurationError extends DaybookError {}

/** An event with this id is already stored, with other content. Nothing was written. */
export class ConflictError extends DaybookError {}

/** The call would wait for something that waits for it. Nothing was written. */
export class WouldDeadlockError extends DaybookError {}

/** The deadline passed first. */
export class TimeoutError extends DaybookError {
  /** The write may have happened. Writing the same ids again is safe. */
  readonly ambiguous: boolean

  constructor(init: DaybookErrorInit & { readonly ambiguous?: boolean }) {
    super(init)
    this.ambiguous = init.ambiguous ?? false
  }
}

/** As many events wait for the store already as may. Nothing was written. */
export class OverloadedError extends DaybookError {}

/** The daybook was closed before. Nothing was written. */
export class ClosedError extends DaybookError {}

/** What a store knows of a failure of its database. */
export interface StorageErrorInit extends DaybookErrorInit {
  /** The same write may succeed later. */
  readonly retryable?: boolean
  /** The write may have happened. Writing the same ids again is safe. */
  readonly ambiguous?: boolean
  /** The content of an event is what the database refuses: it will refuse it again. */
  readonly poison?: boolean
}

/** The database did not do what it was asked. `cause` is its own error. */
export class StorageError extends DaybookError {
  readonly retryable: boolean
  readonly ambiguous: boolean
  readonly poison: boolean

  constructor(init: StorageErrorInit) {
    super(init)
    this.retryable = init.retryable ?? false
    this.ambiguous = init.ambiguous ?? false
    this.poison = init.poison ?? false
  }
}

/** Whether `error` comes from Daybook, also from another installed copy of it. */
export function isDaybookError(error: unknown): error is DaybookError {
  return typeof error === 'object' && error !== null && brand in error
}

/**
 * Whether a store or a sink refused what an event says, and will refuse it again: any error with `poison: true`. Whoever
 * sent several events then looks for the one that it was, and sends the others without it.
 */
export function isPoison(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { poison?: unknown }).poison === true
}
