const verbs = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete', 'all', 'handle'] as const

// biome-ignore lint/suspicious/noExplicitAny: TypeScript asks for exactly this of a mixin's base
type Controller = new (...args: any[]) => object
// biome-ignore lint/suspicious/noExplicitAny: each framework has its own handlers
type Handler = (...args: any[]) => any

/**
 * A class like `Base` whose handlers are wrapped: its methods named after HTTP methods, `all` and `handle`, or those
 * in `names`. They keep their `this`.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { logPageView, wrapController } from '@daybook/express'
 * import type { Request, Response } from 'express'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 *
 * class Dashboard {
 *   get(_req: Request, res: Response) {
 *     res.send('hello')
 *   }
 * }
 * const LoggedDashboard = wrapController(Dashboard, (handler) => logPageView(daybook, handler))
 * ```
 */
export function wrapController<B extends Controller>(
  Base: B,
  wrap: (handler: Handler) => Handler,
  names: readonly string[] = verbs,
): B {
  class Wrapped extends Base {}
  for (const name of names) {
    const handler: unknown = Base.prototype[name]
    if (typeof handler !== 'function') continue
    Object.defineProperty(Wrapped.prototype, name, {
      configurable: true,
      writable: true,
      value: wrapBound(handler as Handler, wrap),
    })
  }
  return Wrapped
}

/** Wrapped once for each object, since a wrapper calls its handler without a `this`. */
function wrapBound(handler: Handler, wrap: (handler: Handler) => Handler): Handler {
  const wrapped = new WeakMap<object, Handler>()
  return function (this: object, ...args) {
    const known = wrapped.get(this) ?? wrap(handler.bind(this))
    wrapped.set(this, known)
    return known(...args)
  }
}
