import { DaybookError } from '@daybook/core'
import type { Exchange } from '../request/exchange.ts'
import { pathOf } from '../request/url-path.ts'
import { type EventBook, logEvent } from './event-book.ts'

/** A request was refused because nobody could have told afterwards that it was made. Answered with 503. */
export class RequestNotRecordedError extends DaybookError {
  readonly status = 503
  readonly statusCode = 503
}

/** The action of the event that a required record begins with. */
export const acceptedAction = 'request.accepted'

/**
 * Stores, before anything happens, that a request was made. What becomes of it is told by its record, under the same
 * request id.
 *
 * @throws RequestNotRecordedError `DAYBOOK_NOT_RECORDED`, with status 503, when the store does not take it.
 */
export async function requireRecord(book: EventBook, exchange: Exchange): Promise<void> {
  const { method, url } = exchange.facts
  const recordBook = exchange.scope?.record?.book ?? book
  try {
    await logEvent(recordBook, acceptedAction, { note: `${method} ${exchange.route() ?? pathOf(url)}` })
  } catch (cause) {
    throw new RequestNotRecordedError({
      code: 'DAYBOOK_NOT_RECORDED',
      message: 'A request that must be recorded could not be, and was refused before it did anything.',
      fix: 'The `cause` is what the store said. The client may try again.',
      cause,
    })
  }
}
