import type { RequestFacts } from './request-facts.ts'

interface RequestLike {
  readonly method?: unknown
  readonly originalUrl?: unknown
  readonly url?: unknown
  readonly ip?: unknown
  readonly hostname?: unknown
  readonly headers?: unknown
  readonly socket?: { readonly remoteAddress?: unknown } | null
}

/**
 * The facts of whatever a framework calls a request: Express', Koa's context, Node's own, or the standard one of
 * Fetch. Undefined for anything else.
 */
export function factsOf(request: unknown): RequestFacts | undefined {
  if (typeof request !== 'object' || request === null) return undefined
  const { method, originalUrl, url, ip, hostname, headers, socket } = request as RequestLike
  if (typeof method !== 'string' || typeof headers !== 'object' || headers === null) return undefined
  return {
    method,
    url: text(originalUrl) ?? text(url) ?? '',
    ip: text(ip) ?? text(socket?.remoteAddress),
    host: text(hostname),
    header: (name) => text(headers instanceof Headers ? headers.get(name) : own(headers, name)),
  }
}

function own(headers: object, name: string): unknown {
  const value: unknown = Object.hasOwn(headers, name) ? headers[name as keyof typeof headers] : undefined
  return Array.isArray(value) ? value.join(', ') : value
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
