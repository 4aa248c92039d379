import {
  type EventBook,
  type Exchange,
  type LoggedHandlerOptions,
  logHandler,
  type PageViewOptions,
  type TrackedOptions,
  trackHandler,
  viewPage,
} from '@daybook/web'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { exchangeOf } from '../exchange/express-exchange.ts'

type Handler<V> = (req: Request, res: Response, next: NextFunction) => V | Promise<V>

/**
 * Wraps a route's handler: adds what `options` say to the record of its request, such as what it was done to. Without
 * the middleware for records, or on a path that it leaves out, the wrapper makes the record itself, in `book`.
 */
export function tracked<V>(
  book: EventBook,
  options: TrackedOptions<Request, V>,
  handler: Handler<V>,
): RequestHandler {
  return wrapped(handler, (exchange, run) => trackHandler(book, exchange, options, run))
}

/**
 * Wraps a route's handler: logs an event of the app's own when it has answered; a success below 400, else `denied` or
 * `failure`. What the handler throws goes on to the app's error handling.
 */
export function logged<V>(
  book: EventBook,
  options: string | LoggedHandlerOptions<Request, V>,
  handler: Handler<V>,
): RequestHandler {
  const whole = typeof options === 'string' ? { action: options } : options
  return wrapped(handler, (exchange, run) => logHandler(book, exchange, whole, run))
}

/**
 * Wraps a handler: logs `PageViewed`, `Redirected` or `PageError` when it has answered, by the actor from before it
 * ran. A handler that throws is not logged.
 */
export function logPageView<V>(
  book: EventBook,
  handler: Handler<V>,
  options: PageViewOptions = {},
): RequestHandler {
  return wrapped(handler, (exchange, run) => viewPage(book, exchange, options, run))
}

/** Runs a handler inside `watch`. What it throws, rejects with or passes on goes to Express once, in all majors. */
function wrapped<V>(
  handler: Handler<V>,
  watch: (exchange: Exchange<Request>, run: () => Promise<V>) => Promise<unknown>,
): RequestHandler {
  return async (req, res, next) => {
    const run = () =>
      new Promise<V>((resolve, reject) => {
        const pass = ((error?: unknown) => {
          if (error === undefined || error === null || error === 'route' || error === 'router')
            next(error as undefined)
          else reject(error)
        }) as NextFunction
        const answer = async () => handler(req, res, pass)
        answer().then(resolve, reject)
      })
    try {
      await watch(exchangeOf(req, res), run)
    } catch (error) {
      next(error)
    }
  }
}
