import { asyncScope } from './async-scope.ts'
import type { ContextValues } from './context.ts'

/** A scope to come back to, from a callback that is called elsewhere. */
export interface CapturedScope {
  /** Whether this code runs in the scope already, or in one that was opened inside it. */
  isAround(): boolean
  /** Runs `work` in the scope. Other asynchronous storages are left as they are. */
  run<T>(work: () => T): T
}

/** Values of a scope, or a function that is asked for them when they are first needed, and once. */
type ScopeValues = ContextValues | (() => ContextValues)

const nothing: ContextValues = Object.freeze({})

/** What one asynchronous scope holds. */
export class Scope implements CapturedScope {
  /** Listeners and sinks hear nothing of what is logged here. */
  silenced: boolean
  /** How many listeners deep this code runs. */
  listenerDepth: number
  readonly #opener: Scope | undefined
  #outer: Scope | undefined
  #values: ScopeValues
  #named: ReadonlyMap<string, ContextValues> | undefined
  #merged: ContextValues | undefined

  constructor(opener: Scope | undefined, values: ScopeValues) {
    this.silenced = opener?.silenced ?? false
    this.listenerDepth = opener?.listenerDepth ?? 0
    this.#opener = opener
    this.#outer = opener
    this.#values = values
    // Most requests log nothing: what surrounds them is put together when something is.
    if (typeof values !== 'function') this.#merge()
  }

  get merged(): ContextValues {
    return this.#merged ?? this.#merge()
  }

  /** Holds `values` under a name, or nothing under it any more. Answers whether something was there before. */
  name(name: string, values: ContextValues | undefined): boolean {
    const named = new Map(this.#named)
    const known = named.has(name)
    if (values === undefined) named.delete(name)
    else named.set(name, values)
    this.#named = named
    this.#merge()
    return known
  }

  /** A scope opened in this one that holds the same. */
  copy(): Scope {
    const copy = new Scope(this, nothing)
    copy.#outer = this.#outer
    copy.#values = this.#own()
    copy.#named = this.#named
    return copy
  }

  isAround(): boolean {
    let scope = currentScope()
    while (scope !== undefined && scope !== this) scope = scope.#opener
    return scope === this
  }

  run<T>(work: () => T): T {
    return currentScope() === this ? work() : asyncScope<Scope>().run(this, work)
  }

  #own(): ContextValues {
    if (typeof this.#values === 'function') this.#values = Object.freeze(this.#values())
    return this.#values
  }

  #merge(): ContextValues {
    this.#merged = this.#mergedNow()
    return this.#merged
  }

  #mergedNow(): ContextValues {
    const outer = this.#outer?.merged ?? nothing
    const own = this.#own()
    if (this.#named !== undefined) return mergeValues(outer, [own, ...this.#named.values()])
    if (own === nothing) return outer
    // Nobody can change them any more, so they need not be copied.
    return outer === nothing && Object.isFrozen(own) ? own : mergeValues(outer, [own])
  }
}

const noScope: CapturedScope = {
  isAround: () => currentScope() === undefined,
  run: (work) => outsideScopes(work),
}

/** The nearest scope, if any. */
export function currentScope(): Scope | undefined {
  return asyncScope<Scope>().getStore()
}

/** The nearest scope, or, where there is none, that. */
export function captureScope(): CapturedScope {
  return currentScope() ?? noScope
}

/** The merged values of the nearest scope. */
export function currentValues(): ContextValues {
  return currentScope()?.merged ?? nothing
}

/** Runs `work` in a scope of its own inside the nearest one. */
export function runInScope<T>(
  work: () => T,
  {
    values = nothing,
    silenced,
    listenerDepth,
  }: { values?: ScopeValues; silenced?: boolean; listenerDepth?: number },
): T {
  const scope = new Scope(currentScope(), values)
  if (silenced !== undefined) scope.silenced = silenced
  if (listenerDepth !== undefined) scope.listenerDepth = listenerDepth
  return scope.run(work)
}

/** Runs `work` in no scope, or, that deep in listeners, in one that knows nothing else. */
export function outsideScopes<T>(work: () => T, listenerDepth = 0): T {
  const scope = currentScope()
  if (listenerDepth === 0 && scope === undefined) return work()
  const apart = listenerDepth === 0 ? undefined : new Scope(undefined, nothing)
  if (apart) apart.listenerDepth = listenerDepth
  return asyncScope<Scope | undefined>().run(apart, work)
}

/**
 * Runs `work` in a scope like the nearest one, but for what it holds under `name`: a scope of its own, so that works
 * that run side by side do not see each other's values.
 */
export function runInNamedScope<T>(name: string, values: ContextValues, work: () => T): T {
  const scope = currentScope()?.copy() ?? new Scope(undefined, nothing)
  scope.name(name, values)
  return scope.run(work)
}

/** Merges layers over `outer`, later ones winning key by key; undefined leaves what is there. */
function mergeValues(outer: ContextValues, layers: readonly ContextValues[]): ContextValues {
  const merged: Record<string, unknown> = { ...outer }
  for (const layer of layers)
    for (const key of Object.keys(layer)) {
      const value = layer[key]
      if (value === undefined) continue
      // Assigned, a key named `__proto__` would bring values that nobody set.
      if (key === '__proto__')
        Object.defineProperty(merged, key, { value, enumerable: true, configurable: true })
      else merged[key] = value
    }
  return Object.freeze(merged)
}
