import {
  createViewer,
  type ViewerOptions as PageOptions,
  type ViewableDaybook,
  type ViewerBooks,
} from '@daybook/viewer'
import { toNodeHandler } from '@daybook/viewer/node'
import { type Authorization, createAccessGate } from '@daybook/web'
import type { Context, Middleware } from 'koa'

/** Where the viewer is, who may look, and how the page names itself. */
export interface ViewerOptions<Book extends string = 'main'> {
  /** Where the page lives, such as `/admin/events`. Below it nothing else of the app is reached. */
  readonly path: string
  /**
   * Who may see the log, asked at every request: `true` for everything, `{ tenant }` for one tenant's events,
   * anything else for nothing. Throwing, rejecting and not answering within five seconds is a no. Of several books
   * it is asked for the one that the request is for.
   *
   * Absent: closed, but for a browser on this very machine while NODE_ENV is exactly `development`.
   */
  readonly authorize?:
    | ((ctx: Context, book: Book) => Authorization | undefined | Promise<Authorization | undefined>)
    | undefined
  /** What the page calls itself. */
  readonly title?: string | undefined
  /** A label for where this app runs, such as `staging`. It opens nothing. */
  readonly environment?: string | undefined
  /** Whether reading the log is itself logged, as `createViewer` says. Default: true. */
  readonly recordAccess?: boolean | undefined
  /** Whether an actor's account was created inside a window, for the active actors of the usage page. */
  readonly isNewActor?: PageOptions['isNewActor'] | undefined
  /** How many may watch live events, and how often they are asked again who they are, as `createViewer` says. */
  readonly live?: PageOptions['live'] | undefined
  /** The app's catalog: its actions are offered before any has been logged, and events told in its sentences. */
  readonly events?: PageOptions['events'] | undefined
  /** Where the app has pages of its own about a trace, a target, an actor. */
  readonly links?: PageOptions['links'] | undefined
}

/**
 * Koa middleware that serves the viewer below `path`; what is mounted around it, such as `koa-mount`, comes before
 * that. Mount it behind the app's own sign-in, so that `authorize` knows who asks.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { viewer } from '@daybook/koa/viewer'
 * import Koa from 'koa'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * declare function isAdmin(ctx: Koa.Context): Promise<boolean>
 *
 * new Koa().use(viewer(daybook, { path: '/admin/events', authorize: (ctx) => isAdmin(ctx) }))
 * ```
 */
export function viewer<Book extends string = 'main'>(
  source: ViewableDaybook | ViewerBooks<Book>,
  options: ViewerOptions<Book>,
): Middleware {
  const { authorize, title, environment, recordAccess, isNewActor, live, events, links } = options
  const path = options.path.replace(/\/+$/, '')
  const pages = createViewer(source, {
    ...(title !== undefined && { title }),
    ...(environment !== undefined && { environment }),
    ...(recordAccess !== undefined && { recordAccess }),
    ...(isNewActor && { isNewActor }),
    ...(live !== undefined && { live }),
    ...(events && { events }),
    ...(links && { links }),
  })
  const handle = toNodeHandler(pages)
  const gate = createAccessGate()
  return async (ctx, next) => {
    const below = restBelow(path, ctx.url)
    if (below === undefined) return next()
    const answer = await gate({
      authorize: authorize && (() => authorize(ctx, pages.bookAt(below))),
      nodeEnv: process.env.NODE_ENV,
      remoteAddress: ctx.req.socket.remoteAddress,
      header: (name) => ctx.get(name) || undefined,
    })
    // The viewer writes the response itself.
    ctx.respond = false
    ctx.req.url = below
    await handle(ctx.req, ctx.res, { ...answer, originalUrl: ctx.originalUrl })
  }
}

/** What of a URL comes after the mounting path; undefined where it lies elsewhere. */
function restBelow(path: string, url: string): string | undefined {
  if (!url.startsWith(path)) return undefined
  const rest = url.slice(path.length)
  return rest === '' || /^[/?#]/.test(rest) ? rest : undefined
}
