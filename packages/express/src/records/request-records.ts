import { type EventBook, openRecord, type RequestRecordsOptions, requireRecord } from '@daybook/web'
import type { Request, RequestHandler } from 'express'
import { exchangeOf } from '../exchange/express-exchange.ts'

/**
 * Express middleware that records each request once, when it has been answered: what it was, by whom, with what
 * status, in how many milliseconds. Mount it after the request context. It logs in the background, best into a book
 * of its own, and never changes an answer.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { requestContext, requestRecords } from '@daybook/express'
 * import express from 'express'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * // With a database: createTypeormStore(dataSource, { table: 'daybook_requests' })
 * const requests = createDaybook({ store: createMemoryStore() })
 *
 * const app = express()
 * app.use(requestContext(daybook))
 * app.use(requestRecords(requests, { exclude: ['/healthz', '/assets/'] }))
 * ```
 */
export function requestRecords(
  book: EventBook,
  options: RequestRecordsOptions<Request> = {},
): RequestHandler {
  return (req, res, next) => {
    openRecord(book, exchangeOf(req, res), options)
    next()
  }
}

/**
 * Express middleware for a route that must not do anything unrecorded: stores first that the request was made, as
 * `request.accepted`, in the book of its record. Where that fails the handlers do not run, and the app's error
 * handling gets a `RequestNotRecordedError` with status 503.
 */
export function requiredRecord(book: EventBook): RequestHandler {
  return (req, res, next) => {
    requireRecord(book, exchangeOf(req, res)).then(() => next(), next)
  }
}
