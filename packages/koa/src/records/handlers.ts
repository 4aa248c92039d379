import {
  type EventBook,
  type LoggedHandlerOptions,
  logHandler,
  type PageViewOptions,
  type TrackedOptions,
  trackHandler,
  viewPage,
} from '@daybook/web'
import type { Context, Middleware, Next } from 'koa'
import { exchangeOf } from '../exchange/koa-exchange.ts'

type Handler<V> = (ctx: Context, next: Next) => V | Promise<V>

/**
 * Wraps a route's handler: adds what `options` say to the record of its request, such as what it was done to. Without
 * the middleware for records, or on a path that it leaves out, the wrapper makes the record itself, in `book`.
 */
export function tracked<V>(
  book: EventBook,
  options: TrackedOptions<Context, V>,
  handler: Handler<V>,
): Middleware {
  return (ctx, next) => trackHandler(book, exchangeOf(ctx), options, () => handler(ctx, next))
}

/**
 * Wraps a route's handler: logs an event of the app's own when it has answered; a success below 400, else `denied` or
 * `failure`. What the handler throws is thrown again.
 */
export function logged<V>(
  book: EventBook,
  options: string | LoggedHandlerOptions<Context, V>,
  handler: Handler<V>,
): Middleware {
  const whole = typeof options === 'string' ? { action: options } : options
  return (ctx, next) => logHandler(book, exchangeOf(ctx), whole, () => handler(ctx, next))
}

/**
 * Wraps a handler: logs `PageViewed`, `Redirected` or `PageError` when it has answered, by the actor from before it
 * ran. A handler that throws is not logged.
 */
export function logPageView<V>(
  book: EventBook,
  handler: Handler<V>,
  options: PageViewOptions = {},
): Middleware {
  return (ctx, next) => viewPage(book, exchangeOf(ctx), options, () => handler(ctx, next))
}
