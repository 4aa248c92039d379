import type { AuthEvents } from '@daybook/web/auth'
import { watchSession } from '@daybook/web/passport'
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
 * @param options.key passport's own option `key`, where the app has changed it
 */
export function passportEvents(auth: AuthEvents, options: { readonly key?: string } = {}): RequestHandler {
  const { key = 'passport' } = options
  return (req, res, next) => {
    const request: PassportRequest = req as Request & PassportRequest
    watchSession(auth, exchangeOf(req, res), {
      key: () => request.session?.[key]?.user,
      user: () => request.user,
    })
    next()
  }
}
