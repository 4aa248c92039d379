import { outsideScopes } from '../context/scope.ts'
import { isPoison, StorageError, TimeoutError } from '../errors/daybook-error.ts'
import { later, type WithDeadline } from './deadline.ts'
import { isAmbiguous, isOutage, isTransient } from './failure-kind.ts'
import { createFairQueue } from './fair-queue.ts'
import { remove } from './remove.ts'
import type { Append } from './statement.ts'
import type { StoreState } from './store-state.ts'
import type { Waiting } from './waiting.ts'

/** What a lane is made of. */
export interface LaneOptions {
  readonly append: Append<never>
  readonly state: StoreState
  /** Statements in flight at once. */
  readonly inFlight: number
  readonly withDeadline: WithDeadline
  /** How long to wait for company, in milliseconds; zero writes at once. */
  readonly lingerMillis: number
  /** Whether the callers wait. Those who do not are not held by the statement that their events share. */
  readonly awaited: boolean
}

/** Events that share statements, and wait for each other's. */
export interface Lane {
  push(waiting: Waiting): void
  /** Writes what lingers. */
  hurry(): void
  /** Lets go of what waits to be written or to be tried again. */
  giveUp(error: (waiting: Waiting) => unknown): void
}

/** The first pause before a second try is at most this long, and doubles up to the other. */
const firstPauseMillis = 100
const longestPauseMillis = 5_000

/** When so many events of a batch were refused one by one and none was stored, the rest is refused without a try. */
const floodAt = 64

/** What became of those of a batch that were told apart. */
interface Sifted {
  refused: number
  stored: boolean
}

/** For how long few wait for a statement with many to land before they leave beside it. */
const patienceMillis = 5

/**
 * Group commit: the first event is written at once, those that arrive while a statement is in flight leave together
 * in the next. What fails for want of the store is tried again, by id; what the database refuses for its content is
 * told apart from its neighbours.
 */
export function createLane({
  append,
  state,
  inFlight,
  withDeadline,
  lingerMillis,
  awaited,
}: LaneOptions): Lane {
  const queue = createFairQueue()
  const underWay: (readonly Waiting[])[] = []
  let flying = 0
  let stopWaiting: (() => void) | undefined

  const hurry = (): void => {
    stopWaiting?.()
    stopWaiting = undefined
    while (hasSlot()) share()
  }

  /** Sends what waits, evenly over the free statements; but few do not leave beside many who are about to land. */
  const depart = (): void => {
    while (hasSlot() && queue.length * 2 >= flying) share()
    if (hasSlot()) stopWaiting ??= later(patienceMillis, hurry)
  }

  const hasSlot = (): boolean => underWay.length < inFlight && queue.length > 0
  const share = () => {
    const batch = queue.take(Math.ceil(queue.length / (inFlight - underWay.length)))
    void (awaited ? send(batch) : outsideScopes(() => send(batch)))
  }

  const send = async (batch: readonly Waiting[]): Promise<void> => {
    underWay.push(batch)
    flying += batch.length
    const again: Waiting[] = []
    const pause = pauseAfter(0)
    // Nearly always all there is, so it is not one of the rounds.
    const failure = await attempt(batch, pause, again)
    let groups = again.length === 0 ? [] : await regrouped(again, failure, false, pause)
    for (let tries = 1; groups.length > 0; tries++) groups = await round(groups, pauseAfter(tries))
    remove(underWay, batch)
    flying -= batch.length
    depart()
  }

  /** Tries each group once, and, after a pause where any is left, answers with those to try again. */
  const round = async (
    groups: readonly (readonly Waiting[])[],
    pause: number,
  ): Promise<readonly (readonly Waiting[])[]> => {
    const again: Waiting[] = []
    let failure: unknown
    for (const group of groups) {
      // A store that refuses one group at once would refuse the next.
      if (failure !== undefined && !(failure instanceof TimeoutError)) again.push(...group)
      else failure = (await attempt(group, pause, again)) ?? failure
    }
    return again.length === 0 ? [] : regrouped(again, failure, groups.length > 1, pause)
  }

  /** Those to try again after the pause, in the groups to try them in. */
  const regrouped = async (
    again: readonly Waiting[],
    failure: unknown,
    split: boolean,
    pause: number,
  ): Promise<readonly (readonly Waiting[])[]> => {
    state.retrying()
    await new Promise<void>((resolve) => later(pause, resolve))
    // One id that an open transaction holds keeps its whole statement waiting, so each goes alone then.
    const alone = failure instanceof TimeoutError && again.some(({ ownId }) => ownId)
    return alone || split ? again.map((waiting) => [waiting]) : [again]
  }

  /** Writes those of a group that still wait; adds to `again` what failed for want of the store, and says how. */
  const attempt = async (
    group: readonly Waiting[],
    pause: number,
    again: Waiting[],
    sifted: Sifted = { refused: 0, stored: false },
  ): Promise<unknown> => {
    const now = performance.now()
    const left = group.filter((waiting) => stillWaits(waiting, now))
    if (left.length === 0) return
    try {
      await withDeadline(append(left, null as never))
      sifted.stored = true
      return
    } catch (error) {
      const rest = left.filter(({ settled }) => !settled)
      if (!isPoison(error)) return fail(rest, error, pause, again)
      const isFlood = sifted.refused >= floodAt && !sifted.stored
      if (isFlood || rest.length < 2) {
        sifted.refused += rest.length
        return fail(rest, isFlood ? flooded(error) : error, pause, again)
      }
      const middle = rest.length >> 1
      const first = await attempt(rest.slice(0, middle), pause, again, sifted)
      return (await attempt(rest.slice(middle), pause, again, sifted)) ?? first
    }
  }

  const fail = (rest: readonly Waiting[], error: unknown, pause: number, again: Waiting[]): unknown => {
    const then = performance.now() + pause
    for (const waiting of rest) {
      waiting.tried = true
      waiting.failure = error
      if (isAmbiguous(error)) waiting.doubt ??= error
      if (mayTryAgain(waiting, error, then)) again.push(waiting)
      else waiting.reject(waiting.doubt ?? error)
    }
    if (!isOutage(error)) return
    state.failed(error, again.length > 0)
    queue.leave((waiting) => !stillWaits(waiting, then, error))
    return error
  }

  return {
    push(waiting) {
      queue.push(waiting)
      if (lingerMillis === 0) depart()
      else stopWaiting ??= later(lingerMillis, hurry)
    },
    hurry,
    giveUp(error) {
      const all = underWay.flat()
      queue.leave((waiting) => all.push(waiting) > 0)
      for (const waiting of all) waiting.reject(error(waiting))
    },
  }
}

/** Full jitter: many processes that lost the same store come back at different times. */
function pauseAfter(tries: number): number {
  return Math.random() * Math.min(longestPauseMillis, firstPauseMillis * 2 ** tries)
}

/** Whether it is neither settled nor too late by then; what is too late is told so. */
function stillWaits(waiting: Waiting, by: number, cause = waiting.failure): boolean {
  if (waiting.deadline <= by) waiting.reject(waiting.doubt ?? tooLate(cause))
  return !waiting.settled
}

function mayTryAgain({ deferred, deadline }: Waiting, error: unknown, then: number): boolean {
  // Nobody waits for a deferred event: it is kept until the store is put right, whatever is wrong with it.
  return deadline > then && (isTransient(error) || (deferred && isOutage(error)))
}

function flooded(cause: unknown): StorageError {
  return new StorageError({
    code: 'DAYBOOK_REFUSED_TOGETHER',
    message: 'The database refused every event of this batch that was tried. This one was not.',
    fix: 'Mend what the `cause` says.',
    poison: true,
    cause,
  })
}

function tooLate(cause: unknown): TimeoutError {
  return new TimeoutError({
    code: 'DAYBOOK_TIMEOUT',
    message: 'The deadline passed while the event waited for the store. It was not sent.',
    fix: 'The `cause`, if any, is what the store said to it, or to those before it.',
    cause,
  })
}
