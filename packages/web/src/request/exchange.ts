import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestFacts } from './request-facts.ts'
import type { RequestScope } from './request-scope.ts'

/**
 * One request and its answer, as a web framework tells of them. `Req` is what the framework hands to handlers:
 * Express' request, Koa's context. Everything that is a function is asked when it is needed, since a request learns
 * much of itself on its way.
 */
export interface Exchange<Req = unknown> {
  /** What the functions of an app's options are called with. */
  readonly source: Req
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly facts: RequestFacts
  /** The pattern of the route that answers, mounting points included: `/invoices/:id`. */
  route(): string | undefined
  /** The id of the session, if one is kept on a server. It is hashed before anything keeps it. */
  sessionId(): string | undefined
  /** The parameters of the route. */
  params(): Readonly<Record<string, unknown>>
  /** The body, where a parser of the app has read it. */
  parsedBody(): unknown
  /** Called when a route has been found, before its handlers run. Set by whoever wants to know. */
  routed?: () => void
  /** What is known of who acts. Set by this package. */
  scope?: RequestScope
}

const key = Symbol.for('daybook.exchange')

/** The exchange of a request: made once, and kept on the request itself. */
export function exchangeFor<E extends Exchange>(request: IncomingMessage, create: () => E): E {
  const holder = request as IncomingMessage & { [key]?: E }
  holder[key] ??= create()
  return holder[key]
}
