import { IncomingMessage } from 'node:http'
import type { Request } from 'express'

const maxLength = 512

/** What is watched of one request. */
interface Watched {
  baseUrl: unknown
  route: unknown
  mounted: readonly Mounting[]
  pattern: string | undefined
  heard: { readonly routed?: () => void } | undefined
}

interface Mounting {
  readonly baseUrl: string
  readonly pattern: string
}

const root: readonly Mounting[] = Object.freeze([{ baseUrl: '', pattern: '' }])
const key = Symbol.for('daybook.route')

type WatchedRequest = Request & { [key]?: Watched }

/**
 * Watches which route Express finds for a request, for {@link routeOf}.
 *
 * @param heard its `routed` is called when a route has been found, before its handlers run
 */
export function watchRoutes(req: WatchedRequest, heard: { readonly routed?: () => void }): void {
  // Accessors on each request would cost more than all the rest.
  if (!('route' in Object.getPrototypeOf(req))) installAccessors(prototypeOfRequests(req))
  const { baseUrl, route } = req
  // What Express has set on this very request before there were accessors would hide them.
  if (Object.hasOwn(req, 'baseUrl')) {
    for (const property of ['baseUrl', 'route'] as const) delete (req as Partial<Request>)[property]
    Object.assign(req, { baseUrl, ...(route !== undefined && { route }) })
  }
  watchedOf(req).heard = heard
}

/**
 * The pattern as the app wrote it, mounting points included, `/api/:tenant/invoices/:id`; also when an error handler
 * answers, where Express itself has forgotten it.
 */
export function routeOf(req: WatchedRequest): string | undefined {
  return req[key]?.pattern
}

/** The prototype that Express gives to the requests of all apps: a request changes apps on its way. */
function prototypeOfRequests(req: Request): WatchedRequest {
  let prototype: WatchedRequest = req
  for (let next = Object.getPrototypeOf(req); next && next !== IncomingMessage.prototype; ) {
    prototype = next
    next = Object.getPrototypeOf(next)
  }
  return prototype
}

function watchedOf(req: WatchedRequest): Watched {
  req[key] ??= { baseUrl: '', route: undefined, mounted: root, pattern: undefined, heard: undefined }
  return req[key]
}

function installAccessors(prototype: WatchedRequest): void {
  Object.defineProperty(prototype, 'baseUrl', {
    configurable: true,
    get(this: WatchedRequest) {
      return this[key]?.baseUrl
    },
    // Express sets the parameters of a mounting point before its base URL, and takes the latter back afterwards.
    set(this: WatchedRequest, baseUrl: unknown) {
      const watched = watchedOf(this)
      watched.baseUrl = baseUrl
      if (typeof baseUrl === 'string' && (baseUrl !== '' || watched.mounted !== root))
        watched.mounted = mountedAt(watched.mounted, baseUrl, this.params)
    },
  })
  Object.defineProperty(prototype, 'route', {
    configurable: true,
    get(this: WatchedRequest) {
      return this[key]?.route
    },
    set(this: WatchedRequest, route: unknown) {
      const watched = watchedOf(this)
      watched.route = route
      const path = (route as { readonly path?: unknown } | undefined)?.path
      if (path === undefined) return
      const base = watched.mounted.at(-1)?.pattern ?? ''
      const own = String(path)
      watched.pattern = (own === '/' && base !== '' ? base : base + own).slice(0, maxLength)
      watched.heard?.routed?.()
    },
  })
}

function mountedAt(
  mounted: readonly Mounting[],
  baseUrl: string,
  params: Request['params'] | undefined,
): readonly Mounting[] {
  const outer = mounted.filter((each) => baseUrl.startsWith(each.baseUrl) && each.baseUrl !== baseUrl)
  const known = mounted.find((each) => each.baseUrl === baseUrl)
  const { baseUrl: from, pattern } = outer.at(-1) ?? { baseUrl: '', pattern: '' }
  const own = known ?? { baseUrl, pattern: pattern + templateOf(baseUrl.slice(from.length), params) }
  return baseUrl === '' ? root : [...outer, own]
}

/** The part of a URL that a mounting point took, with the values of its parameters named again. */
function templateOf(part: string, params: Request['params'] | undefined): string {
  const names = new Map(Object.entries(params ?? {}).map(([name, value]) => [value, name]))
  return part
    .split('/')
    .map((segment) => {
      const name = names.get(decoded(segment))
      return segment !== '' && name !== undefined ? `:${name}` : segment
    })
    .join('/')
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
