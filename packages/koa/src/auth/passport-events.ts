import type { AuthEvents } from '@daybook/web/auth'
import { createSessionWatch } from '@daybook/web/passport'
import type { Context, Middleware } from 'koa'
import { exchangeOf } from '../exchange/koa-exchange.ts'

interface PassportContext {
  readonly session?: Readonly<Record<string, { readonly user?: unknown } | undefined>> | null
  readonly state: { readonly user?: unknown }
}

/**
 * Koa middleware that logs the sign-ins, sign-outs and changes of users that passport's session sees, however they
 * come about. Mount it after `passport.session()`. Refused sign-ins are seen by `observeStrategy` of
 * `@daybook/web/passport`.
 *
 * A session that expired is logged when its cookie comes again to a process that found somebody signed in with it
 * before. Each process remembers 10,000 sessions. This needs a store outside of the cookie.
 *
 * @param options.key passport's own option `key`, where the app has changed it
 */
export function passportEvents(auth: AuthEvents, options: { readonly key?: string } = {}): Middleware {
  const { key = 'passport' } = options
  const watch = createSessionWatch(auth)
  return (ctx, next) => {
    watch(exchangeOf(ctx), {
      key: () => passportContext(ctx).session?.[key]?.user,
      user: () => passportContext(ctx).state.user,
    })
    return next()
  }
}

function passportContext(ctx: Context): PassportContext {
  return ctx as Context & PassportContext
}
