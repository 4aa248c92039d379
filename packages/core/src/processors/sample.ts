import { ConfigurationError } from '../errors/daybook-error.ts'
import { matchesAction } from '../query/action-pattern.ts'
import { dropEvent, type Processor } from './processor.ts'

/** Which share of which events passes. */
export interface SampleOptions {
  /** The share that passes, 0 to 1. */
  readonly rate: number
  /** Only events of this action, or pattern with `*`, are sampled; others pass. Default: all. */
  readonly action?: string
}

/**
 * Lets a share of the events pass. Decided by the random end of the event's id, so every process and every retry
 * decides alike.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_FILTER` for a rate outside 0 to 1.
 */
export function sample({ rate, action = '*' }: SampleOptions): Processor {
  if (!(rate >= 0 && rate <= 1))
    throw new ConfigurationError({
      code: 'DAYBOOK_BAD_FILTER',
      message: '`rate` is not a number from 0 to 1.',
      fix: 'Pass 0.1 to keep a tenth.',
    })
  const threshold = rate * 2 ** 32
  return (event) => {
    if (!matchesAction(action, event.action)) return undefined
    return Number.parseInt(event.id.slice(-8), 16) < threshold ? undefined : dropEvent
  }
}
