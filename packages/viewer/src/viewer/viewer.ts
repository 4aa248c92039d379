import type { Catalog, Reference } from '@daybook/core'
import type { LiveOptions } from '../live/live-desk.ts'
import type { ViewerLinks } from './outside-links.ts'

/** What a reader may see. Made by the framework package from the app's own check, never from the request. */
export interface ViewerAccess {
  /** Only this tenant's events; null: only those without a tenant; absent: all. ANDed into every query. */
  readonly tenant?: string | null
}

/** How the page names itself, and who hears of its failures. */
export interface ViewerOptions {
  /** The name in the header and the browser's tab. Default: `Daybook`. */
  readonly title?: string
  /** Shown beside the title, such as `staging`. Default: nothing. */
  readonly environment?: string
  /**
   * Hears of every failure to read the log, with the id that the reader's page shows instead of the details.
   * Default: one line on standard error.
   */
  readonly onError?: (error: unknown, errorId: string) => void
  /**
   * How long a reader waits for the log before the page says that it takes too long, in milliseconds. The list never
   * waits for its histogram and facets. Default: 5,000.
   */
  readonly timeLimitMillis?: number
  /**
   * Whether an actor's account was created inside a window that starts at `since`. Given, the usage page also counts
   * active actors: those who used the app and were not new.
   */
  readonly isNewActor?: (actor: Reference, since: Date) => boolean | Promise<boolean>
  /**
   * Whether reading the log is itself logged: `daybook.viewed` once in ten minutes for each actor, `daybook.exported`
   * once for each of their filters. The actor is the ambient one. Takes a daybook that can log; an app with a catalog
   * adds `viewerEvents` to it. Default: true.
   */
  readonly recordAccess?: boolean
  /**
   * Live events on the list and at `api/live`, where the store keeps a feed: how many may watch, and how long until
   * they are asked again who they are. False: none.
   */
  readonly live?: LiveOptions | false
  /**
   * The app's catalog: its actions are offered in the query box before any of them has been logged, and an event is told
   * in the `sentence` of its action. Default: none.
   */
  readonly events?: Catalog
  /** Where the app has pages of its own about what an event names: a trace, a target, an actor. Default: none. */
  readonly links?: ViewerLinks
  /** The time in milliseconds since 1970, for "3 min ago" and "last 24 hours". Default: `Date.now`. */
  readonly clock?: () => number
}

/** What surrounds one request. */
export interface ViewerRequestOptions {
  /**
   * Who may read what. Null answers 403, for pages and assets alike; so does anything that is not a plain
   * {@link ViewerAccess}, such as a promise nobody awaited or a `tenant` that is undefined.
   */
  readonly access: ViewerAccess | null
  /** Shown on the 403 page: how to open the viewer. For development only. */
  readonly hint?: string | undefined
  /**
   * Path and query as the client sent them, where a framework cut the mount path off the request. It serves one
   * purpose: a request for the mount path without its trailing slash is sent to the one with it, so that
   * relative links hold.
   */
  readonly originalUrl?: string | undefined
}

/** The web page over daybooks: a function from request to response that knows no framework and no base path. */
export interface Viewer<Book extends string = string> {
  /**
   * Answers one request, whose path is the one below the mount point. Reads only: GET and HEAD, else 405. Never
   * rejects: a failure is a page with an error id, and reaches `onError`.
   */
  fetch(request: Request, options: ViewerRequestOptions): Promise<Response>

  /**
   * The book that a path below the mount point is in, for an app whose readers may see one book and not another: decide
   * `access` by it. Where there is no such book it is the first, which then answers.
   */
  bookAt(path: string): Book
}
