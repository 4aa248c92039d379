import type { Catalog, EventDefinition, FailurePolicy } from '../catalog/define-events.ts'
import { currentScope, runInScope } from '../context/scope.ts'
import type { Epoch } from '../delivery/busy-count.ts'
import { createCommitBuffer } from '../delivery/commit-buffer.ts'
import type { Deliverer } from '../delivery/deliverer.ts'
import type { Delivery } from '../delivery/delivery-options.ts'
import { sizeOf } from '../delivery/event-size.ts'
import { isOutage } from '../delivery/failure-kind.ts'
import { type Consignment, isNew, type Written } from '../delivery/waiting.ts'
import {
  ClosedError,
  ConfigurationError,
  ConflictError,
  isPoison,
  OverloadedError,
  WouldDeadlockError,
} from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { jsonEqual } from '../json/json-equal.ts'
import { dropEvent, type Processor, processEvent } from '../processors/processor.ts'
import type { DropReason, Origin, SignalHub } from '../signals/signals.ts'
import type { Router } from '../sinks/router.ts'
import type { EventStore } from '../store/event-store.ts'
import {
  type AnyDetails,
  type Around,
  around,
  buildEvent,
  type EventBuilder,
  resealEvent,
} from './build-event.ts'
import { Posted, type Posting } from './posted.ts'

/** What the way of an event needs of its daybook. */
export interface PipelineOptions<Tx> {
  readonly store: EventStore<Tx>
  readonly catalog: Catalog | undefined
  readonly builder: EventBuilder
  readonly processors: readonly Processor[]
  readonly signals: SignalHub
  readonly deliverer: Deliverer<Tx>
  /** What `defer()` does when there is no room. */
  readonly whenFull: Delivery['whenFull']
  /** The sinks, if there are any. */
  readonly router: Router | undefined
  readonly isEnabled: () => boolean
  readonly onError: (error: unknown) => void
}

/** What a call says. */
interface Said {
  readonly action: string
  readonly details: AnyDetails
  /** Default: the catalog's. */
  readonly failure?: FailurePolicy | undefined
}

/** One call of `log()`, with what its daybook is bound to. */
interface LogCall<Tx> extends Said {
  readonly bound: Tx | undefined
  readonly origin?: Origin
  /** Held until just before the commit of its transaction, where the store sees it. */
  readonly buffered?: boolean | undefined
}

/** The steps of a `log()` in a transaction, for those who take each of them for many events. */
export interface LogSteps<Tx>
  extends Pick<PipelineOptions<Tx>, 'store' | 'builder' | 'signals' | 'deliverer'> {
  /** The transaction that an event goes into. Throws where the store has none. */
  transactionFor(call: LogCall<Tx>): Tx | null
  /** The finished event of a call, made from what is true now; or the one that was left out. */
  prepare(call: Said, surroundings: Around): { event: DaybookEvent; left?: DropReason }
  consigned(call: Said, event: DaybookEvent, deferred: boolean): Consignment
  /** Leaves events for `write`, before the commit of their transaction. False where it must be called now. */
  hold(consignments: readonly Consignment[], tx: Tx, write: (open: Tx) => Promise<unknown>): boolean
  /** The event as it is stored now, counted where it is new. */
  landed(consignment: Consignment, written: Written): DaybookEvent
  announceLater(event: DaybookEvent, origin: Origin): void
  /** Tells and counts what cannot be stored, and throws. */
  failed(consignment: Consignment, tx: Tx, error: unknown): void
}

/** Under which a daybook keeps its {@link LogSteps}. Of this copy of the package alone. */
export const logSteps = Symbol('logSteps')

/** Brings events into the store and tells of them. */
export interface Pipeline<Tx> {
  readonly steps: LogSteps<Tx>
  log(call: LogCall<Tx>): Promise<DaybookEvent>
  /** Checks and finishes the event at once, and sees to its storing in the background. */
  defer(call: LogCall<Tx>): DaybookEvent
  /**
   * Rejects where the action must not happen without its record, and the store would most likely not take it.
   * `required` overrules the catalog.
   */
  assertReady(action: string, required?: boolean): Promise<void>
  /**
   * Like `log` with `tx: null`. Inside a transaction on the only connection, the finished event is held until that
   * ends and written then; the promise does not wait for it, and a failure goes to `onError`.
   */
  logIndependently(call: LogCall<Tx>): Promise<void>
  /** The transaction for a reader: the bound one, else the ambient one. */
  readingTransaction(bound: Tx | undefined): Tx | null
  byId(id: string, tx: Tx | null): Promise<DaybookEvent | null>
}

export function createPipeline<Tx>(options: PipelineOptions<Tx>): Pipeline<Tx> {
  const { store, catalog, builder, processors, signals, deliverer, router, isEnabled, onError } = options
  const { busy, room, counters } = deliverer

  const definitionOf = (action: string): EventDefinition | undefined =>
    catalog !== undefined && Object.hasOwn(catalog, action) ? catalog[action] : undefined

  /** The transaction an event goes into: the one given, the one bound, the ambient one, or none. */
  const transactionFor = ({ action, details, bound }: LogCall<Tx>, deferred = false): Tx | null => {
    const independent = definitionOf(action)?.delivery === 'independent' ? null : undefined
    const given = details.tx === undefined ? (bound ?? independent) : (details.tx as Tx | null)
    const { transactions } = store
    if (given === undefined) return transactions?.current() ?? null
    if (given !== null) {
      if (transactions === undefined) throw noTransactions(store.name)
      return given
    }
    if (!deferred && transactions?.exclusive && transactions.current() !== undefined)
      throw wouldDeadlock(store.name)
    return null
  }

  const byId = async (id: string, tx: Tx | null): Promise<DaybookEvent | null> => {
    const [event] = await store.find(
      { filter: { conditions: [{ field: 'id', values: [id] }] }, order: 'newest', limit: 1 },
      { tx },
    )
    return event ?? null
  }

  const announce = (event: DaybookEvent, origin: Origin, epoch?: Epoch): void => {
    if (router !== undefined) {
      const entered = busy.enter(epoch)
      void router.send([event]).finally(() => busy.leave(entered))
    }
    signals.emit('eventLogged', event, origin)
  }

  // Nobody is there to throw to.
  const announceLater = (event: DaybookEvent, origin: Origin, epoch?: Epoch): void => {
    try {
      announce(event, origin, epoch)
    } catch (error) {
      onError(error)
    }
  }

  /** The finished event of a call, made from what is true now; or the one that was left out. */
  const prepare = (
    { action, details }: Said,
    surroundings = around(builder, details),
  ): { event: DaybookEvent; left?: DropReason } => {
    const built = buildEvent(builder, action, details, surroundings)
    if (!isEnabled()) return { event: Object.freeze(built), left: 'disabled' }
    if (processors.length === 0) return { event: built }
    Object.freeze(built)
    const processed = processEvent(built, processors, onError)
    if (processed === dropEvent) return { event: built, left: 'processor' }
    return { event: resealEvent(built, processed, builder.normalising) }
  }

  /** A finished event, ready to travel. */
  const consigned = (
    { action, details, failure = definitionOf(action)?.failure ?? 'throw' }: Said,
    event: DaybookEvent,
    deferred: boolean,
  ): Consignment => ({
    failure,
    event,
    size: sizeOf(event),
    ownId: details.id !== undefined || details.idempotencyKey !== undefined,
    deferred,
  })

  /** What cannot be stored is told and counted. Throws unless the policy, or nobody being there, says otherwise. */
  const failed = ({ event, deferred, failure }: Consignment, tx: Tx | null, error: unknown): void => {
    Object.freeze(event)
    if (deferred && error instanceof ClosedError) {
      drop(event, 'closed')
      return
    }
    counters.failed++
    signals.emit('eventFailed', event, error)
    const reported = failure === 'report' && tx === null && isUnavailable(error)
    if (!deferred && !reported) throw error
    onError(error)
  }

  const drop = (event: DaybookEvent, reason: DropReason): void => {
    counters.dropped++
    signals.emit('eventDropped', Object.freeze(event), reason)
  }

  /** The event as it is stored now, counted where it is new. */
  const landed = (consignment: Consignment, written: Written): DaybookEvent => {
    const stored = storedEvent(consignment, written)
    count(written)
    return stored
  }

  const count = (written: Written): void => {
    if (isNew(written)) counters[written.spilled ? 'spilled' : 'stored']++
  }

  /** Stores a finished event and sees to it that it is announced when it is really there. */
  const deliver = async (consignment: Consignment, tx: Tx | null, origin: Origin): Promise<DaybookEvent> => {
    const { event, size } = consignment
    // Asked now: the commit may come in another asynchronous context.
    const silenced = currentScope()?.silenced ?? false
    const epoch = busy.enter()
    let taken = 0
    try {
      let stored: DaybookEvent
      try {
        if (tx === null) {
          if (!room.take(size)) throw overloaded()
          taken = size
        }
        const written = await deliverer.write(consignment, tx)
        stored = landed(consignment, written)
        if (silenced || !isNew(written)) return stored
      } catch (error) {
        failed(consignment, tx, error)
        return event
      }
      if (tx === null || store.transactions === undefined) announce(stored, origin, epoch)
      else store.transactions.afterCommit(tx, () => announceLater(stored, origin))
      return stored
    } finally {
      if (taken > 0) room.release(taken)
      busy.leave(epoch)
    }
  }

  const isHeard = () => router !== undefined || signals.isHeard('eventLogged')
  const posting: Posting = { busy, room, isHeard, count, landed, failed, announce, onError }

  /** The same for an event that nobody waits for, and that has its room. */
  const post = (consignment: Consignment, origin: Origin): void =>
    deliverer.post(consignment, new Posted(posting, consignment, origin))

  const log = (call: LogCall<Tx>): Promise<DaybookEvent> => {
    try {
      return begin(call)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  const begin = (call: LogCall<Tx>): Promise<DaybookEvent> => {
    if (isDeferred(call)) return Promise.resolve(defer(call))
    signals.logging()
    deliverer.assertOpen()
    const tx = transactionFor(call)
    const { event, left } = prepare(call)
    if (left === undefined) {
      const consignment = consigned(call, event, false)
      const write = (open: Tx | null) => deliver(consignment, open, call.origin ?? noOrigin)
      if (!call.buffered || tx === null || !hold([consignment], tx, write)) return write(tx)
    } else signals.emit('eventDropped', event, left)
    return Promise.resolve(Object.freeze(event))
  }

  const buffer =
    store.transactions &&
    createCommitBuffer(store.transactions, room, ({ event }) => drop(event, 'uncommitted'))

  /** Leaves events for `write`, before the commit of their transaction. False where it must be called now. */
  const hold = (
    consignments: readonly Consignment[],
    tx: Tx,
    write: (open: Tx) => Promise<unknown>,
  ): boolean => {
    const silenced = currentScope()?.silenced ?? false
    return buffer?.hold(tx, consignments, (open) => runInScope(() => write(open), { silenced })) ?? false
  }

  const isDeferred = ({ action, details, bound }: LogCall<Tx>): boolean =>
    definitionOf(action)?.delivery === 'deferred' && details.tx === undefined && bound === undefined

  const defer = (call: LogCall<Tx>): DaybookEvent => {
    signals.logging()
    deliverer.assertOpen()
    const tx = transactionFor(call, true)
    const { event, left } = prepare(call)
    if (left !== undefined) {
      signals.emit('eventDropped', event, left)
      return event
    }
    const consignment = consigned(call, Object.freeze(event), true)
    if (room.take(consignment.size)) setOut(consignment, tx, call.origin ?? noOrigin)
    else if (options.whenFull === 'throw') throw overloaded()
    else drop(event, 'overloaded')
    return event
  }

  /** Starts a deferred event on its way, at the commit of the transaction it belongs to. */
  const setOut = (consignment: Consignment, tx: Tx | null, origin: Origin): void => {
    const silenced = currentScope()?.silenced ?? false
    const start = () => post(consignment, origin)
    if (tx === null || buffer === undefined) start()
    else buffer.keep(tx, consignment, () => runInScope(start, { silenced }))
  }

  return {
    log,
    steps: { ...options, transactionFor, prepare, consigned, hold, landed, announceLater, failed },
    defer,
    byId,
    assertReady: async (action, required = definitionOf(action)?.required) => {
      if (required) await deliverer.assertReady()
    },
    readingTransaction(bound) {
      if (bound !== undefined && store.transactions === undefined) throw noTransactions(store.name)
      return bound ?? store.transactions?.current() ?? null
    },

    async logIndependently(call) {
      const { transactions } = store
      const ambient = transactions?.current()
      if (ambient === undefined || !transactions?.exclusive)
        return void (await log({ ...call, details: { ...call.details, tx: null }, bound: undefined }))
      deliverer.assertOpen()
      const { event, left } = prepare(call)
      if (left !== undefined) return signals.emit('eventDropped', event, left)
      const consignment = consigned(call, event, false)
      transactions.afterEnd(ambient, () => {
        deliver(consignment, null, call.origin ?? noOrigin).catch(onError)
      })
    },
  }
}

export const noOrigin: Origin = Object.freeze({})

/** The event as it is announced. One that nobody has seen yet is finished in place, which is twice as fast. */
function recorded(event: DaybookEvent, recordedAt: Date): DaybookEvent {
  if (Object.isFrozen(event)) return Object.freeze({ ...event, recordedAt })
  ;(event as { recordedAt: Date | null }).recordedAt = recordedAt
  return Object.freeze(event)
}

/** What is stored under the id of an event that was not new, if it says the same. */
function sameEvent(event: DaybookEvent, stored: DaybookEvent | null): DaybookEvent {
  if (stored && jsonEqual(contentOf(event), contentOf(stored))) return stored
  throw new ConflictError({
    code: 'DAYBOOK_CONFLICT',
    message: `Another event with the id ${event.id} is stored already. Nothing was written.`,
    fix: 'Use a new id or idempotencyKey for an event that says something else.',
  })
}

/** What an event says, without what only tells of the try that brought it: a retry is another request. */
function contentOf(event: DaybookEvent): Partial<DaybookEvent> {
  const { recordedAt, requestId, traceId, ip, statusCode, durationMs, context, ...content } = event
  return content
}

/** The event as it is in the store now. */
function storedEvent({ event, ownId }: Consignment, { recordedAt, existing, tried }: Written): DaybookEvent {
  if (recordedAt !== null) return recorded(event, recordedAt)
  // Nobody else knows an id that we made, so an earlier try of ours has stored it.
  return tried && !ownId && existing !== null && existing.recordedAt !== null
    ? recorded(event, existing.recordedAt)
    : sameEvent(event, existing)
}

/** That the event is not stored is the fault neither of the event nor of its caller. */
function isUnavailable(error: unknown): boolean {
  return isOutage(error) || isPoison(error) || error instanceof OverloadedError
}

function overloaded(): OverloadedError {
  return new OverloadedError({
    code: 'DAYBOOK_OVERLOADED',
    message: 'As many events wait for the store as may wait in memory. Nothing was written.',
    fix: 'Await log() or flush() to go no faster than the store; raise `delivery.maxEvents` or `maxBytes` for bursts.',
  })
}

function noTransactions(store: string): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_NO_TRANSACTIONS',
    message: `The store \`${store}\` has no transactions, and \`tx\` was given.`,
    fix: 'Use the store of your ORM, or leave `tx` out.',
  })
}

function wouldDeadlock(store: string): WouldDeadlockError {
  return new WouldDeadlockError({
    code: 'DAYBOOK_WOULD_DEADLOCK',
    message: `An independent event (tx: null) inside a transaction would wait for that transaction for ever: the store \`${store}\` has one connection.`,
    fix: 'Log it after the transaction, or let it join.',
  })
}
