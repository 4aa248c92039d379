import { createAccessLog } from '../access-log/access-log.ts'
import type { Site } from '../components/frame.tsx'
import { type Links, linksFrom } from '../components/links.ts'
import { createLiveDesk } from '../live/live-desk.ts'
import { words } from '../words/words.ts'
import { isAllowed } from './access.ts'
import { deniedResponse, noticeResponse } from './documents.tsx'
import { eventReader } from './event-reader.ts'
import { createExportDesk } from './export-desk.ts'
import { createReport } from './failure-report.ts'
import { failureJson, failureResponse } from './failure-response.ts'
import { withTrailingSlash } from './mount-root.ts'
import { createOutsideLinks } from './outside-links.ts'
import { createPatience } from './patience.ts'
import { redirectResponse } from './responses.ts'
import { createRoutes } from './routes.tsx'
import type { ViewableDaybook } from './viewable-daybook.ts'
import type { Viewer, ViewerAccess, ViewerOptions } from './viewer.ts'
import { bookPath, booksOf, type ViewerBooks } from './viewer-books.ts'

// Longer addresses come from no form of ours.
const maxUrlLength = 8_192

/**
 * The web page over a daybook, or over several books. It decides nothing about who may read: that comes with each
 * request, from the framework package (`@daybook/express/viewer`) or from your own code.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { createViewer } from '@daybook/viewer'
 *
 * const daybook = createDaybook({ store: createMemoryStore() })
 * const viewer = createViewer(daybook, { environment: 'staging' })
 * const response = await viewer.fetch(new Request('http://localhost/'), { access: { tenant: 'acme' } })
 * ```
 */
export function createViewer<Book extends string = 'main'>(
  source: ViewableDaybook | ViewerBooks<Book>,
  options: ViewerOptions = {},
): Viewer<Book> {
  const { title = words.title, environment, onError = printError } = options
  const site = { title, environment }
  const report = createReport(onError)
  const outside = createOutsideLinks(options.links)
  const books = new Map(
    [...booksOf(source)].map(([name, daybook]) => [name, createBook(daybook, { ...options, site, report })]),
  )
  const names = [...books.keys()]

  return {
    bookAt: (path) => (bookPath(path.replace(/[?#].*/s, ''), names)?.book ?? names[0]) as Book,

    async fetch(request, { access, hint, originalUrl }) {
      if (!isAllowed(access)) return deniedResponse(site, hint)
      const url = new URL(request.url)
      const { pathname } = url
      const place = bookPath(pathname, names)
      if (place?.path === '') return redirectResponse(`./${place.book}/${url.search}`)
      const { book: current, path } = place ?? { book: names[0] as string, path: pathname }
      const links = linksFrom(path, { names, current }, outside)
      const page = { site, links }
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return noticeResponse(words.state.badMethod, {
          ...page,
          status: 405,
          headers: { Allow: 'GET, HEAD' },
        })
      if (request.url.length > maxUrlLength)
        return noticeResponse(words.state.tooLong, { ...page, status: 414 })
      const root = originalUrl === undefined ? undefined : withTrailingSlash(pathname, originalUrl)
      if (root !== undefined) return redirectResponse(root)
      const book = place && books.get(current)
      if (!book) return noticeResponse(words.state.notFound, { ...page, status: 404 })
      try {
        return await book.answer(path === pathname ? request : below(request, path), access, links)
      } catch (error) {
        return path.startsWith('/api/') ? failureJson(error, report) : failureResponse(error, page, report)
      }
    },
  }
}

interface BookOptions extends Omit<ViewerOptions, 'title'> {
  readonly site: Site
  readonly report: (error: unknown) => string
}

/** All that belongs to one daybook of a viewer. */
function createBook(daybook: ViewableDaybook, options: BookOptions) {
  const { site, report, clock = Date.now, timeLimitMillis = 5_000, isNewActor, recordAccess = true } = options
  const { live = {} } = options
  const log = recordAccess ? createAccessLog(daybook, { clock, report }) : undefined
  const desk = daybook.feed && live ? createLiveDesk(daybook.feed, { ...live, report }) : undefined
  if (desk) daybook.on?.('eventLogged', desk.wake)
  const routes = createRoutes(
    { site, clock, isNewActor, catalog: options.events ?? {}, report },
    createExportDesk({ clock, report }),
  )
  return {
    answer: async (request: Request, access: ViewerAccess, links: Links): Promise<Response> => {
      const { signal, soon } = createPatience(request.signal, timeLimitMillis)
      return routes.fetch(request, {
        reader: eventReader(daybook, access, signal),
        live: desk && { head: desk.head, open: (wanted) => desk.open({ ...wanted, access }) },
        links,
        soon,
        tell: (action, data) => log?.tell(action, access, data),
      })
    },
  }
}

/** The same request for a path further down. */
function below(request: Request, path: string): Request {
  const url = new URL(request.url)
  url.pathname = path
  return new Request(url, { method: request.method, headers: request.headers, signal: request.signal })
}

function printError(error: unknown, errorId: string): void {
  console.error(`[daybook] a failure in the viewer (${errorId}):`, error)
}
