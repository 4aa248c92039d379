import type { Outcome } from '@daybook/core'

/** How a status reads: below 400 a success, 401 and 403 a denial, everything else a failure. */
export function outcomeOfStatus(statusCode: number): Outcome {
  if (statusCode < 400) return 'success'
  return statusCode === 401 || statusCode === 403 ? 'denied' : 'failure'
}
