import { OverloadedError } from '../errors/daybook-error.ts'
import type { Health } from './health.ts'

/**
 * Tells `onError` once when deferred events begin to be dropped for want of room, and once when that is over, with
 * how many it were. To be called at every change of the health.
 */
export function createLossReport(onError: (error: unknown) => void) {
  let before: number | undefined
  return ({ overloaded, counters: { dropped } }: Health): void => {
    if (overloaded && before === undefined) {
      before = dropped
      onError(report('Deferred events are being dropped: as many wait for the store as may wait in memory.'))
    } else if (!overloaded && before !== undefined) {
      onError(report(`There is room again. ${dropped - before} deferred events were dropped.`))
      before = undefined
    }
  }
}

function report(message: string): OverloadedError {
  return new OverloadedError({
    code: 'DAYBOOK_EVENTS_DROPPED',
    message,
    fix: 'Each was an `eventDropped`. Raise `delivery.maxEvents` or `maxBytes`, or await log().',
  })
}
