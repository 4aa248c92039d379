import { TimeoutError } from '../errors/daybook-error.ts'
import type { WithDeadline } from './deadline.ts'
import { createFairQueue } from './fair-queue.ts'
import { remove } from './remove.ts'
import type { Append } from './statement.ts'
import type { Waiting } from './waiting.ts'

/** What is to be written in one transaction. */
interface Line<Tx> {
  tx: Tx | undefined
  readonly queue: ReturnType<typeof createFairQueue>
  /** Why nothing more can be written here: a statement does not answer. */
  hanging: unknown
}

/**
 * Writes in the callers' transactions: the calls of one tick share a statement, and so do those that come while one
 * is in flight, since a connection has one at a time. Nothing is tried again: a failed statement is the
 * transaction's failure, and the caller's to judge.
 */
export function createTransactionLines<Tx>(append: Append<Tx>, withDeadline: WithDeadline) {
  // As many as there are transactions with something to write.
  const lines: Line<Tx>[] = []
  let spare: Line<Tx> | undefined

  const write = async (line: Line<Tx>, tx: Tx): Promise<void> => {
    // The rest of this tick's calls; queueMicrotask() would cost more.
    await undefined
    while (line.queue.length > 0) {
      const batch = line.queue.take()
      const appended = append(batch, tx)
      try {
        await withDeadline(appended)
      } catch (error) {
        for (const waiting of batch) waiting.reject(error)
        if (error instanceof TimeoutError) await hung(line, error, appended)
      }
    }
    remove(lines, line)
    line.tx = undefined
    spare = line
  }

  /** Nothing may follow a statement that still runs, so whoever comes meanwhile is told at once. */
  const hung = async (line: Line<Tx>, error: TimeoutError, appended: Promise<void>): Promise<void> => {
    line.hanging = error
    line.queue.leave((waiting) => {
      waiting.reject(error)
      return true
    })
    await appended.catch(() => undefined)
    line.hanging = undefined
  }

  return (waiting: Waiting, tx: Tx): void => {
    const line = lines.find((each) => each.tx === tx)
    if (line?.hanging !== undefined) waiting.reject(line.hanging)
    else if (line) line.queue.push(waiting)
    else {
      const opened = spare ?? { tx, queue: createFairQueue(), hanging: undefined }
      spare = undefined
      opened.tx = tx
      opened.queue.push(waiting)
      lines.push(opened)
      void write(opened, tx)
    }
  }
}
