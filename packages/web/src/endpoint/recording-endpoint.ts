import { type AnyDetails, ValidationError } from '@daybook/core'
import { refusalOf } from '../guards/guard.ts'
import { type EventBook, type FailureOptions, logEvent, printError } from '../records/event-book.ts'
import type { Exchange } from '../request/exchange.ts'
import { createRateCap } from './rate-cap.ts'
import { sentBody } from './sent-body.ts'

/** Who may record what from outside, and how much of it. `Req` is the framework's request or context. */
export interface RecordingOptions<Req, Action extends string = string> extends FailureOptions {
  /** Whether this client may record. Only exactly `true` is a yes; a no is logged as `authz_fail`. */
  readonly authorize: (req: Req) => boolean | undefined | Promise<boolean | undefined>
  /** The actions that may be recorded. Their data is checked by the daybook's catalog, where it has one. */
  readonly actions: readonly Action[]
  /** Requests of one client in a minute. Default: 60. */
  readonly maxPerMinute?: number | undefined
  /** Who one client is. Default: its address. */
  readonly client?: ((req: Req) => string | undefined) | undefined
  /** The longest body that is read. Default: 16,384. */
  readonly maxBytes?: number | undefined
}

/** What a recording endpoint answers. */
export interface RecordingAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly name: string; readonly saved: true } | { readonly error: string }
}

/**
 * Records an event that a browser or another service sends: a POST of `{ name, note, payload }` as JSON, answered with
 * 201 and `{ name, saved: true }` once it is stored. Who did it is who acts in the request, whatever the body says, and
 * the event's context says `recordedFrom: 'endpoint'`.
 *
 * Refused are other methods (405), more than `maxPerMinute` (429), whom `authorize` does not let pass (401, 403), bodies
 * that are no JSON (415, 400) or too long (413), other actions and what the catalog does not allow (400). What cannot
 * be stored is answered with 503, and `onError` hears why.
 */
export function createRecordingEndpoint<Req>(
  book: EventBook,
  options: RecordingOptions<Req>,
): (exchange: Exchange<Req>) => Promise<RecordingAnswer> {
  const { authorize, maxPerMinute = 60, client, maxBytes = 16_384, onError = printError } = options
  const actions = new Set<unknown>(options.actions)
  const cap = createRateCap(maxPerMinute)

  return async (exchange) => {
    const { facts, source } = exchange
    if (facts.method !== 'POST') return refused(405, 'method', { allow: 'POST' })
    // First, so that refusals do not fill the log either.
    const wait = cap.waitSeconds(client?.(source) ?? facts.ip ?? '')
    if (wait > 0) return refused(429, 'rate', { 'retry-after': String(wait) })
    const rule = { allows: () => authorize(source), reason: 'may not record' }
    const refusal = await refusalOf(book, exchange, rule, { onError })
    if (refusal !== undefined) return refused(refusal, 'authorization')

    const sent = await sentBody(exchange, maxBytes)
    if ('refusal' in sent) return refused(sent.refusal, 'body', { connection: 'close' })
    const { name, note, payload } = fieldsOf(sent.json)
    if (!actions.has(name)) return refused(400, 'name')
    const action = name as string
    try {
      await logEvent(book, action, {
        note: note ?? undefined,
        data: payload,
        context: { recordedFrom: 'endpoint' },
      } as AnyDetails)
      return { status: 201, headers: {}, body: { name: action, saved: true } }
    } catch (error) {
      if (error instanceof ValidationError) return refused(400, error.code)
      onError(error)
      return refused(503, 'store')
    }
  }
}

interface SentFields {
  readonly name?: unknown
  readonly note?: unknown
  readonly payload?: unknown
}

function fieldsOf(json: unknown): SentFields {
  return typeof json === 'object' && json !== null ? json : {}
}

function refused(status: number, error: string, headers: Readonly<Record<string, string>> = {}) {
  return { status, headers, body: { error } }
}
