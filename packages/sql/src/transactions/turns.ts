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
    take: (work) =>
      inTurn((turn) => {
        last = last.then(() => turn(undefined))
        return last
      }, work),
  }
}

/**
 * Runs `work` when its turn comes on a resource that gives out turns in its own way: `enter` calls `turn` with what
 * is held, and keeps it until the promise it was given resolves.
 *
 * @throws TimeoutError as {@link Turns.take} does.
 */
export function inTurn<Held, T>(
  enter: (turn: (held: Held) => Promise<void>) => Promise<unknown>,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let expired = false
    const timer = setTimeout(() => {
      expired = true
      reject(turnNeverCame())
    }, deadlineMillis)
    const turn = async (held: Held): Promise<void> => {
      clearTimeout(timer)
      if (expired) return
      try {
        resolve(await work(held))
      } catch (error) {
        reject(error)
      }
    }
    enter(turn).catch((error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
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
