import { ClosedError, TimeoutError } from '../errors/daybook-error.ts'
import type { EventStore } from '../store/event-store.ts'
import { createDeadlines } from './deadline.ts'
import type { Delivery } from './delivery-options.ts'
import { createLane } from './lane.ts'
import { createAppend } from './statement.ts'
import type { StoreState } from './store-state.ts'
import { createTransactionLines } from './transaction-lines.ts'
import { type Consignment, type Settling, Waiting, type Written } from './waiting.ts'

/** Writes single events in as few statements as their guarantees allow. */
export interface Writer<Tx> {
  /** Resolves once the event's insert ran in `tx`, or, without one, once the event is committed. */
  write(consignment: Consignment, tx: Tx | null): Promise<Written>
  /** The same in `tx`, for those who keep count themselves. */
  join(waiting: Waiting, tx: Tx): void
  /** The same outside of transactions, for an event that nobody waits for. Keeps nothing else of its caller. */
  post(consignment: Consignment, settling: Settling): void
  /** Writes deferred events that wait for company. */
  hurry(): void
  /** Rejects whatever still waits outside of transactions. */
  giveUp(): void
}

/** Above this size an event does not travel with others, who would wait for it. */
const largeSize = 64 * 1024

/**
 * Outside of transactions, group commit in four lanes: a caller who waits never stands behind deferred events, nor
 * behind an id that somebody else holds or an event that takes long.
 */
export function createWriter<Tx>(
  store: Pick<EventStore<Tx>, 'append' | 'find'>,
  { inFlight, statementMillis, deadlineMillis, lingerMillis }: Delivery,
  state: StoreState,
): Writer<Tx> {
  const append = createAppend(store, () => state.succeeded())
  const withDeadline = createDeadlines(statementMillis)
  const join = createTransactionLines<Tx>(createAppend(store), withDeadline)
  const awaited = { append, state, inFlight, withDeadline, lingerMillis: 0, awaited: true }
  const deferred = { append, state, inFlight: 1, withDeadline, lingerMillis, awaited: false }
  const lanes = [
    createLane(awaited),
    createLane(awaited),
    createLane(deferred),
    createLane(deferred),
  ] as const

  const laneOf = ({ deferred, ownId, size }: Consignment) =>
    lanes[((deferred ? 2 : 0) + (ownId || size > largeSize ? 1 : 0)) as 0 | 1 | 2 | 3]

  // In a transaction nothing is tried again.
  const never = Number.POSITIVE_INFINITY

  return {
    write: (consignment, tx) =>
      new Promise((resolve, reject) => {
        const settling = { resolve, reject }
        if (tx !== null) join(new Waiting(consignment, never, settling), tx)
        else laneOf(consignment).push(new Waiting(consignment, performance.now() + deadlineMillis, settling))
      }),
    join,
    post: (consignment, settling) => laneOf(consignment).push(new Waiting(consignment, never, settling)),
    hurry() {
      for (const { hurry } of lanes) hurry()
    },
    giveUp() {
      for (const { giveUp } of lanes) giveUp(givenUp)
    },
  }
}

function givenUp({ deferred, doubt }: Waiting): ClosedError | TimeoutError {
  if (deferred) return closed()
  return new TimeoutError({
    code: 'DAYBOOK_TIMEOUT',
    message:
      'The daybook was closed while the event waited for the store: it is not known whether it is stored.',
    fix: 'Give close() a longer deadline, or log with the same id again.',
    ambiguous: true,
    cause: doubt,
  })
}

/** What is said to whoever comes after `close()`. */
export function closed(): ClosedError {
  return new ClosedError({
    code: 'DAYBOOK_CLOSED',
    message: 'The daybook is closed. Nothing was written.',
    fix: 'Log before close(), or make another daybook.',
  })
}
