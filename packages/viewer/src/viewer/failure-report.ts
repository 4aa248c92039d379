import { NobodyWaits } from './patience.ts'

/**
 * Tells `onError` of failures, each with an id that a reader can be shown; not of reads that ended because nobody waited for
 * them. What it throws goes nowhere.
 */
export function createReport(onError: (error: unknown, errorId: string) => void): (error: unknown) => string {
  return (error) => {
    const errorId = crypto.randomUUID().slice(0, 8)
    if (error instanceof NobodyWaits) return errorId
    try {
      onError(error, errorId)
    } catch {
      // A listener that fails must not keep the reader from an answer.
    }
    return errorId
  }
}
