import type { Exchange } from '../request/exchange.ts'
import { pathOf } from '../request/url-path.ts'

/**
 * Which requests are meant: a text is the beginning of their path, a regular expression is matched at the start of
 * the path, a function is asked; an object names methods, paths and route patterns, all of which must fit.
 */
export type RequestPattern<Req = unknown> =
  | string
  | RegExp
  | ((req: Req) => boolean)
  | {
      readonly method?: string | readonly string[]
      readonly path?: string | RegExp
      /** The pattern of the route, as the app wrote it: `/invoices/:id`. Known when the request has been answered. */
      readonly route?: string
    }

/** Whether a request is one of those that `pattern` means. */
export function matchesRequest<Req>(pattern: RequestPattern<Req>, exchange: Exchange<Req>): boolean {
  if (typeof pattern === 'function') return pattern(exchange.source)
  if (typeof pattern === 'string' || pattern instanceof RegExp) return matchesPath(pattern, exchange)
  const { method, path, route } = pattern
  if (method !== undefined && ![method].flat().includes(exchange.facts.method)) return false
  if (path !== undefined && !matchesPath(path, exchange)) return false
  return route === undefined || route === exchange.route()
}

/** Whether a pattern can only be answered when a route has been found. */
export function needsRoute<Req>(pattern: RequestPattern<Req>): boolean {
  return typeof pattern === 'object' && !(pattern instanceof RegExp) && pattern.route !== undefined
}

function matchesPath(pattern: string | RegExp, { facts }: Exchange): boolean {
  const path = pathOf(facts.url)
  if (typeof pattern === 'string') return path.startsWith(pattern)
  return path.search(pattern) === 0
}
