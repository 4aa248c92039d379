import type { Daybook, NoReferences } from '@daybook/core'
import { runInRequest, type RequestContextOptions as WebOptions } from '@daybook/web'
import type { Request, RequestHandler } from 'express'
import { exchangeOf } from '../exchange/express-exchange.ts'

/** Who acts in a request, and for whom. The functions are called with Express' request. */
export type RequestContextOptions<R = NoReferences> = WebOptions<Request, R>

/**
 * Express middleware that surrounds the rest of a request: every event logged while it is served, also by
 * functions that know nothing of the request, carries who acts, the request id, the trace id, the client's
 * address, method, path, route, host, user agent, referer, language and a digest of the session's id.
 *
 * Mount it first. The request id is taken from a well-formed `x-request-id` header, unless an earlier middleware
 * has put its own on the response, and is answered in the same header. Listeners of `req` and `res` run in the
 * request's scope too, `finish` and `close` included.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { requestContext } from '@daybook/express'
 * import express from 'express'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * declare function signedIn(req: express.Request): { id: number; email: string } | undefined
 *
 * const app = express()
 * app.use(
 *   requestContext(daybook, {
 *     actor: (req) => {
 *       const user = signedIn(req)
 *       return user && { type: 'User', id: user.id, name: user.email }
 *     },
 *   }),
 * )
 * ```
 */
export function requestContext<C, R, Tx>(
  daybook: Daybook<C, R, Tx>,
  options: RequestContextOptions<R> = {},
): RequestHandler {
  return (req, res, next) => runInRequest(daybook, exchangeOf(req, res), options, () => next())
}
