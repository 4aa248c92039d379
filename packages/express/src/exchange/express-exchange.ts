import { type Exchange, exchangeFor, type RequestFacts, type RequestScope } from '@daybook/web'
import type { Request, Response } from 'express'
import { routeOf, watchRoutes } from './route-pattern.ts'

/** A request and its response as Daybook sees them: one for each request, whoever asks first. */
export function exchangeOf(req: Request, res: Response): Exchange<Request> {
  return exchangeFor(req, () => new ExpressExchange(req, res))
}

class ExpressExchange implements Exchange<Request>, RequestFacts {
  readonly source: Request
  readonly response: Response
  routed?: () => void
  scope?: RequestScope

  constructor(req: Request, res: Response) {
    this.source = req
    this.response = res
    watchRoutes(req, this)
  }

  get request(): Request {
    return this.source
  }
  get facts(): RequestFacts {
    return this
  }
  get method(): string {
    return this.source.method
  }
  get url(): string {
    return this.source.originalUrl
  }
  get ip(): string | undefined {
    return this.source.ip
  }
  get host(): string | undefined {
    return this.source.hostname
  }
  header(name: string): string | undefined {
    const { headers } = this.source
    return (headers[name] ?? (name === 'referer' ? headers.referrer : undefined))?.toString()
  }
  route(): string | undefined {
    return routeOf(this.source)
  }
  sessionId(): string | undefined {
    return (this.source as { readonly sessionID?: string }).sessionID
  }
  params(): Readonly<Record<string, unknown>> {
    return this.source.params
  }
  parsedBody(): unknown {
    return this.source.body
  }
}
