/** Whether the store takes events, as far as writing has shown. */
type StoreAvailability = 'unknown' | 'up' | 'down'

/** What the statements outside of transactions have told of the store. */
export interface StoreState {
  readonly availability: StoreAvailability
  /** The failure that made it `down`, else null. */
  readonly error: unknown
  /** Statements that were tried again, so far. */
  readonly retried: number
  /** When a statement last succeeded, on the clock of `performance.now()`. */
  readonly succeededAt: number
  succeeded(): void
  /** A statement failed for want of the store. One hiccup is none: it is down when the next fails too, or none follows. */
  failed(error: unknown, willTryAgain: boolean): void
  retrying(): void
}

/** `changed` is called when it goes down and when it comes back. */
export function createStoreState(changed: () => void): StoreState {
  let availability: StoreAvailability = 'unknown'
  let error: unknown = null
  let failures = 0
  let retried = 0
  let succeededAt = Number.NEGATIVE_INFINITY

  const become = (next: StoreAvailability, why: unknown): void => {
    const before = availability
    availability = next
    error = why
    if (before !== next && !(before === 'unknown' && next === 'up')) changed()
  }

  return {
    get availability() {
      return availability
    },
    get error() {
      return error
    },
    get retried() {
      return retried
    },
    get succeededAt() {
      return succeededAt
    },
    succeeded() {
      succeededAt = performance.now()
      failures = 0
      if (availability !== 'up') become('up', null)
    },
    failed(why, willTryAgain) {
      if (++failures > 1 || !willTryAgain) become('down', why)
    },
    retrying: () => void retried++,
  }
}
