import { isDaybookError } from '@daybook/core'

/** Whether the store has no summaries at all, which is nothing that went wrong. */
export function cannotSummarise(error: unknown): boolean {
  return isDaybookError(error) && error.code === 'DAYBOOK_STORE_CANNOT'
}
