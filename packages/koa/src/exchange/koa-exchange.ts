import { type Exchange, exchangeFor, type RequestFacts, type RequestScope } from '@daybook/web'
import type { Context } from 'koa'
import { routeOf, watchRoutes } from './matched-route.ts'

/** A context as Daybook sees it: one for each request, whoever asks first. */
export function exchangeOf(ctx: Context): Exchange<Context> {
  return exchangeFor(ctx.req, () => new KoaExchange(ctx))
}

class KoaExchange implements Exchange<Context>, RequestFacts {
  readonly source: Context
  routed?: () => void
  scope?: RequestScope

  constructor(ctx: Context) {
    this.source = ctx
    watchRoutes(ctx, this)
  }

  get request(): Context['req'] {
    return this.source.req
  }
  get response(): Context['res'] {
    return this.source.res
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
    return (headers[name] ?? (name === 'referer' ? headers.referrer : undefined))?.toString() || undefined
  }
  route(): string | undefined {
    return routeOf(this.source)
  }
  sessionId(): string | undefined {
    const { sessionId, session } = this.source as SessionContext
    const id = sessionId ?? session?.externalKey
    return typeof id === 'string' ? id : undefined
  }
  params(): Readonly<Record<string, unknown>> {
    return (this.source as { readonly params?: Record<string, unknown> }).params ?? {}
  }
  parsedBody(): unknown {
    return (this.source.request as { readonly body?: unknown }).body
  }
}

/** Of koa-session with an external store, or of koa-generic-session. A session in a cookie has no id. */
interface SessionContext {
  readonly sessionId?: unknown
  readonly session?: { readonly externalKey?: unknown } | null
}
