import { TimeoutError } from '@daybook/core'

/** How long anything waits for its turn on a connection that all share. */
const deadlineMillis = 30_000

/** One at a time, in the order of asking. */
export interface Turns {
  /** @throws TimeoutError `DAYBOOK_TIMEOUT` when the turn does not come within 30 seconds; `work` never runs then. */
  take<T>(work: () => Promise<T>): Promise<T>
}

/** The turns of one resource that two must not hold at once. Where nobody holds it, work begins at once. */
export function createTurns(): Turns {
  // The last that was asked for, which never rejects; undefined once it has ended.
  let last: Promise<void> | undefined
  const keep = (turn: Promise<void>): Promise<void> => {
    last = turn
    void turn.then(() => {
      if (last === turn) last = undefined
    })
    return turn
  }
  const atOnce = async <T>(work: () => Promise<T>): Promise<T> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    keep(promise)
    try {
      return await work()
    } finally {
      resolve()
    }
  }
  return {
    take(work) {
      const before = last
      return before ? inTurn((turn) => keep(before.then(() => turn(undefined))), work) : atOnce(work)
    },
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
