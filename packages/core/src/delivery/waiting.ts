import type { FailurePolicy } from '../catalog/define-events.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'

/** What became of one event. */
export interface Written {
  /** When the database recorded it; null where an event with its id was there before. */
  readonly recordedAt: Date | null
  /** It is on its way to the database, and safe there. */
  readonly spilled: boolean
  /** What was there before. */
  readonly existing: DaybookEvent | null
  /** An earlier try of this very call may have stored what was there. */
  readonly tried: boolean
}

/** Whether this call stored the event: one that was there before is told nobody again. */
export function isNew({ recordedAt, tried }: Written): boolean {
  return recordedAt !== null || tried
}

/** An event on its way into the store. */
export interface Consignment {
  readonly event: DaybookEvent
  /** How much of the memory it takes, about. */
  readonly size: number
  /** The caller chose the id: somebody else may be writing the same. */
  readonly ownId: boolean
  /** Nobody waits for it. */
  readonly deferred: boolean
  /** Default: `throw`. */
  readonly failure?: FailurePolicy
}

/** Hears what became of an event, once. */
export interface Settling {
  readonly resolve: (written: Written) => void
  readonly reject: (error: unknown) => void
}

/** One that waits to be written, and whoever waits for it. */
export class Waiting {
  readonly event: DaybookEvent
  readonly size: number
  readonly ownId: boolean
  readonly deferred: boolean
  /** On the clock of `performance.now()`. */
  readonly deadline: number
  /** It has been tried before. */
  tried = false
  /** It has been told: it is no longer to be written. */
  settled = false
  /** The first failure after which it was not known whether the event is stored. */
  doubt: unknown
  /** What the store said last. */
  failure: unknown
  readonly #settling: Settling

  constructor({ event, size, ownId, deferred }: Consignment, deadline: number, settling: Settling) {
    this.event = event
    this.size = size
    this.ownId = ownId
    this.deferred = deferred
    this.deadline = deadline
    this.#settling = settling
  }

  resolve(written: Written): void {
    if (this.settled) return
    this.settled = true
    this.#settling.resolve(written)
  }

  reject(error: unknown): void {
    if (this.settled) return
    this.settled = true
    this.#settling.reject(error)
  }
}
