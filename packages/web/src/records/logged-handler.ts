import type { Exchange } from '../request/exchange.ts'
import { type Answer, whenAnswered } from '../request/when-answered.ts'
import { assertReady, deferEvent, type EventBook, printError } from './event-book.ts'
import type { RecordParts } from './open-record.ts'
import { outcomeOfStatus } from './outcome.ts'
import { partsOf, type TrackedCall, type TrackedOptions } from './tracked.ts'

/** How a handler is logged: like {@link TrackedOptions}, with an action of the app's own. */
export interface LoggedHandlerOptions<Req, V = unknown> extends TrackedOptions<Req, V> {
  readonly action: string | ((call: TrackedCall<Req, V>) => string | undefined)
  /** Whether a handler that throws, or answers with 400 or more, is logged too. Default: true. */
  readonly failures?: boolean | undefined
  /**
   * Whether to ask first if the store takes events, and answer with 503, without calling the handler, where it does not.
   * Default: what the catalog says, else false.
   */
  readonly required?: boolean | undefined
}

/**
 * Runs a handler and logs one event when it has answered: a success below 400, else `denied` or `failure`, with what
 * it threw as the reason. Beside the record of the request, if there is one: this event is the app's own.
 *
 * @throws StorageError `DAYBOOK_STORE_DOWN`, with status 503, before the handler runs, for a required action.
 */
export async function logHandler<Req, V>(
  book: EventBook,
  exchange: Exchange<Req>,
  options: LoggedHandlerOptions<Req, V>,
  handler: () => V | Promise<V>,
): Promise<V> {
  const { onError = printError, failures = true } = options
  let call: TrackedCall<Req, V> = { req: exchange.source, params: exchange.params() }
  const parts = (): RecordParts => {
    try {
      return partsOf(options, call)
    } catch (error) {
      onError(error)
      return {}
    }
  }
  const early = parts()
  await assertReady(book, early.action ?? '', options.required)
  const { promise: ran, resolve } = Promise.withResolvers<void>()
  const log = ({ statusCode, aborted, durationMs }: Answer) => {
    const hasThrown = 'error' in call
    const answered = outcomeOfStatus(statusCode)
    // Whoever went away has not seen the status of what was thrown.
    const outcome = hasThrown && answered === 'success' ? 'failure' : answered
    if (outcome !== 'success' && !failures) return
    const { action, ...details } = { ...early, ...parts() }
    const context = aborted ? { durationMs } : { durationMs, statusCode }
    const reason = hasThrown ? reasonOf(call.error) : undefined
    if (action !== undefined) deferEvent(book, action, { ...details, outcome, reason, context }, onError)
  }
  whenAnswered(exchange.response, (answer) => void ran.then(() => log(answer)))
  try {
    const result = await handler()
    call = { ...call, result }
    return result
  } catch (error) {
    call = { ...call, error }
    throw error
  } finally {
    resolve()
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.slice(0, 1_000)
}
