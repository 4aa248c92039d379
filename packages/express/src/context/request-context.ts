import type { Daybook, NoReferences, ReferenceLike } from '@daybook/core'
import { emitInScope, requestIdHeader, requestValues } from '@daybook/web'
import type { Request, RequestHandler } from 'express'

/** Who acts in a request. */
export interface RequestContextOptions<R = NoReferences> {
  /**
   * Who acts in this request: what `log()` takes as `actor`, or undefined or false for nobody. Synchronous; called
   * at each `log()` and never remembered, so it may read what a later middleware sets, such as `req.user`. Where it
   * throws, the event has no actor and `onError` of the daybook hears why.
   */
  readonly actor?: ((req: Request) => ReferenceLike<string, R> | undefined | false) | undefined
}

/**
 * Express middleware that surrounds the rest of a request: every event logged while it is served, also by
 * functions that know nothing of the request, carries who acts, the request id, the trace id, the client's
 * address, method, path and user agent.
 *
 * Mount it first. The request id is taken from a well-formed `x-request-id` header, unless an earlier middleware
 * has put its own on the response, and is answered in the same header. Listeners of `req` and `res` run in the
 * request's scope too, `finish` and `close` included.
 *
 * @example
 * ```ts
 * import { createDaybook, createMemoryStore } from '@daybook/core'
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
  const { actor } = options
  return (req, res, next) => {
    const facts = {
      method: req.method,
      url: req.originalUrl,
      ip: req.ip,
      header: (name: string) => req.get(name),
    }
    const values = requestValues(facts, res.getHeader(requestIdHeader))
    if (!res.headersSent) res.setHeader(requestIdHeader, values.requestId)
    const scope = actor ? { ...values, actor: () => actor(req) } : values
    daybook.context.run(scope, () => emitInScope([req, res], () => next()))
  }
}
