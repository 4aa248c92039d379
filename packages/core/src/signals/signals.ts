import { EventEmitter } from 'eventemitter3'
import { currentScope, runInScope } from '../context/scope.ts'
import type { Health } from '../delivery/health.ts'
import { ConfigurationError, TimeoutError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { matchesAction } from '../query/action-pattern.ts'

/** Where an event came from, for listeners; never stored. */
export interface Origin {
  /** The request that was passed to `createEvent`. */
  readonly request?: unknown
}

/**
 * Why an event that was asked for is not in the log: a processor left it out, the log is switched off, or, of deferred
 * events, there was no room left, or the daybook was closed first; or, of events that were kept for the commit of their
 * transaction, that ended in a way that the store did not see.
 */
export type DropReason = 'processor' | 'disabled' | 'overloaded' | 'closed' | 'uncommitted'

/** What a listener can hear, and with what arguments. */
export interface Signals {
  /** An event is stored and its transaction committed. Never for an event that was rolled back. */
  readonly eventLogged: readonly [event: DaybookEvent, origin: Origin]
  /** An event that a caller asked for could not be stored; the caller's promise, if there is one, rejects with `error`. */
  readonly eventFailed: readonly [event: DaybookEvent, error: unknown]
  /** An event was left out on purpose, or nobody was there to tell that it is lost. */
  readonly eventDropped: readonly [event: DaybookEvent, reason: DropReason]
  /** The store went down or came back, or events began or ceased to be turned away for want of room. Once for each. */
  readonly storeHealth: readonly [health: Health]
}

/** The name of a signal. */
export type SignalName = keyof Signals

/** Hears one signal. What it throws or rejects with goes to `onError`; what it returns is not waited for. */
export type SignalListener<S extends SignalName> = (...args: Signals[S]) => unknown

/** Listeners by signal. */
export interface SignalHub {
  /** Returns the function that removes the listener again. */
  on<S extends SignalName>(signal: S, pattern: string | undefined, listener: SignalListener<S>): () => void
  once<S extends SignalName>(signal: S, pattern: string | undefined, listener: SignalListener<S>): () => void
  /** Removes a listener wherever it listens to this signal. */
  off<S extends SignalName>(signal: S, listener: SignalListener<S>): void
  /**
   * Calls the listeners. What one throws goes to `onError`, or, under `strict`, is thrown here when all have
   * been called.
   */
  emit<S extends SignalName>(signal: S, ...args: Signals[S]): void
  /** Whether anybody listens. */
  isHeard(signal: SignalName): boolean
  /** To be called at each `log()`: whoever logs from a listener may be heard by listeners again. */
  logging(): void
}

export interface SignalHubOptions {
  /** Hears what a listener threw, what its promise was rejected with, and that it hangs. */
  readonly onError: (error: unknown) => void
  /** Let the first error of a listener reach whoever emits. */
  readonly strict: boolean
}

type Registered = (event: DaybookEvent, ...rest: unknown[]) => void

/** A listener that logs is heard by listeners again: this deep, and no deeper. */
const maxListenerDepth = 8

/** After this long a listener's promise is reported as hanging. It is not waited for in any case. */
const hangMillis = 30_000

export function createSignalHub({ onError, strict }: SignalHubOptions): SignalHub {
  const emitter = new EventEmitter()
  const registrations = new Map<Registered, { readonly signal: SignalName; readonly listener: unknown }>()
  let thrown: unknown[] = []
  let emitting = 0
  // A scope for each emit costs; only listeners that log, or go on later and might, need to be followed.
  let following = false

  const isolated = (listener: (...args: never[]) => unknown, args: readonly unknown[]): void => {
    try {
      const answer = (listener as (...args: unknown[]) => unknown)(...args)
      if (!isPromiseLike(answer)) return
      following = true
      watch(answer)
    } catch (error) {
      if (strict) thrown.push(error)
      else onError(error)
    }
  }

  const watch = (answer: PromiseLike<unknown>): void => {
    const timer = setTimeout(() => onError(hangs()), hangMillis)
    if (typeof timer === 'object') timer.unref()
    const settled = () => clearTimeout(timer)
    answer.then(settled, (error) => {
      settled()
      onError(error)
    })
  }

  const remove = (registered: Registered): void => {
    const entry = registrations.get(registered)
    if (entry === undefined) return
    registrations.delete(registered)
    emitter.off(entry.signal, registered)
  }

  const add = <S extends SignalName>(
    signal: S,
    pattern: string | undefined,
    listener: SignalListener<S>,
    once: boolean,
  ): (() => void) => {
    const registered: Registered = (event, ...rest) => {
      // It may have been removed by a listener before it, within this emit.
      if (!registrations.has(registered)) return
      if (pattern !== undefined && !matchesAction(pattern, event.action)) return
      if (once) remove(registered)
      isolated(listener, [event, ...rest])
    }
    registrations.set(registered, { signal, listener })
    emitter.on(signal, registered)
    return () => remove(registered)
  }

  const isHeard = (signal: SignalName): boolean => emitter.listenerCount(signal) > 0

  return {
    isHeard,
    on: (signal, pattern, listener) => add(signal, pattern, listener, false),
    once: (signal, pattern, listener) => add(signal, pattern, listener, true),
    off(signal, listener) {
      for (const [registered, entry] of registrations)
        if (entry.signal === signal && entry.listener === listener) remove(registered)
    },
    emit(signal, ...args) {
      if (!isHeard(signal)) return
      if (emitting > 0) following = true
      const depth = following ? Math.max(currentScope()?.listenerDepth ?? 0, emitting) : 0
      if (depth >= maxListenerDepth) {
        onError(recursion(signal))
        return
      }
      emitting++
      if (following) runInScope(() => emitter.emit(signal, ...args), { listenerDepth: depth + 1 })
      else emitter.emit(signal, ...args)
      emitting--
      if (thrown.length === 0) return
      const [first] = thrown
      thrown = []
      throw first
    },
    logging() {
      if (emitting > 0) following = true
    },
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}

function hangs(): TimeoutError {
  return new TimeoutError({
    code: 'DAYBOOK_LISTENER_HANGS',
    message: `The promise of a listener has not settled for ${hangMillis / 1000} seconds.`,
    fix: 'Nothing waits for it, but what it holds is not released.',
  })
}

function recursion(signal: string): ConfigurationError {
  return new ConfigurationError({
    code: 'DAYBOOK_RECURSION',
    message: `A listener of ${signal} logs an event that it hears itself, ${maxListenerDepth} deep. It is not called again.`,
    fix: 'Listen to a pattern that leaves out what the listener logs.',
  })
}
