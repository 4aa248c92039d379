import {
  type ActionOf,
  createRecordingEndpoint,
  type EventBook,
  type RecordingOptions as WebOptions,
} from '@daybook/web'
import type { Context, Middleware } from 'koa'
import { exchangeOf } from '../exchange/koa-exchange.ts'

/** Who may record what from outside. The functions are called with Koa's context. */
export type RecordingOptions<Action extends string = string> = WebOptions<Context, Action>

/**
 * Koa middleware for events that a browser or another service sends: a POST of `{ name, note, payload }` as JSON,
 * answered with 201 and `{ name, saved: true }` once it is stored. Who did it is who acts in the request. Only those
 * whom `authorize` lets pass, only the `actions` that are named, and at most 60 a minute from one address.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { recordingEndpoint, requestContext } from '@daybook/koa'
 * import Router from '@koa/router'
 * import Koa from 'koa'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * declare function isSignedIn(ctx: Koa.Context): boolean
 *
 * const app = new Koa()
 * const router = new Router()
 * router.post('/events', recordingEndpoint(daybook, { authorize: isSignedIn, actions: ['page.printed'] }))
 * app.use(requestContext(daybook)).use(router.routes())
 * ```
 */
export function recordingEndpoint<Book extends EventBook>(
  book: Book,
  options: RecordingOptions<ActionOf<Book>>,
): Middleware {
  const record = createRecordingEndpoint(book, options)
  return async (ctx) => {
    const { status, headers, body } = await record(exchangeOf(ctx))
    ctx.status = status
    ctx.set(headers)
    ctx.body = body
  }
}
