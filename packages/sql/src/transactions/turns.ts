import { TimeoutError } from '@daybook/core'

/** How long anything waits for its turn on a connection that all share. */
const deadlineMillis = 30_000

/** One at a time, in the order of asking. */
export interface Turns {
  /** @throws TimeoutError `DAYBOOK_TIMEOUT` when the turn does not come within 30 seconds; `work` never runs then. */
  take<T>(work: () => Promise<T>): Promise<T>
}

/** The turns of one resource that two must not hold at once. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    take<T>(work: () => Promise<T>) {
      let expired = false
      const turn = new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => {
          expired = true
          reject(turnNeverCame())
        }, deadlineMillis)
        last = last.then(async () => {
          clearTimeout(timer)
          if (expired) return
          try {
            resolve(await work())
          } catch (error) {
            reject(error)
          }
        })
      })
      return turn
    },
  }
}

/** What waits on a shared connection for longer than anything should. */
function turnNeverCame(): TimeoutError {
  return new TimeoutError({
    code: 'DAYBOOK_TIMEOUT',
    message: `Another transaction has been open on the only connection for ${deadlineMillis / 1000} seconds.`,
    fix: 'End it. If the call stands inside it, pass that transaction on as `tx`.',
  })
}

/** Waits until `busy` is no longer so, looking every few milliseconds, for as long as anything waits for a turn. */
export async function untilFree(busy: () => boolean): Promise<void> {
  const deadline = Date.now() + deadlineMillis
  while (busy()) {
    if (Date.now() > deadline) throw turnNeverCame()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
