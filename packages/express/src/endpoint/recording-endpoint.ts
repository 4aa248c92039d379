import {
  type ActionOf,
  createRecordingEndpoint,
  type EventBook,
  type RecordingOptions as WebOptions,
} from '@daybook/web'
import type { Request, RequestHandler } from 'express'
import { exchangeOf } from '../exchange/express-exchange.ts'

/** Who may record what from outside. The functions are called with Express' request. */
export type RecordingOptions<Action extends string = string> = WebOptions<Request, Action>

/**
 * Express handler for events that a browser or another service sends: a POST of `{ name, note, payload }` as JSON,
 * answered with 201 and `{ name, saved: true }` once it is stored. Who did it is who acts in the request. Only those
 * whom `authorize` lets pass, only the `actions` that are named, and at most 60 a minute from one address.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { recordingEndpoint, requestContext } from '@daybook/express'
 * import express from 'express'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * declare function isSignedIn(req: express.Request): boolean
 *
 * const app = express()
 * app.use(requestContext(daybook))
 * app.post('/events', recordingEndpoint(daybook, { authorize: isSignedIn, actions: ['page.printed'] }))
 * ```
 */
export function recordingEndpoint<Book extends EventBook>(
  book: Book,
  options: RecordingOptions<ActionOf<Book>>,
): RequestHandler {
  const record = createRecordingEndpoint(book, options)
  return (req, res, next) => {
    record(exchangeOf(req, res)).then(
      ({ status, headers, body }) => void res.status(status).set(headers).json(body),
      next,
    )
  }
}
