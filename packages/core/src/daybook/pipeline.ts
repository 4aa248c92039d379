import type { Catalog, EventDefinition } from '../catalog/define-events.ts'
import { currentScope } from '../context/scope.ts'
import { createBusyCount } from '../delivery/busy-count.ts'
import { createWriter } from '../delivery/writer.ts'
import {
  ConfigurationError,
  ConflictError,
  isDaybookError,
  type StorageError,
  WouldDeadlockError,
} from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { jsonEqual } from '../json/json-equal.ts'
import { dropEvent, type Processor, processEvent } from '../processors/processor.ts'
import type { DropReason, Origin, SignalHub } from '../signals/signals.ts'
import type { Router } from '../sinks/router.ts'
import type { EventStore } from '../store/event-store.ts'
import { type AnyDetails, buildEvent, type EventBuilder, resealEvent } from './build-event.ts'

/** What the way of an event needs of its daybook. */
export interface PipelineOptions<Tx> {
  readonly store: EventStore<Tx>
  readonly catalog: Catalog | undefined
  readonly builder: EventBuilder
  readonly processors: readonly Processor[]
  readonly signals: SignalHub
  /** The sinks, if there are any. */
  readonly router: Router | undefined
  readonly isEnabled: () => boolean
  readonly onError: (error: unknown) => void
}

/** One call of `log()`, with what its daybook is bound to. */
interface LogCall<Tx> {
  readonly action: string
  readonly details: AnyDetails
  readonly bound: Tx | undefined
  readonly origin?: Origin
}

/** Brings events into the store and tells of them. */
export interface Pipeline<Tx> {
  log(call: LogCall<Tx>): Promise<DaybookEvent>
  /**
   * Like `log` with `tx: null`. Inside a transaction on the only connection, the finished event is held until that
   * ends and written then; the promise does not wait for it, and a failure goes to `onError`.
   */
  logIndependently(call: LogCall<Tx>): Promise<void>
  /** The transaction for a reader: the bound one, else the ambient one. */
  readingTransaction(bound: Tx | undefined): Tx | null
  byId(id: string, tx: Tx | null): Promise<DaybookEvent | null>
  /** Resolves when nothing that was logged before is under way any more. */
  flush(): Promise<void>
}

export function createPipeline<Tx>(options: PipelineOptions<Tx>): Pipeline<Tx> {
  const { store, catalog, builder, processors, signals, router, isEnabled, onError } = options
  const writer = createWriter<Tx>(store)
  const busy = createBusyCount()

  const definitionOf = (action: string): EventDefinition | undefined =>
    catalog !== undefined && Object.hasOwn(catalog, action) ? catalog[action] : undefined

  /** The transaction an event goes into: the one given, the one bound, the ambient one, or none. */
  const transactionFor = ({ action, details, bound }: LogCall<Tx>): Tx | null => {
    const independent = definitionOf(action)?.delivery === 'independent' ? null : undefined
    const given = details.tx === undefined ? (bound ?? independent) : (details.tx as Tx | null)
    const ambient = store.transactions?.current()
    if (given === undefined) return ambient ?? null
    if (given !== null && store.transactions === undefined) throw noTransactions(store.name)
    if (given === null && ambient !== undefined && store.transactions?.exclusive)
      throw wouldDeadlock(store.name)
    return given
  }

  const byId = async (id: string, tx: Tx | null): Promise<DaybookEvent | null> => {
    const [event] = await store.find(
      { filter: { conditions: [{ field: 'id', values: [id] }] }, order: 'newest', limit: 1 },
      { tx },
    )
    return event ?? null
  }

  const announce = (event: DaybookEvent, origin: Origin): void => {
    if (router !== undefined) {
      busy.enter()
      void router.send([event]).finally(busy.leave)
    }
    signals.emit('eventLogged', event, origin)
  }

  // After a commit nobody is there to throw to.
  const announceLater = (event: DaybookEvent, origin: Origin): void => {
    try {
      announce(event, origin)
    } catch (error) {
      onError(error)
    }
  }

  /** The finished event of a call, made from what is true now; or the one that was left out. */
  const prepare = ({ action, details }: LogCall<Tx>): { event: DaybookEvent; left?: DropReason } => {
    const built = buildEvent(builder, action, details, builder.locateContext())
    if (!isEnabled()) return { event: Object.freeze(built), left: 'disabled' }
    if (processors.length === 0) return { event: built }
    Object.freeze(built)
    const processed = processEvent(built, processors, onError)
    if (processed === dropEvent) return { event: built, left: 'processor' }
    return { event: resealEvent(built, processed, builder.normalising) }
  }

  /** Stores a finished event and sees to it that it is announced when it is really there. */
  const deliver = async (event: DaybookEvent, tx: Tx | null, origin: Origin): Promise<DaybookEvent> => {
    // Asked now: the commit may come in another asynchronous context.
    const silenced = currentScope()?.silenced ?? false
    busy.enter()
    let stored: DaybookEvent
    try {
      const { recordedAt, existing } = await writer.write(event, tx)
      if (recordedAt === null) return sameEvent(event, existing)
      stored = recorded(event, recordedAt)
    } catch (error) {
      Object.freeze(event)
      signals.emit('eventFailed', event, error)
      if (definitionOf(event.action)?.failure !== 'report' || !isStorageError(error)) throw error
      onError(error)
      return event
    } finally {
      busy.leave()
    }
    if (silenced) return stored
    if (tx === null || store.transactions === undefined) announce(stored, origin)
    else store.transactions.afterCommit(tx, () => announceLater(stored, origin))
    return stored
  }

  const log = async (call: LogCall<Tx>): Promise<DaybookEvent> => {
    signals.logging()
    const tx = transactionFor(call)
    const { event, left } = prepare(call)
    if (left === undefined) return deliver(event, tx, call.origin ?? noOrigin)
    signals.emit('eventDropped', event, left)
    return event
  }

  return {
    log,
    byId,
    readingTransaction: (bound) => bound ?? store.transactions?.current() ?? null,

    async logIndependently(call) {
      const { transactions } = store
      const ambient = transactions?.current()
      if (ambient === undefined || !transactions?.exclusive)
        return void (await log({ ...call, details: { ...call.details, tx: null }, bound: undefined }))
      const { event, left } = prepare(call)
      if (left !== undefined) return signals.emit('eventDropped', event, left)
      transactions.afterEnd(ambient, () => {
        deliver(event, null, call.origin ?? noOrigin).catch(onError)
      })
    },

    flush: busy.idle,
  }
}

const noOrigin: Origin = Object.freeze({})

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

function isStorageError(error: unknown): error is StorageError {
  return isDaybookError(error) && 'retryable' in error
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
