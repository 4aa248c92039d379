import type { Context } from 'koa'

const maxLength = 512

interface Watched {
  matched: unknown
  heard: { readonly routed?: () => void } | undefined
}

const key = Symbol.for('daybook.route')

type WatchedContext = Context & { [key]?: Watched }

/**
 * Watches which route `@koa/router` finds for a request, for {@link routeOf}.
 *
 * @param heard its `routed` is called when a route has been found, before its handlers run
 */
export function watchRoutes(ctx: WatchedContext, heard: { readonly routed?: () => void }): void {
  // An accessor on each context would cost more than all the rest: it goes on the app's own prototype of contexts.
  if (!('_matchedRoute' in ctx)) installAccessor(ctx.app.context)
  ctx[key] = { matched: undefined, heard }
}

/** The pattern as the app wrote it, prefixes and nested routers included. */
export function routeOf(ctx: WatchedContext): string | undefined {
  const matched = ctx[key]?.matched
  return matched === undefined || matched === null ? undefined : String(matched).slice(0, maxLength)
}

function installAccessor(prototype: object): void {
  Object.defineProperty(prototype, '_matchedRoute', {
    configurable: true,
    get(this: WatchedContext) {
      return this[key]?.matched
    },
    set(this: WatchedContext, matched: unknown) {
      this[key] = { matched, heard: this[key]?.heard }
      this[key].heard?.routed?.()
    },
  })
}
