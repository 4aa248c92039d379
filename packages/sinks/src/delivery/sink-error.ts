import { DaybookError, type DaybookErrorInit } from '@daybook/core'

/** What a sink knows of why its receiver did not take events. */
export interface SinkErrorInit extends DaybookErrorInit {
  /** The same events may be taken later. */
  readonly retryable?: boolean
  /** What the events say is what the receiver refuses: it will refuse them again. */
  readonly poison?: boolean
  /** The HTTP status, where there was one. */
  readonly status?: number
}

/**
 * A receiver did not take what a sink sent. A relay tries it again, or, where it is `poison`, singles the event out
 * and puts it among the dead letters.
 */
export class SinkError extends DaybookError {
  readonly retryable: boolean
  readonly poison: boolean
  readonly status: number | undefined

  constructor(init: SinkErrorInit) {
    super(init)
    this.retryable = init.retryable ?? false
    this.poison = init.poison ?? false
    this.status = init.status
  }
}
