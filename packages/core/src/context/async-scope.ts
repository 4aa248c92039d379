import { AsyncLocalStorage } from 'node:async_hooks'

// Under Symbol.for, so that two installed copies of this package see the same scopes. The one place where core
// uses `node:async_hooks`.
const key = Symbol.for('daybook.scope')
const registry = globalThis as { [key]?: AsyncLocalStorage<unknown> }

/** A storage that follows asynchronous calls. One per process and name. */
export function asyncScope<T>(): AsyncLocalStorage<T> {
  registry[key] ??= new AsyncLocalStorage<unknown>()
  return registry[key] as AsyncLocalStorage<T>
}
