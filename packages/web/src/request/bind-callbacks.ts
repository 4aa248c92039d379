import { AsyncResource } from 'node:async_hooks'
import { EventEmitter } from 'node:events'

type Callback = (...args: unknown[]) => unknown
type Methods = Record<string, unknown>

const methods = ['query', 'execute', 'connect', 'getConnection', 'acquire'] as const
const bound = new WeakSet<object>()

/**
 * Makes a pool or connection of a database driver call back in the scope of whoever asked: the callbacks of its
 * `query`, `execute`, `connect` and `getConnection`, those of the connections it hands out, and the listeners of the
 * queries it returns. Drivers that keep a queue, `pg` and `mysql2` among them, call back in the scope of the request
 * that freed a connection, which is somebody else's; promises are not concerned.
 *
 * Changes the object itself, once, and returns it.
 *
 * @example
 * ```ts
 * import { bindCallbacks } from '@daybook/web'
 *
 * declare const pool: { query(sql: string, done: () => void): void } // new pg.Pool()
 * bindCallbacks(pool)
 * ```
 */
export function bindCallbacks<T extends object>(pool: T): T {
  if (bound.has(pool)) return pool
  bound.add(pool)
  for (const name of methods) {
    const method = (pool as Methods)[name]
    if (typeof method !== 'function') continue
    Object.defineProperty(pool, name, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]) {
        const answer: unknown = Reflect.apply(method, this, args.map(inThisScope))
        if (isPromise(answer)) return answer.then(handedOut)
        return answer instanceof EventEmitter && !isConnection(answer) ? listeningHere(answer) : answer
      },
    })
  }
  return pool
}

function inThisScope(argument: unknown): unknown {
  if (typeof argument !== 'function') return argument
  const callback = AsyncResource.bind(argument as Callback)
  return (...args: unknown[]) => callback(...args.map(handedOut))
}

/** A connection that a pool hands out calls back like the pool. */
function handedOut<T>(value: T): T {
  return isConnection(value) ? bindCallbacks(value) : value
}

function isConnection(value: unknown): value is object & Methods {
  return value instanceof EventEmitter && typeof (value as unknown as Methods).query === 'function'
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise
}

function listeningHere(query: EventEmitter): EventEmitter {
  const inScope = AsyncResource.bind((work: () => unknown) => work())
  const emit = query.emit.bind(query)
  const emitHere: typeof emit = (...event) => inScope(() => emit(...event)) as boolean
  query.emit = emitHere
  return query
}
