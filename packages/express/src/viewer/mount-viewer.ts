import {
  createViewer,
  type ViewerOptions as PageOptions,
  type ViewableDaybook,
  type ViewerBooks,
} from '@daybook/viewer'
import { toNodeHandler } from '@daybook/viewer/node'
import { type Authorization, createAccessGate } from '@daybook/web'
import type { Request, RequestHandler } from 'express'

/** Who may look, and how the page names itself. */
export interface ViewerOptions<Book extends string = 'main'> {
  /**
   * Who may see the log, asked at every request: `true` for everything, `{ tenant }` for one tenant's events,
   * anything else for nothing. Throwing, rejecting and not answering within five seconds is a no. Of several books
   * it is asked for the one that the request is for.
   *
   * Absent: closed, but for a browser on this very machine while NODE_ENV is exactly `development`.
   */
  readonly authorize?:
    | ((req: Request, book: Book) => Authorization | undefined | Promise<Authorization | undefined>)
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
 * Express middleware that serves the viewer. Mount it anywhere; behind the app's own sign-in, so that `authorize`
 * knows who asks.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { viewer } from '@daybook/express/viewer'
 * import express from 'express'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * declare function isAdmin(req: express.Request): Promise<boolean>
 *
 * express().use('/admin/events', viewer(daybook, { authorize: (req) => isAdmin(req) }))
 * ```
 */
export function viewer<Book extends string = 'main'>(
  source: ViewableDaybook | ViewerBooks<Book>,
  options: ViewerOptions<Book> = {},
): RequestHandler {
  const { authorize, title, environment, recordAccess, isNewActor, live, events, links } = options
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
  return async (req, res) => {
    const answer = await gate({
      authorize: authorize && (() => authorize(req, pages.bookAt(req.url))),
      nodeEnv: process.env.NODE_ENV,
      remoteAddress: req.socket.remoteAddress,
      header: (name) => req.get(name),
    })
    await handle(req, res, answer)
  }
}
