import { TimeoutError } from '../errors/daybook-error.ts'
import { remove } from './remove.ts'

/** Runs `work` when the time has come. Keeps no process alive. */
export function later(millis: number, work: () => void): () => void {
  const timer = setTimeout(work, millis)
  if (typeof timer === 'object') timer.unref()
  return () => clearTimeout(timer)
}

/** Settles like `work`, or rejects when that takes too long. What becomes of it then is not heard. */
export type WithDeadline = <T>(work: Promise<T>) => Promise<T>

/** A statement that runs. */
interface Running {
  readonly deadline: number
  readonly expire: () => void
}

/** Deadlines of one length, under one timer: setting and clearing one for each statement is what would cost. */
export function createDeadlines(millis: number): WithDeadline {
  // In the order of their deadlines, since all have the same time.
  const running: Running[] = []
  let ticking = false

  const tick = (): void => {
    const now = performance.now()
    ticking = false
    for (let first = running[0]; first !== undefined; first = running[0]) {
      if (first.deadline > now) {
        wake(first.deadline - now)
        return
      }
      running.shift()
      first.expire()
    }
  }

  const wake = (after: number): void => {
    ticking = true
    later(after, tick)
  }

  return (work) =>
    new Promise((resolve, reject) => {
      const each = { deadline: performance.now() + millis, expire: () => reject(unanswered(millis)) }
      running.push(each)
      if (!ticking) wake(millis)
      work.then(
        (value) => {
          remove(running, each)
          resolve(value)
        },
        (error) => {
          remove(running, each)
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
