import type { Context, ContextValues, NoReferences, ReferenceLike } from '@daybook/core'
import { ipNetwork } from '@daybook/core/processors'
import type { OpenRecord } from '../records/open-record.ts'
import { emitInScope } from './emit-in-scope.ts'
import type { Exchange } from './exchange.ts'
import { requestIdHeader, toRequestId } from './request-id.ts'
import { valuesOf } from './request-values.ts'
import { sessionHash } from './session-hash.ts'
import { pathOf } from './url-path.ts'

/** A person or service by type and id, as a request names it. */
export interface NamedReference {
  readonly type: string
  readonly id: string | number | bigint
  readonly name?: string | undefined
}

/** Who acts in a request, and for whom. `Req` is the framework's request or context. */
export interface RequestContextOptions<Req, R = NoReferences> {
  /**
   * Who acts in this request: what `log()` takes as `actor`, or undefined or false for nobody. Synchronous; called
   * at each `log()` and never remembered, so it may read what a later middleware sets, such as `req.user`. Where it
   * throws, the event has no actor and `onError` of the daybook hears why.
   */
  readonly actor?: ((req: Req) => ReferenceLike<string, R> | undefined | false) | undefined
  /**
   * Who really sits there, where somebody acts as the actor: a supporter in a customer's account. Kept in the context
   * as `impersonator`, with type, id and name. Synchronous, called at each `log()`.
   */
  readonly impersonator?: ((req: Req) => NamedReference | null | undefined | false) | undefined
  /** Whose data this request works on. Synchronous, called at each `log()`. */
  readonly tenant?: ((req: Req) => string | null | undefined) | undefined
  /** Keep the network of the client's address alone: 24 bits of IPv4, 48 of IPv6. Default: false. */
  readonly anonymiseIp?: boolean | undefined
  /** Hash the id of the session into the context as `sessionHash`. Default: true. */
  readonly session?: boolean | undefined
}

// Whose references an actor may be is checked where the options are given.
type AnyOptions = Omit<RequestContextOptions<never>, 'actor'> & {
  readonly actor?: ((req: never) => unknown) | undefined
}

/** What the parts of this package share about one request. */
export class RequestScope {
  readonly requestId: string
  /** The record of this request, while it is served. */
  record?: OpenRecord
  /** On the clock of `performance.now()`. */
  readonly openedAt = performance.now()
  readonly #exchange: Exchange
  readonly #options: AnyOptions
  #values: ContextValues | undefined
  #firstActor: unknown
  #session: { readonly id: string; readonly hash: string } | undefined

  constructor(exchange: Exchange, options: AnyOptions, requestId: string) {
    this.requestId = requestId
    this.#exchange = exchange
    this.#options = options
  }

  /** What surrounds the events of this request. Put together when it is first needed: most requests log nothing. */
  get values(): ContextValues {
    this.#values ??= this.#collect()
    return this.#values
  }

  /** Who acts now; remembers the first who did. */
  actor(): unknown {
    warnOfStale(this.#exchange, this.openedAt)
    const who: unknown = this.#options.actor?.(this.#exchange.source as never)
    if (this.#firstActor === undefined && who) this.#firstActor = who
    return who
  }

  /** The first who acted: in a request that signs somebody out, the one who was signed in. */
  firstActor(): unknown {
    return this.#firstActor
  }

  #collect(): ContextValues {
    const source = this.#exchange.source as never
    const { actor, impersonator, tenant, anonymiseIp, session = true } = this.#options
    const values: Record<string, unknown> = valuesOf(this.#exchange.facts, this.requestId)
    if (anonymiseIp && typeof values.ip === 'string') values.ip = ipNetwork(values.ip)
    // Not assigned one by one: see decisions/020-functions-of-a-request.md.
    return Object.assign(values, {
      route: () => this.#exchange.route(),
      ...(actor && { actor: () => this.actor() }),
      ...(session && { sessionHash: () => this.#sessionHash() }),
      ...(impersonator && { impersonator: () => named(impersonator(source)) }),
      ...(tenant && { tenant: () => tenant(source) }),
    })
  }

  /** Hashing costs microseconds, and a session seldom changes its id within a request. */
  #sessionHash(): string | undefined {
    const id = this.#exchange.sessionId()
    if (typeof id !== 'string' || id === '') return undefined
    if (this.#session?.id !== id) this.#session = { id, hash: sessionHash(id) }
    return this.#session.hash
  }
}

/**
 * Opens the scope of a request without running anything in it: takes the request's id and answers it in the response.
 */
export function openScope<Req, R>(
  exchange: Exchange<Req>,
  options: RequestContextOptions<Req, R> = {},
): RequestScope {
  const { request, response, facts } = exchange
  const requestId = toRequestId(response.getHeader(requestIdHeader), facts.header(requestIdHeader))
  if (!response.headersSent) response.setHeader(requestIdHeader, requestId)
  // A socket remembers its address once it was asked; after it has closed it is too late to ask.
  void request.socket.remoteAddress
  exchange.scope = new RequestScope(exchange, options, requestId)
  return exchange.scope
}

/** Runs the rest of a request in its scope, listeners of the request and the response included. */
export function runInRequest<Req, R, T>(
  daybook: { readonly context: Context },
  exchange: Exchange<Req>,
  options: RequestContextOptions<Req, R>,
  next: () => T,
): T {
  const scope = openScope(exchange, options)
  return daybook.context.run(
    () => scope.values,
    () => emitInScope([exchange.request, exchange.response], next),
  )
}

function named(who: NamedReference | null | undefined | false): NamedReference | undefined {
  if (!who) return undefined
  const { type, id, name } = who
  return name === undefined ? { type, id } : { type, id, name }
}

// What is logged on `finish`, or by a handler that goes on for a while, is of its request.
const staleMillis = 60_000

let hasWarned = false

/** Tells the developer of work that outlives its request and still speaks in the name of who made it. */
function warnOfStale({ response, facts }: Exchange, openedAt: number): void {
  if (hasWarned || !response.writableFinished) return
  const millis = performance.now() - openedAt
  if (millis < staleMillis) return
  // Asked last: reading the environment costs more than the rest.
  if (process.env.NODE_ENV !== 'development') return
  hasWarned = true
  process.emitWarning(
    `An event is logged as part of ${facts.method} ${pathOf(facts.url)}, which came ${Math.round(millis / 1_000)} seconds ago ` +
      'and has been answered. Work that outlives its request says who does it: daybook.withActor({ type, id }, work).',
    { type: 'DaybookWarning', code: 'DAYBOOK_STALE_REQUEST' },
  )
}
