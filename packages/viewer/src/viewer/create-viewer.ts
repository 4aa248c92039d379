import { createAccessLog } from '../access-log/access-log.ts'
import { linksFrom } from '../components/links.ts'
import { words } from '../words/words.ts'
import { isAllowed } from './access.ts'
import { deniedResponse, noticeResponse } from './documents.tsx'
import { eventReader } from './event-reader.ts'
import { createExportDesk } from './export-desk.ts'
import { createReport } from './failure-report.ts'
import { failureJson, failureResponse } from './failure-response.ts'
import { withTrailingSlash } from './mount-root.ts'
import { redirectResponse } from './responses.ts'
import { createRoutes } from './routes.tsx'
import type { ViewableDaybook } from './viewable-daybook.ts'
import type { Viewer, ViewerOptions } from './viewer.ts'

// Longer addresses come from no form of ours.
const maxUrlLength = 8_192

/**
 * The web page over `daybook`. It decides nothing about who may read: that comes with each request, from the
 * framework package (`@daybook/express/viewer`) or from your own code.
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
export function createViewer(daybook: ViewableDaybook, options: ViewerOptions = {}): Viewer {
  const { title = words.title, environment, clock = Date.now, onError = printError } = options
  const { timeLimitMillis = 5_000, isNewActor, recordAccess = true } = options
  const site = { title, environment }
  const report = createReport(onError)
  const log = recordAccess ? createAccessLog(daybook, { clock, report }) : undefined
  const routes = createRoutes(
    { site, clock, timeLimitMillis, isNewActor, report },
    createExportDesk({ clock, report }),
  )

  return {
    async fetch(request, { access, hint, originalUrl }) {
      if (!isAllowed(access)) return deniedResponse(site, hint)
      const { pathname } = new URL(request.url)
      const links = linksFrom(pathname)
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
      try {
        return await routes.fetch(request, {
          reader: eventReader(daybook, access),
          links,
          tell: (action, data) => log?.tell(action, access, data),
        })
      } catch (error) {
        return pathname.startsWith('/api/')
          ? failureJson(error, report)
          : failureResponse(error, page, report)
      }
    },
  }
}

function printError(error: unknown, errorId: string): void {
  console.error(`[daybook] the viewer could not read the log (${errorId}):`, error)
}
