import type { Catalog } from '../catalog/define-events.ts'
import { type ContextValues, context, contextOf } from '../context/context.ts'
import { currentValues, runInScope } from '../context/scope.ts'
import { assertSpills } from '../delivery/assert-spills.ts'
import { createDeliverer } from '../delivery/deliverer.ts'
import { type DeliveryOptions, toDelivery } from '../delivery/delivery-options.ts'
import type { Health } from '../delivery/health.ts'
import { createLossReport } from '../delivery/loss-report.ts'
import { ConfigurationError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { createEventIds, type EventIds } from '../event/event-id.ts'
import type { NoReferences } from '../event/reference.ts'
import { defaultRedactedKeys, keyRedactor } from '../normalise/redaction-list.ts'
import type { Processor } from '../processors/processor.ts'
import { createSignalHub, type SignalListener, type SignalName } from '../signals/signals.ts'
import type { EventSink } from '../sinks/event-sink.ts'
import { createRouter } from '../sinks/router.ts'
import type { EventStore } from '../store/event-store.ts'
import { type AnyDetails, createNormalising, type EventBuilder } from './build-event.ts'
import { type CreateEventDetails, detailsOfCreateEvent } from './create-event.ts'
import type { Daybook, WithinOptions } from './daybook.ts'
import { createLogged } from './logged.ts'
import { createPipeline, logSteps } from './pipeline.ts'
import { createReader } from './reader.ts'

/** What a daybook is made of. Only `store` is required; every default can be replaced. */
export interface DaybookOptions<Tx = never, R extends object = NoReferences, C extends Catalog = Catalog> {
  /** Where events are kept. Made from a live handle; who opened that closes it. */
  readonly store: EventStore<Tx, R>
  /** The app's actions, from `defineEvents`. Default: any string is an action. */
  readonly events?: C
  /** Names of keys whose values are never stored, wherever they stand; false stores everything. */
  readonly redact?: readonly string[] | false
  /** Run on every event before it is stored, in order, after the redaction by key. */
  readonly processors?: readonly Processor[]
  /** Get every event after it is stored and committed. One that fails stops neither the others nor `log()`. */
  readonly sinks?: readonly EventSink[]
  /** Deadlines, bounds and concurrency of the way to the store. */
  readonly delivery?: DeliveryOptions
  /** Refuse data that has no exact JSON form instead of marking it. Default: false. */
  readonly strict?: boolean
  /** Let what a listener throws reach `log()`; the event is stored all the same. For tests. Default: false. */
  readonly strictListeners?: boolean
  /** Switches the log off: events are checked and dropped. A function is asked at each event. Default: true. */
  readonly enabled?: boolean | (() => boolean)
  /**
   * Where the ambient values of a call come from: `() => shared` for the same ones everywhere,
   * `() => ({ ...shared, ...context.current() })` for both. Default: the nearest scope of `context`.
   */
  readonly locateContext?: () => ContextValues
  /** Type names that were renamed, old to new: `{ Bill: 'Invoice' }`. Who looks for the new finds the old too. */
  readonly aliases?: Readonly<Record<string, string>>
  /**
   * What an event that the catalog does not allow means: `throw`, or `warn`, which tells `onError` and stores it as
   * it is. Default: `throw`.
   */
  readonly validation?: 'throw' | 'warn'
  /** The type of users who are passed to `createEvent` as plain objects without one. Default: `User`. */
  readonly userType?: string
  /**
   * Hears what must not reach the app's business: what listeners, sinks and processors throw, an ambient actor that
   * cannot be resolved, and deferred events that are lost, once for each stretch of loss. Default: one line on
   * standard error each.
   */
  readonly onError?: (error: unknown) => void
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly clock?: () => number
  /** Makes the ids. Default: UUIDv7 over `clock`. */
  readonly ids?: EventIds
}

/** What one face of a daybook adds to each call. */
interface Binding<Tx> {
  readonly tx?: Tx
  readonly buffered?: boolean | undefined
  readonly tenant?: string
}

/**
 * An activity log over `store`.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * daybook.on('eventLogged', (event) => console.log(event.action))
 * await daybook.log('invoice.paid', { actor: { type: 'User', id: 7 }, data: { amount: 4200 } })
 * ```
 */
export function createDaybook<Tx = never, R extends object = NoReferences, C extends Catalog = Catalog>(
  options: DaybookOptions<Tx, R, C>,
): Daybook<C, R, Tx> {
  const {
    store,
    events,
    clock = Date.now,
    onError: tellError = printError,
    userType = 'User',
    enabled = true,
    aliases = {},
  } = options
  const onError = guarded(tellError)
  const ofEntity = store.references && ((entity: object) => store.references?.of(entity))
  const builder: EventBuilder = {
    catalog: events,
    validation: options.validation ?? 'throw',
    clock,
    ids: options.ids ?? createEventIds(clock),
    ofEntity,
    locateContext: options.locateContext ?? currentValues,
    normalising: createNormalising({
      ...(options.redact !== false && { isRedacted: keyRedactor(options.redact ?? defaultRedactedKeys) }),
      strict: options.strict ?? false,
    }),
    onError,
  }
  const signals = createSignalHub({ onError, strict: options.strictListeners ?? false })
  const router = options.sinks?.length
    ? createRouter({ name: 'daybook', sinks: options.sinks, onError })
    : undefined
  const delivery = toDelivery(options.delivery)
  const reportLoss = delivery.whenFull === 'drop' ? createLossReport(onError) : undefined
  const deliverer = createDeliverer<Tx>({
    store,
    delivery,
    closeSinks: async () => router?.close(),
    onChange(health: Health) {
      reportLoss?.(health)
      try {
        signals.emit('storeHealth', health)
      } catch (error) {
        onError(error)
      }
    },
  })
  const pipeline = createPipeline<Tx>({
    store,
    catalog: events,
    builder,
    processors: options.processors ?? [],
    signals,
    deliverer,
    whenFull: delivery.whenFull,
    router,
    isEnabled: typeof enabled === 'function' ? enabled : () => enabled,
    onError,
  })

  const definitions = Object.values(events ?? {})
  const anyRequired = definitions.some(({ required }) => required)
  for (const { failure } of definitions) assertSpills(store, failure)

  const bind = (binding: Binding<Tx>) => {
    const detailed = (details: AnyDetails): AnyDetails =>
      binding.tenant === undefined ? details : { ...details, tenant: binding.tenant }
    const log = (action: string, details?: AnyDetails | null) =>
      pipeline.log({
        action,
        details: detailed(details ?? {}),
        bound: binding.tx,
        buffered: binding.buffered,
      })

    const listen =
      (times: 'on' | 'once') =>
      (signal: SignalName, ...rest: [SignalListener<SignalName>] | [string, SignalListener<SignalName>]) => {
        const [pattern, listener] = rest.length === 1 ? [undefined, rest[0]] : rest
        if (typeof listener !== 'function') throw noListener(signal)
        return signals[times](signal, pattern, listener)
      }

    return {
      ...createReader<Tx>({ store, pipeline, ofEntity, aliases, clock, ...binding }),
      // A feed knows neither tenants nor transactions.
      ...(store.feed && Object.keys(binding).length === 0 && { feed: store.feed }),
      log,
      defer: (action: string, details?: AnyDetails | null) =>
        pipeline.defer({ action, details: detailed(details ?? {}), bound: binding.tx }),
      within: (tx: Tx, { buffer }: WithinOptions = {}) => bind({ ...binding, tx, buffered: buffer }),
      forTenant: (tenant: string) => bind({ ...binding, tenant }),
      on: listen('on'),
      once: listen('once'),
      off: signals.off,
      is: (event: DaybookEvent, action: string) => event.action === action,

      logged: createLogged({
        log: (action, details, failure) =>
          pipeline.log({
            action,
            details: detailed(details),
            bound: binding.tx,
            buffered: binding.buffered,
            failure,
          }),
        logIndependently: (action, details, failure) =>
          pipeline.logIndependently({ action, details: detailed(details), bound: undefined, failure }),
        assertReady: pipeline.assertReady,
        anyRequired,
        assertSpills: (policy) => assertSpills(store, policy),
        ofEntity,
        onError,
      }),
      [logSteps]: [pipeline.steps, detailed],
      assertReady: pipeline.assertReady,
      createEvent: async (action: string, details: CreateEventDetails = {}) =>
        pipeline.log({
          action,
          details: detailed(detailsOfCreateEvent(details, { userType, ofEntity })),
          bound: binding.tx,
          origin: { request: details.request },
        }),

      silenced: <T>(work: () => T) => runInScope(work, { silenced: true }),
      flush: deliverer.flush,
      close: deliverer.close,
      [Symbol.asyncDispose]: async () => void (await deliverer.close()),
      flushOnSignal: deliverer.closeOnSignal,
      health: deliverer.health,
      context: contextOf(ofEntity),
      withActor: <T>(actor: unknown, work: () => T) => context.run({ actor } as ContextValues, work),
    }
  }

  // The implementation takes any action; the interface narrows it to the catalog's.
  return bind({}) as unknown as Daybook<C, R, Tx>
}

function printError(error: unknown): void {
  console.error('[daybook]', error)
}

/** An error handler that fails itself reaches standard error, and nobody's business. */
function guarded(onError: (error: unknown) => unknown): (error: unknown) => void {
  return (error) => {
    try {
      const answer = onError(error)
      if (answer instanceof Promise) answer.catch(printError)
    } catch (failure) {
      printError(failure)
    }
  }
}

function noListener(signal: string): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_BAD_LISTENER',
    message: `What should listen to \`${signal}\` is not a function.`,
    fix: 'Pass a function as the last argument.',
  })
}
