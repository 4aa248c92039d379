import { asyncScope } from './async-scope.ts'
import type { ContextValues } from './context.ts'

/** What one asynchronous scope holds. */
export interface Scope {
  readonly outer: ContextValues
  readonly own: ContextValues
  readonly named: Map<string, ContextValues>
  merged: ContextValues
  /** Listeners and sinks hear nothing of what is logged here. */
  readonly silenced: boolean
  /** How many listeners deep this code runs. */
  readonly listenerDepth: number
}

const nothing: ContextValues = Object.freeze({})

/** The nearest scope, if any. */
export function currentScope(): Scope | undefined {
  return asyncScope<Scope>().getStore()
}

/** The merged values of the nearest scope. */
export function currentValues(): ContextValues {
  return currentScope()?.merged ?? nothing
}

/** Runs `work` in a scope of its own whose values are asked for when they are first needed, and once. */
export function runInLazyScope<T>(work: () => T, values: () => ContextValues): T {
  return asyncScope<Scope>().run(new LazyScope(currentScope(), values), work)
}

/** Most requests log nothing: what surrounds them is put together when something is. */
class LazyScope implements Scope {
  readonly silenced: boolean
  readonly listenerDepth: number
  readonly #outside: Scope | undefined
  readonly #values: () => ContextValues
  #own: ContextValues | undefined
  #merged: ContextValues | undefined
  #named: Map<string, ContextValues> | undefined

  constructor(outside: Scope | undefined, values: () => ContextValues) {
    this.#outside = outside
    this.#values = values
    this.silenced = outside?.silenced ?? false
    this.listenerDepth = outside?.listenerDepth ?? 0
  }

  get outer(): ContextValues {
    return this.#outside?.merged ?? nothing
  }

  get own(): ContextValues {
    this.#own ??= this.#values()
    return this.#own
  }

  get named(): Map<string, ContextValues> {
    this.#named ??= new Map()
    return this.#named
  }

  get merged(): ContextValues {
    this.#merged ??= mergeValues(this.outer, [this.own])
    return this.#merged
  }

  set merged(values: ContextValues) {
    this.#merged = values
  }
}

/** Runs `work` in a scope of its own inside the nearest one. */
export function runInScope<T>(
  work: () => T,
  {
    values = nothing,
    silenced,
    listenerDepth,
  }: { values?: ContextValues; silenced?: boolean; listenerDepth?: number },
): T {
  const outer = currentScope()
  const inherited = outer?.merged ?? nothing
  return asyncScope<Scope>().run(
    {
      outer: inherited,
      own: values,
      named: new Map(),
      merged: values === nothing ? inherited : mergeValues(inherited, [values]),
      silenced: silenced ?? outer?.silenced ?? false,
      listenerDepth: listenerDepth ?? outer?.listenerDepth ?? 0,
    },
    work,
  )
}

/**
 * Runs `work` in a scope like the nearest one, but for what it holds under `name`: a scope of its own, so that works
 * that run side by side do not see each other's values.
 */
export function runInNamedScope<T>(name: string, values: ContextValues, work: () => T): T {
  const near = currentScope()
  const scope: Scope = {
    outer: near?.outer ?? nothing,
    own: near?.own ?? nothing,
    named: new Map(near?.named).set(name, values),
    merged: nothing,
    silenced: near?.silenced ?? false,
    listenerDepth: near?.listenerDepth ?? 0,
  }
  refreshScope(scope)
  return asyncScope<Scope>().run(scope, work)
}

/** Merges a scope anew after its named values have changed. */
export function refreshScope(scope: Scope): void {
  scope.merged = mergeValues(scope.outer, [scope.own, ...scope.named.values()])
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
