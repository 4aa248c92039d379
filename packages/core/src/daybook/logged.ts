import type { FailurePolicy } from '../catalog/define-events.ts'
import { ConfigurationError } from '../errors/daybook-error.ts'
import type { DaybookEvent, Outcome } from '../event/daybook-event.ts'
import { type EntityReferences, type TargetReference, toReference } from '../event/reference.ts'
import type { AnyDetails } from './build-event.ts'

/** What the functions of {@link LoggedOptions} get to see of one call. */
export interface LoggedCall<A extends readonly unknown[] = readonly unknown[], V = unknown> {
  readonly args: A
  /** What the handler returned or resolved with; undefined before and on failure. */
  readonly result?: V
  /** What the handler threw. */
  readonly error?: unknown
}

type From<C, T> = T | ((call: C) => T)

/** How a wrapped handler is logged. */
export interface LoggedOptions<
  A extends readonly unknown[] = readonly unknown[],
  V = unknown,
  K extends string = string,
> {
  /** Default: `kind`, an underscore, and the target's type in upper case: `UPDATED_INVOICE`. */
  readonly action?: From<LoggedCall<A, V>, K>
  /** The first half of the default action: `CREATED`, `UPDATED`, `DELETED`, … */
  readonly kind?: string
  readonly actor?: From<LoggedCall<A, V>, object | null | undefined>
  /**
   * Asked before the handler runs, so that something deleted still has its key; and again after it, where the first
   * answer was nothing, or something not saved yet.
   */
  readonly target?: From<LoggedCall<A, V>, object | null | undefined>
  readonly data?: From<LoggedCall<A, V>, object | string | number | boolean | null | undefined>
  readonly note?: From<LoggedCall<A, V>, string | undefined>
  /** Whether a handler that throws is logged, as `failure` or `denied`. Default: true. */
  readonly failures?: boolean
  /** What a failing store means to the caller. Default: what the catalog says, else `throw`. */
  readonly failure?: FailurePolicy
  /**
   * Whether to ask first if the store takes events, and reject with `DAYBOOK_STORE_DOWN`, without calling the handler,
   * where it does not. Default: what the catalog says, else false.
   */
  readonly required?: boolean
}

/** What {@link createLogged} needs of its daybook. */
export interface LoggedPort {
  log(action: string, details: AnyDetails, failure: FailurePolicy | undefined): Promise<DaybookEvent>
  logIndependently(action: string, details: AnyDetails, failure: FailurePolicy | undefined): Promise<void>
  /** Rejects where the action must not happen without its record. */
  assertReady(action: string, required: boolean | undefined): Promise<void>
  /** Some action of the catalog must not. */
  readonly anyRequired: boolean
  /** Throws where events cannot be spilled, and are to be. */
  assertSpills(policy: FailurePolicy | undefined): void
  readonly ofEntity: EntityReferences | undefined
  readonly onError: (error: unknown) => void
}

type Handler = (this: unknown, ...args: never[]) => unknown

/**
 * The one wrapper behind `logged()`, `@Logged()` and the page views: runs the handler, and logs when it has
 * succeeded or thrown. What it threw is thrown again, whatever becomes of the event.
 */
export function createLogged(port: LoggedPort) {
  return (actionOrOptions: string | LoggedOptions, handler: Handler): Handler => {
    const options: LoggedOptions =
      typeof actionOrOptions === 'string' ? { action: actionOrOptions } : actionOrOptions
    if (!options.action && !options.kind) throw nameless()
    port.assertSpills(options.failure)

    const eventOf = (call: LoggedCall, early: TargetReference | null): [string, AnyDetails] => {
      const late = () => toReference(evaluate(options.target, call), 'target', port.ofEntity)
      const target = typeof early?.id === 'string' ? early : (late() ?? early)
      const action = evaluate(options.action, call) ?? defaultAction(options.kind, target)
      const details = {
        target,
        actor: evaluate(options.actor, call),
        data: evaluate(options.data, call),
        note: evaluate(options.note, call),
      }
      return [action, details]
    }

    return async function (this: unknown, ...args: never[]) {
      const early = toReference(evaluate(options.target, { args }), 'target', port.ofEntity)
      if (options.required ?? port.anyRequired)
        await port.assertReady(actionBefore(options, args, early), options.required)
      let result: unknown
      try {
        result = await handler.apply(this, args)
      } catch (error) {
        if (options.failures ?? true) await logFailure(port, options, eventOf, { args, error }, early)
        throw error
      }
      await port.log(...eventOf({ args, result }, early), options.failure)
      return result
    }
  }
}

/** The action as far as it can be known before the handler runs. */
function actionBefore(
  options: LoggedOptions,
  args: readonly unknown[],
  early: TargetReference | null,
): string {
  try {
    return evaluate(options.action, { args }) ?? defaultAction(options.kind, early)
  } catch {
    // It needs the result. What it throws with that is heard of later.
    return ''
  }
}

async function logFailure(
  port: LoggedPort,
  options: LoggedOptions,
  eventOf: (call: LoggedCall, early: TargetReference | null) => [string, AnyDetails],
  call: LoggedCall,
  early: TargetReference | null,
): Promise<void> {
  try {
    const [action, details] = eventOf(call, early)
    const outcome = { outcome: outcomeOf(call.error), reason: reasonOf(call.error) }
    await port.logIndependently(action, { ...details, ...outcome }, options.failure)
  } catch (error) {
    port.onError(error)
  }
}

/** `denied` for what a web framework answers with 401 or 403, else `failure`. */
function outcomeOf(error: unknown): Outcome {
  const { status, statusCode } = (error ?? {}) as { status?: unknown; statusCode?: unknown }
  return [status, statusCode].some((code) => code === 401 || code === 403) ? 'denied' : 'failure'
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.slice(0, 1_000)
}

function evaluate<C, T>(value: From<C, T> | undefined, call: C): T | undefined {
  return typeof value === 'function' ? (value as (call: C) => T)(call) : value
}

function defaultAction(kind: string | undefined, target: TargetReference | null): string {
  return [kind, target?.type.toUpperCase()].filter(Boolean).join('_')
}

function nameless(): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_NAMELESS',
    message: 'logged() was given neither an `action` nor a `kind` to make one from.',
    fix: 'Pass one of them.',
  })
}
