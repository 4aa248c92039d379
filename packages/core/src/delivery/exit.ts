import { remove } from './remove.ts'

/** Something that would be lost if the process ended now. */
export interface Unfinished {
  /** Resolves when it is finished or has been given up; keeps the process alive until then. */
  finish(): Promise<void>
}

const unfinished: Unfinished[] = []
let listening = false

/** Says that there is, or no longer is, something to finish when the process comes to its natural end. */
export function finishBeforeExit(work: Unfinished, busy: boolean): void {
  if (!busy) remove(unfinished, work)
  else if (!unfinished.includes(work)) unfinished.push(work)
  if (listening || typeof process === 'undefined') return
  listening = true
  process.on('beforeExit', () => {
    for (const each of [...unfinished]) void each.finish()
  })
}

const endingSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * At the first of the signals, calls `close`, then removes its handlers and sends the signal again, so that the
 * process ends as it would have. At the next, calls `abort`. Returns the function that removes the handlers.
 */
export function closeOnSignal(
  close: () => Promise<unknown>,
  abort: () => void,
  signals: readonly NodeJS.Signals[] = endingSignals,
): () => void {
  let closing = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (closing) {
      abort()
      return
    }
    closing = true
    void close().finally(() => {
      stop()
      process.kill(process.pid, signal)
    })
  }
  const stop = (): void => {
    for (const signal of signals) process.off(signal, onSignal)
  }
  for (const signal of signals) process.on(signal, onSignal)
  return stop
}
