import type { Exchange } from '../request/exchange.ts'
import { type EventBook, type FailureOptions, printError } from './event-book.ts'
import { openRecord, type RecordParts } from './open-record.ts'

/** What the functions of {@link TrackedOptions} get to see of one call. */
export interface TrackedCall<Req, V = unknown> {
  /** Express' request, Koa's context. */
  readonly req: Req
  /** The parameters of the route. */
  readonly params: Readonly<Record<string, unknown>>
  /** What the handler returned; undefined before it has. */
  readonly result?: V
  /** What the handler threw. */
  readonly error?: unknown
}

type From<Req, V, T> = T | ((call: TrackedCall<Req, V>) => T | undefined)

/** What a tracked handler says about its request. Functions are asked before the handler runs, and after it. */
export interface TrackedOptions<Req, V = unknown> extends FailureOptions {
  /** The action of the record. Default: by method. */
  readonly action?: From<Req, V, string> | undefined
  /** To what it was done: from the parameters, or, once there, from the result. */
  readonly target?: From<Req, V, object | null> | undefined
  readonly data?: From<Req, V, object | null> | undefined
  readonly note?: From<Req, V, string> | undefined
}

/**
 * Runs a handler and adds what `options` say to the record of its request. Without a record, because no middleware
 * opens any or because it leaves this request out, one is opened in `book`: there is exactly one in each case.
 */
export async function trackHandler<Req, V>(
  book: EventBook,
  exchange: Exchange<Req>,
  options: TrackedOptions<Req, V>,
  handler: () => V | Promise<V>,
): Promise<V> {
  const { onError = printError } = options
  const record = openRecord(book, exchange, { onError })
  const parts = (call: Partial<TrackedCall<Req, V>>): RecordParts => {
    try {
      return partsOf(options, { req: exchange.source, params: exchange.params(), ...call })
    } catch (error) {
      onError(error)
      return {}
    }
  }
  record?.add(parts({}))
  const running = (async () => handler())()
  record?.addLater(
    running.then(
      (result) => parts({ result }),
      (error) => parts({ error }),
    ),
  )
  return running
}

/** What is said about one call, less what is not known. */
export function partsOf<Req, V>(
  { action, target, data, note }: TrackedOptions<Req, V>,
  call: TrackedCall<Req, V>,
): RecordParts {
  const parts = {
    action: evaluate(action, call),
    target: evaluate(target, call),
    data: evaluate(data, call),
    note: evaluate(note, call),
  }
  // What is not known after the handler keeps what was known before it.
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined && value !== null),
  )
}

function evaluate<C, T>(value: T | ((call: C) => T | undefined) | undefined, call: C): T | undefined {
  return typeof value === 'function' ? (value as (call: C) => T | undefined)(call) : value
}
