import { isAnonymous } from '../daybook/request-like.ts'
import { ConfigurationError, ValidationError } from '../errors/daybook-error.ts'
import { type EntityReferences, toReference } from '../event/reference.ts'
import { normalise } from '../normalise/normalise.ts'
import { keyRedactor } from '../normalise/redaction-list.ts'
import {
  type CapturedScope,
  captureScope,
  currentScope,
  currentValues,
  runInNamedScope,
  runInScope,
  type Scope,
} from './scope.ts'
import { presentValues } from './surroundings.ts'

/**
 * What a scope can hold. `actor`, `tenant` and the promoted fields become properties of the event; everything
 * else becomes its `context`. A later or inner value wins, key by key; undefined leaves the outer value.
 *
 * The tenant, and everything without a property of its own, may be a synchronous function, which is called at each `log()` and never remembered: what a request knows
 * of itself, it often learns after its scope was opened. One that throws is left out, and `onError` hears of it.
 */
export interface ContextValues {
  /**
   * Who acts: a reference, an object of a registered class, null for anonymous, or a synchronous function that
   * is called at each `log()` and never remembered, because middleware runs before authentication.
   */
  readonly actor?: unknown
  readonly tenant?: string | null | undefined | (() => string | null | undefined)
  readonly requestId?: string | null | undefined
  readonly traceId?: string | null | undefined
  readonly ip?: string | null | undefined
  readonly statusCode?: number | null | undefined
  readonly durationMs?: number | null | undefined
  readonly [key: string]: unknown
}

/** What surrounds the calls of one request, job or command. Follows asynchronous calls, shared by all books. */
export interface Context {
  /**
   * Runs `work` in a new scope inside the current one. What it starts sees the scope; what is outside does not. A
   * function is asked for the values once, when something in the scope first needs them, and its answer is frozen.
   */
  run<T>(values: ContextValues | (() => ContextValues), work: () => T): T
  /**
   * Adds values to the nearest scope under a name, until {@link exit}. Names may be left in any order;
   * entering one again replaces its values where they stand.
   *
   * @throws ConfigurationError `DAYBOOK_NO_SCOPE` outside of any scope.
   */
  enter(name: string, values: ContextValues): void
  /** @throws ConfigurationError `DAYBOOK_UNKNOWN_CONTEXT` where nothing was entered under `name`. */
  exit(name: string): void
  /**
   * Runs `work` in a scope like the nearest one, in which `name` stands for `values`. However `work` ends, what was
   * under the name before is there again afterwards, and works that run side by side each see their own.
   */
  with<T>(name: string, values: ContextValues, work: () => T | Promise<T>): Promise<T>
  /** The merged values that a `log()` here would see. */
  current(): ContextValues
  /**
   * The nearest scope, for a callback that something calls outside of it: a socket, a pool, an emitter. It costs
   * next to nothing, and brings back this context alone.
   */
  capture(): CapturedScope
  /**
   * The merged values as text, for a job: with the actor resolved now to its reference, since functions and objects
   * cannot travel. `daybook.context` knows the objects of its store; the bare `context` knows references alone.
   */
  serialize(): SerializedContext
  /**
   * Runs `work` in a scope with the values of {@link serialize}.
   *
   * @throws ValidationError `DAYBOOK_BAD_CONTEXT` for any other text.
   */
  restore<T>(serialized: SerializedContext, work: () => T): T
}

/** A context as text, for a job that goes on in another process. */
export type SerializedContext = string

/** The context of this process. */
export const context: Context = {
  run: (values, work) => runInScope(work, { values }),

  async with(name, values, work) {
    return runInNamedScope(name, values, work)
  },

  enter(name, values) {
    nearest(name).name(name, values)
  },

  exit(name) {
    if (!nearest(name).name(name, undefined))
      throw new ConfigurationError({
        code: 'DAYBOOK_UNKNOWN_CONTEXT',
        message: `No context named \`${name}\` was entered in this scope.`,
        fix: 'Call context.enter(name, values) first, in the same scope.',
      })
  },

  current: currentValues,

  capture: captureScope,

  serialize: () => serialized(undefined),

  restore(serialized, work) {
    return runInScope(work, { values: parse(serialized) })
  },
}

/** The context, for a daybook whose store can tell what objects of the app are. */
export function contextOf(ofEntity: EntityReferences | undefined): Context {
  return ofEntity === undefined ? context : { ...context, serialize: () => serialized(ofEntity) }
}

function serialized(ofEntity: EntityReferences | undefined): SerializedContext {
  const { actor, ...rest } = presentValues(currentValues(), () => {})
  const values = { ...rest, actor: travelling(actor, ofEntity) }
  return JSON.stringify(normalise(values, { isRedacted: keyRedactor() }).value)
}

/** The reference in an actor, and nothing else of it: an object of the app stays where it is. */
function travelling(actor: unknown, ofEntity: EntityReferences | undefined): unknown {
  try {
    const who: unknown = typeof actor === 'function' ? actor() : actor
    return isAnonymous(who) ? null : toReference(who, 'actor', ofEntity)
  } catch {
    return null
  }
}

function parse(serialized: string): ContextValues {
  try {
    const values: unknown = JSON.parse(serialized)
    if (typeof values === 'object' && values !== null && !Array.isArray(values))
      return values as ContextValues
  } catch {
    // Said below.
  }
  throw new ValidationError({
    code: 'DAYBOOK_BAD_CONTEXT',
    message: 'The text to restore a context from was not made by context.serialize().',
    fix: 'Pass on what serialize() returned, unchanged.',
  })
}

function nearest(name: string): Scope {
  const scope = currentScope()
  if (scope) return scope
  throw new ConfigurationError({
    code: 'DAYBOOK_NO_SCOPE',
    message: `There is no scope to enter or exit the context \`${name}\` in.`,
    fix: 'Wrap the work in context.run({}, work), or mount the request context.',
  })
}
