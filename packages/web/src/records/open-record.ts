import { context, type Outcome } from '@daybook/core'
import type { Exchange } from '../request/exchange.ts'
import { openScope, type RequestScope } from '../request/request-scope.ts'
import { pathOf } from '../request/url-path.ts'
import { type Answer, whenAnswered } from '../request/when-answered.ts'
import {
  bodyValue,
  type Captured,
  type CaptureOptions,
  captureRequest,
  captureResponse,
  defaultMaxBytes,
} from './captured-body.ts'
import { deferEvent, type EventBook, type FailureOptions, printError } from './event-book.ts'
import { outcomeOfStatus } from './outcome.ts'
import { matchesRequest, needsRoute, type RequestPattern } from './request-pattern.ts'
import { requestType } from './request-type.ts'

/** What is known of a request when it has been answered. */
export interface RequestRecord {
  readonly method: string
  /** The pattern of the route, `/invoices/:id`; undefined where none answered. */
  readonly route: string | undefined
  /** Without the query. */
  readonly path: string
  /** Undefined where the client went away. */
  readonly statusCode: number | undefined
  readonly aborted: boolean
  readonly durationMs: number
  readonly outcome: Outcome
}

/** What is recorded of which requests. */
export interface RequestRecordsOptions<Req = unknown> extends FailureOptions {
  /** Record only these. Default: all. */
  readonly include?: readonly RequestPattern<Req>[] | undefined
  /** Do not record these. Asked after `include`. */
  readonly exclude?: readonly RequestPattern<Req>[] | undefined
  /** Actions by method, over `GET: 'Read'`, `POST: 'Create'`, `PUT` and `PATCH: 'Update'`, `DELETE: 'Delete'`. */
  readonly types?: Readonly<Record<string, string>> | undefined
  /** The action of one record. Default: by `types`. */
  readonly action?: ((record: RequestRecord, req: Req) => string) | undefined
  /** The share of the successful requests that is recorded, 0 to 1; others always are. A function decides on all. */
  readonly sample?: number | ((record: RequestRecord, req: Req) => boolean) | undefined
  /** The note of one record. Default: method and route, `GET /invoices/:id`. */
  readonly note?: ((record: RequestRecord, req: Req) => string) | undefined
  /** More for `data`. */
  readonly data?: ((record: RequestRecord, req: Req) => object | undefined) | undefined
  /** Keep the path with its concrete values beside the route. Default: false, since paths hold names and tokens. */
  readonly keepPath?: boolean | undefined
  /** Keep bodies. Default: none. */
  readonly capture?: CaptureOptions | undefined
}

/** What a decorator adds to the record of its request. */
export interface RecordParts {
  readonly action?: string | undefined
  readonly target?: object | null | undefined
  readonly actor?: object | null | undefined
  readonly data?: unknown
  readonly note?: string | undefined
  readonly reason?: string | undefined
}

/** The record of a request that is being served. It is logged once, when the request has been answered. */
export interface OpenRecord {
  readonly book: EventBook
  /** Adds to the record; a later part wins. */
  add(parts: RecordParts): void
  /** Waits a moment for `parts` after the answer, if need be. */
  addLater(parts: Promise<RecordParts>): void
}

// A handler may go on after it has answered; its record does not wait for ever.
const lateMillis = 1_000

/**
 * Opens the record of a request, or gives the one that is open. Undefined where the options leave the request out:
 * then nothing is watched and nothing kept.
 */
export function openRecord<Req>(
  book: EventBook,
  exchange: Exchange<Req>,
  options: RequestRecordsOptions<Req> = {},
): OpenRecord | undefined {
  if (!isWanted(exchange, options, false)) return undefined
  const scope = exchange.scope ?? openScope(exchange)
  if (scope.record) return scope.record

  scope.record = new WatchedRecord(book, exchange, scope, options)
  return scope.record
}

class WatchedRecord<Req> implements OpenRecord {
  readonly book: EventBook
  readonly #exchange: Exchange<Req>
  readonly #scope: RequestScope
  readonly #options: RequestRecordsOptions<Req>
  readonly #sent: (() => Captured) | undefined
  readonly #answered: (() => Captured) | undefined
  #parts: RecordParts = {}
  /** A decorator asked for this record: no exclusion and no sample leaves it out. */
  #late: Promise<unknown>[] | undefined

  constructor(
    book: EventBook,
    exchange: Exchange<Req>,
    scope: RequestScope,
    options: RequestRecordsOptions<Req>,
  ) {
    const { requestBody, responseBody, maxBytes = defaultMaxBytes } = options.capture ?? {}
    this.book = book
    this.#exchange = exchange
    this.#scope = scope
    this.#options = options
    this.#sent = requestBody ? captureRequest(exchange.request, maxBytes) : undefined
    this.#answered = responseBody ? captureResponse(exchange.response, maxBytes) : undefined
    const remember = () => rememberActor(scope)
    remember()
    exchange.routed = remember
    whenAnswered(exchange.response, (answer) => this.#end(answer), scope.openedAt)
  }

  add(parts: RecordParts): void {
    this.#parts = { ...this.#parts, ...parts }
  }

  addLater(parts: Promise<RecordParts>): void {
    this.#late ??= []
    this.#late.push(parts.then((more) => this.add(more)))
  }

  #end(answer: Answer): void {
    if (this.#late === undefined) this.#log(answer)
    else settled(this.#late).then(() => this.#log(answer))
  }

  #log(answer: Answer): void {
    const scope = this.#scope
    const options = this.#options
    const parts = this.#parts
    const { onError = printError } = options
    try {
      const { source } = this.#exchange
      const record = toRecord(this.#exchange, answer)
      if (this.#late === undefined && this.#isLeftOut(record)) return
      const { method, route, path, statusCode, aborted, durationMs, outcome } = record
      const action = parts.action ?? options.action?.(record, source) ?? requestType(method, options.types)
      const details = {
        actor: parts.actor ?? ((scope.firstActor() || undefined) as object | undefined),
        target: parts.target,
        data: this.#data(record),
        note: parts.note ?? options.note?.(record, source) ?? `${method} ${route ?? path}`,
        outcome,
        reason: parts.reason ?? (aborted ? 'aborted' : undefined),
        context: {
          path: options.keepPath ? path : (route ?? path),
          durationMs,
          statusCode: statusCode ?? null,
        },
      }
      const isAround = context.current().requestId === scope.requestId
      if (isAround) deferEvent(this.book, action, details, onError)
      else context.run(scope.values, () => deferEvent(this.book, action, details, onError))
    } catch (error) {
      // A function of the options threw.
      onError(error)
    }
  }

  #isLeftOut(record: RequestRecord): boolean {
    const { source } = this.#exchange
    return !isWanted(this.#exchange, this.#options, true) || !isSampled(record, this.#options, source)
  }

  #data(record: RequestRecord): object | undefined {
    const { source, facts } = this.#exchange
    return joined([
      queryKeys(facts.url),
      record.aborted ? { aborted: true } : undefined,
      this.#sent && { requestBody: requestBody(this.#exchange, this.#sent()) },
      this.#answered && { responseBody: responseBody(this.#exchange, this.#answered()) },
      this.#options.data?.(record, source),
      own(this.#parts.data),
    ])
  }
}

/** Whoever acts now, before a handler signs them out. */
function rememberActor(scope: RequestScope): void {
  try {
    scope.actor()
  } catch {
    // The event reports it, when it asks again.
  }
}

/** What the given objects hold, later ones winning; undefined where none is given. */
function joined(objects: readonly (object | undefined)[]): object | undefined {
  let all: object | undefined
  for (const each of objects) if (each !== undefined) all = all === undefined ? each : { ...all, ...each }
  return all
}

function toRecord(exchange: Exchange, { aborted, statusCode, durationMs }: Answer): RequestRecord {
  return {
    method: exchange.facts.method,
    route: exchange.route(),
    path: pathOf(exchange.facts.url),
    statusCode: aborted ? undefined : statusCode,
    aborted,
    durationMs,
    outcome: aborted ? 'failure' : outcomeOfStatus(statusCode),
  }
}

/** Patterns of routes can only be answered at the end; until then they leave everything open. */
function isWanted<Req>(
  exchange: Exchange<Req>,
  { include, exclude }: RequestRecordsOptions<Req>,
  answered: boolean,
): boolean {
  const fits = (pattern: RequestPattern<Req>) => matchesRequest(pattern, exchange)
  const isOpen = (pattern: RequestPattern<Req>) => !answered && needsRoute(pattern)
  if (include && !include.some((pattern) => isOpen(pattern) || fits(pattern))) return false
  return !exclude?.some((pattern) => !isOpen(pattern) && fits(pattern))
}

function isSampled<Req>(record: RequestRecord, { sample }: RequestRecordsOptions<Req>, req: Req): boolean {
  if (typeof sample === 'function') return sample(record, req)
  return sample === undefined || record.outcome !== 'success' || Math.random() < sample
}

/** The names of the query's fields; their values are nobody's business here. */
function queryKeys(url: string): { readonly query: readonly string[] } | undefined {
  const start = url.indexOf('?')
  if (start === -1) return undefined
  const keys = [...new Set(new URLSearchParams(url.slice(start + 1, start + 1 + 8_192)).keys())].slice(0, 50)
  return keys.length === 0 ? undefined : { query: keys.map((key) => key.slice(0, 100)) }
}

function requestBody(exchange: Exchange, captured: Captured) {
  const { facts } = exchange
  // A parser that ran before the record was opened has swallowed the bytes.
  if (captured.bytes === 0 && Number(facts.header('content-length') ?? 0) > 0) return exchange.parsedBody()
  return bodyValue(captured, facts.header('content-type'), facts.header('content-encoding'))
}

function responseBody({ response }: Exchange, captured: Captured) {
  return bodyValue(
    captured,
    response.getHeader('content-type')?.toString(),
    response.getHeader('content-encoding')?.toString(),
  )
}

function own(data: unknown): object | undefined {
  if (data === undefined || data === null) return undefined
  return typeof data === 'object' && !Array.isArray(data) ? data : { value: data }
}

async function settled(promises: readonly Promise<unknown>[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, lateMillis).unref()
  await Promise.race([Promise.allSettled(promises), promise])
  clearTimeout(timer)
}
