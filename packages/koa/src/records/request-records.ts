import { type EventBook, openRecord, type RequestRecordsOptions, requireRecord } from '@daybook/web'
import type { Context, Middleware } from 'koa'
import { exchangeOf } from '../exchange/koa-exchange.ts'

/**
 * Koa middleware that records each request once, when it has been answered: what it was, by whom, with what
 * status, in how many milliseconds. Mount it after the request context. It logs in the background, best into a book
 * of its own, and never changes an answer.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { requestContext, requestRecords } from '@daybook/koa'
 * import Koa from 'koa'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * // With a database: createTypeormStore(dataSource, { table: 'daybook_requests' })
 * const requests = createDaybook({ store: createMemoryStore() })
 *
 * const app = new Koa()
 * app.use(requestContext(daybook))
 * app.use(requestRecords(requests, { exclude: ['/healthz', '/assets/'] }))
 * ```
 */
export function requestRecords(book: EventBook, options: RequestRecordsOptions<Context> = {}): Middleware {
  return (ctx, next) => {
    openRecord(book, exchangeOf(ctx), options)
    return next()
  }
}

/**
 * Koa middleware for a route that must not do anything unrecorded: stores first that the request was made, as
 * `request.accepted`, in the book of its record. Where that fails the handlers do not run, and a
 * `RequestNotRecordedError` with status 503 is thrown.
 */
export function requiredRecord(book: EventBook): Middleware {
  return async (ctx, next) => {
    await requireRecord(book, exchangeOf(ctx))
    return next()
  }
}
