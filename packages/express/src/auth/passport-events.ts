import type { AuthEvents } from '@daybook/web/auth'
import { createSessionWatch } from '@daybook/web/passport'
import type { Request, RequestHandler } from 'express'
import { exchangeOf } from '../exchange/express-exchange.ts'

interface PassportRequest {
  readonly session?: Readonly<Record<string, { readonly user?: unknown } | undefined>> | null
  readonly user?: unknown
}

/**
 * Express middleware that logs the sign-ins, sign-outs and changes of users that passport's session sees, however they
 * come about. Mount it after `passport.session()`. Refused sign-ins are seen by `observeStrategy` of
 * `@daybook/web/passport`.
 *
 * A session that expired is logged when its cookie comes again to a process that found somebody signed in with it
 * before. Each process remembers 10,000 sessions.
 *
 * @param options.key passport's own option `key`, where the app has changed it
 */
export function passportEvents(auth: AuthEvents, options: { readonly key?: string } = {}): RequestHandler {
  const { key = 'passport' } = options
  const watch = createSessionWatch(auth)
  return (req, res, next) => {
    const request: PassportRequest = req as Request & PassportRequest
    watch(exchangeOf(req, res), {
      key: () => request.session?.[key]?.user,
      user: () => request.user,
    })
    next()
  }
}
