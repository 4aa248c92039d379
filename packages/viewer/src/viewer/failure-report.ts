/** Tells `onError` of failures, each with an id that a reader can be shown. What it throws goes nowhere. */
export function createReport(onError: (error: unknown, errorId: string) => void): (error: unknown) => string {
  return (error) => {
    const errorId = crypto.randomUUID().slice(0, 8)
    try {
      onError(error, errorId)
    } catch {
      // A listener that fails must not keep the reader from an answer.
    }
    return errorId
  }
}
