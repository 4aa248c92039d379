import { StorageError } from '../errors/daybook-error.ts'
import type { EventQuery } from '../query/event-query.ts'
import type { EventStore } from '../store/event-store.ts'
import { type BusyCount, createBusyCount } from './busy-count.ts'
import { createDeadlines } from './deadline.ts'
import type { Delivery } from './delivery-options.ts'
import { closeOnSignal, finishBeforeExit } from './exit.ts'
import type { CloseOptions, CloseReport, Health, SignalOptions } from './health.ts'
import { createRoom, type Room } from './room.ts'
import { createStoreState, type StoreState } from './store-state.ts'
import type { Consignment } from './waiting.ts'
import { closed, createWriter, type Writer } from './writer.ts'

/** What a deliverer is made of. */
export interface DelivererOptions<Tx> {
  readonly store: EventStore<Tx>
  readonly delivery: Delivery
  /** Closes what stands behind the store. */
  readonly closeSinks: () => Promise<void>
  /** Hears of every change of the store's state, and of the overload. */
  readonly onChange: (health: Health) => void
}

/** The way of finished events into the store, with what an outage or the end of the process does to it. */
export interface Deliverer<Tx> extends Pick<Writer<Tx>, 'write' | 'join' | 'post'> {
  /** What `flush()` waits for. */
  readonly busy: Pick<BusyCount, 'enter' | 'leave'>
  readonly room: Pick<Room, 'take' | 'release'>
  /** Counted by whoever tells of it. */
  readonly counters: { stored: number; spilled: number; failed: number; dropped: number }
  /** @throws ClosedError `DAYBOOK_CLOSED` after `close()`. */
  assertOpen(): void
  /** @throws StorageError `DAYBOOK_STORE_DOWN` where an event would most likely not be stored now. */
  assertReady(): Promise<void>
  flush(): Promise<void>
  close(options?: CloseOptions): Promise<CloseReport>
  closeOnSignal(options?: SignalOptions): () => void
  health(): Health
}

const closeMillis = 10_000

/** For how long a success, or a failure, is taken for the present state of the store. */
const freshMillis = 1_000

export function createDeliverer<Tx>({
  store,
  delivery,
  closeSinks,
  onChange,
}: DelivererOptions<Tx>): Deliverer<Tx> {
  const counters = { stored: 0, spilled: 0, failed: 0, dropped: 0 }
  const changed = () => onChange(health())
  const room = createRoom(delivery, changed)
  const state = createStoreState(changed)
  const writer = createWriter(store, delivery, state)
  const spiller =
    store.spill &&
    createWriter(
      spillFirst(store, state),
      delivery,
      createStoreState(() => {}),
    )
  const writers = spiller ? [writer, spiller] : [writer]
  const withDeadline = createDeadlines(delivery.statementMillis)
  const unfinished = { finish: () => untilDeadline(flush(), closeMillis) }
  const busy = createBusyCount((isBusy) => finishBeforeExit(unfinished, isBusy))
  let closing: Promise<CloseReport> | undefined
  let abort = () => {}
  let triedAt = Number.NEGATIVE_INFINITY

  const health = (): Health => ({
    state: closing ? 'closed' : state.availability,
    overloaded: room.short,
    error: state.error,
    queue: { events: room.events, bytes: room.bytes },
    counters: { ...counters, retried: state.retried },
  })

  const flush = (): Promise<void> => {
    for (const { hurry } of writers) hurry()
    return busy.settled()
  }

  /** Waits for `work`, and gives up what still waits for the store when that takes too long. */
  const untilDeadline = async (work: Promise<unknown>, millis: number): Promise<void> => {
    let timer: ReturnType<typeof setTimeout> | undefined
    // The one timer that keeps the process alive: somebody said how long.
    const deadline = new Promise<boolean>((resolve) => {
      abort = () => resolve(true)
      timer = setTimeout(abort, millis)
    })
    const late = await Promise.race([work.then(() => false), deadline])
    clearTimeout(timer)
    if (!late) return
    for (const { giveUp } of writers) giveUp()
    finishBeforeExit(unfinished, false)
    // What was given up is counted and told in microtasks.
    await new Promise((resolve) => setTimeout(resolve))
  }

  const closeWithin = async (millis: number): Promise<CloseReport> => {
    const before = { ...counters }
    await untilDeadline(flush().then(closeSinks), millis)
    const dropped = counters.dropped - before.dropped + counters.failed - before.failed
    return {
      stored: counters.stored - before.stored,
      spilled: counters.spilled - before.spilled,
      dropped,
    }
  }

  const close = ({ deadlineMillis = closeMillis }: CloseOptions = {}): Promise<CloseReport> => {
    closing ??= closeWithin(deadlineMillis)
    return closing
  }

  const assertOpen = (): void => {
    if (closing) throw closed()
  }

  const writerOf = ({ failure }: Consignment) => (failure === 'spill' && spiller ? spiller : writer)

  return {
    write: (consignment, tx) => (tx === null ? writerOf(consignment) : writer).write(consignment, tx),
    join: writer.join,
    post: (consignment, settling) => writerOf(consignment).post(consignment, settling),
    busy,
    room,
    counters,
    assertOpen,
    flush,
    close,
    closeOnSignal: ({ signals, ...options } = {}) =>
      closeOnSignal(
        () => close(options),
        () => abort(),
        signals,
      ),
    health,

    async assertReady() {
      assertOpen()
      const now = performance.now()
      const down = state.availability === 'down'
      if (!down && now - state.succeededAt < freshMillis) return
      // Down in spite of answers: a store that reads but does not write. One call in a while may find out.
      if (down && now - triedAt < freshMillis) throw notReady(state.error)
      triedAt = now
      const tx = store.transactions?.current() ?? null
      try {
        const answer = store.ready ? store.ready() : store.find(anything, { tx })
        await withDeadline<unknown>(answer)
      } catch (error) {
        state.failed(error, false)
        throw notReady(error)
      }
    },
  }
}

const anything: EventQuery = { filter: { conditions: [] }, order: 'newest', limit: 1 }

/** The store as those see it who may spill. What was spilled does not say that the database is there. */
function spillFirst<Tx>(store: EventStore<Tx>, state: StoreState): Pick<EventStore<Tx>, 'append' | 'find'> {
  return {
    async append(events) {
      const appended = await (store.spill as NonNullable<typeof store.spill>)(events)
      if (!appended.spilled) state.succeeded()
      return appended
    },
    find: (query, options) => store.find(query, options),
  }
}

function notReady(cause: unknown): StorageError {
  const error = new StorageError({
    code: 'DAYBOOK_STORE_DOWN',
    message: 'The action must not happen without its record, and the store does not take events now.',
    fix: 'Try again later. The `cause` is what the store said last.',
    retryable: true,
    cause,
  })
  // What web frameworks answer with.
  return Object.assign(error, { status: 503 })
}
