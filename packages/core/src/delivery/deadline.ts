import { TimeoutError } from '../errors/daybook-error.ts'

/** Runs `work` when the time has come. Keeps no process alive. */
export function later(millis: number, work: () => void): () => void {
  const timer = setTimeout(work, millis)
  if (typeof timer === 'object') timer.unref()
  return () => clearTimeout(timer)
}

/** Settles like `work`, or rejects when that takes longer than `millis`. What becomes of it then is not heard. */
export function withDeadline<T>(work: Promise<T>, millis: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = later(millis, () => reject(unanswered(millis)))
    work.then(
      (value) => {
        stop()
        resolve(value)
      },
      (error) => {
        stop()
        reject(error)
      },
    )
  })
}

function unanswered(millis: number): TimeoutError {
  return new TimeoutError({
    code: 'DAYBOOK_TIMEOUT',
    message: `The store has not answered for ${millis / 1000} seconds: it is not known whether the events are stored.`,
    fix: 'Log with the same id or idempotencyKey again: nothing is stored twice.',
    ambiguous: true,
  })
}
