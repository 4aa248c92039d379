import type { Daybook, NoReferences } from '@daybook/core'
import { runInRequest, type RequestContextOptions as WebOptions } from '@daybook/web'
import type { Context, Middleware } from 'koa'
import { exchangeOf } from '../exchange/koa-exchange.ts'

/** Who acts in a request, and for whom. The functions are called with Koa's context. */
export type RequestContextOptions<R = NoReferences> = WebOptions<Context, R>

/**
 * Koa middleware that surrounds the rest of a request: every event logged while it is served, also by functions that
 * know nothing of the request, carries who acts, the request id, the trace id, the client's address, method, path,
 * route, host, user agent, referer, language and a digest of the session's id.
 *
 * Mount it first. The request id is taken from a well-formed `x-request-id` header, unless an earlier middleware
 * has put its own on the response, and is answered in the same header. Listeners of `ctx.req` and `ctx.res` run in the
 * request's scope too, `finish` and `close` included.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { requestContext } from '@daybook/koa'
 * import Koa from 'koa'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * declare function signedIn(ctx: Koa.Context): { id: number; email: string } | undefined
 *
 * const app = new Koa()
 * app.use(
 *   requestContext(daybook, {
 *     actor: (ctx) => {
 *       const user = signedIn(ctx)
 *       return user && { type: 'User', id: user.id, name: user.email }
 *     },
 *   }),
 * )
 * ```
 */
export function requestContext<C, R, Tx>(
  daybook: Daybook<C, R, Tx>,
  options: RequestContextOptions<R> = {},
): Middleware {
  return (ctx, next) => runInRequest(daybook, exchangeOf(ctx), options, next)
}
