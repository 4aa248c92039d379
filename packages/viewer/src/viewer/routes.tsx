import { type Context, Hono } from 'hono'
import { createApiRoutes } from '../api/api-routes.ts'
import { assetNamed } from '../assets/assets.ts'
import type { Links } from '../components/links.ts'
import { usageCsv } from '../export/usage-csv.ts'
import { eventText } from '../format/told-sentence.ts'
import { createLiveRoutes } from '../live/live-routes.tsx'
import { BadQueryPage } from '../pages/bad-query-page.tsx'
import { EventPage } from '../pages/event-page.tsx'
import { findEvent } from '../pages/find-event.ts'
import { findList } from '../pages/find-list.ts'
import { findMostActive } from '../pages/find-most-active.ts'
import { findStates } from '../pages/find-states.ts'
import { findSummary } from '../pages/find-summary.ts'
import { findUsage } from '../pages/find-usage.ts'
import { ListPage } from '../pages/list-page.tsx'
import { MostActivePage } from '../pages/most-active-page.tsx'
import { StatesPage, statesName } from '../pages/states-page.tsx'
import { NoSummary, SummaryPart } from '../pages/summary-part.tsx'
import { findTimeline, type TimelineSubject } from '../pages/timeline.ts'
import { TimelinePage, timelineName } from '../pages/timeline-page.tsx'
import { UsagePage } from '../pages/usage-page.tsx'
import { type ListQuery, withoutCursor } from '../query/list-query.ts'
import { listSearch } from '../query/list-search.ts'
import { isCanonical, readExactQuery, readListQuery, readStrictQuery } from '../query/read-list-query.ts'
import { readMoments } from '../query/read-moments.ts'
import { readTimelineQuery } from '../query/read-timeline-query.ts'
import { createSuggestRoutes } from '../suggest/suggest-routes.ts'
import { words } from '../words/words.ts'
import { documentResponse, laterResponse, noticeResponse } from './documents.tsx'
import type { ExportDesk } from './export-desk.ts'
import { assetResponse, fileResponse, redirectResponse } from './responses.ts'
import type { RouteBindings } from './route-bindings.ts'
import type { RouteSettings } from './route-settings.ts'

type RouteContext = Context<{ Bindings: RouteBindings }>

/** The pages and files of the viewer, below its mount point. */
export function createRoutes(
  settings: RouteSettings,
  exports: ExportDesk,
): Hono<{ Bindings: RouteBindings }> {
  const { site, clock, report, isNewActor, catalog } = settings
  const routes = new Hono<{ Bindings: RouteBindings }>()

  routes.get('/', async (context) => {
    const { reader, links, soon } = context.env
    const now = clock()
    const params = new URL(context.req.url).searchParams
    const query = readListQuery(params, now)
    const init = { site, links, name: words.explore, current: 'explore' } as const
    if (query.tokens.some(({ problem }) => problem !== undefined))
      return documentResponse(<BadQueryPage query={query} links={links} now={now} />, {
        ...init,
        status: 400,
      })
    if (!isCanonical(params, query)) return redirectResponse(canonicalAddress(links, query, params), 302)
    // Before the list: what is committed while it is read comes live as well, and the page knows it already.
    const live = await context.env.live?.head()
    const found = await soon(findList(reader, query, now))
    if (found.page.events.length > 0) viewed(context)
    // Nothing to summarise, or nobody to read it.
    if (found.page.events.length === 0 || context.req.method === 'HEAD')
      return documentResponse(<ListPage found={found} links={links} live={live} />, init)
    return laterResponse(
      (later) => (
        <ListPage found={found} links={links} live={live}>
          {later}
        </ListPage>
      ),
      async () => {
        try {
          return <SummaryPart found={await soon(findSummary(reader, query, now))} links={links} now={now} />
        } catch (error) {
          return <NoSummary error={error} query={query} links={links} report={report} />
        }
      },
      init,
    )
  })

  routes.get('/e/:id', async (context) => {
    const { reader, links, soon } = context.env
    const found = await soon(findEvent(reader, context.req.param('id'), clock()))
    if (!found) return noticeResponse(words.state.unknownEvent, { site, links, status: 404 })
    viewed(context)
    return documentResponse(<EventPage found={found} catalog={catalog} links={links} />, {
      site,
      links,
      name: eventText(found.event, catalog),
    })
  })

  const timeline = async (context: RouteContext, subject: TimelineSubject) => {
    const { reader, links, soon } = context.env
    const { order, cursor } = readTimelineQuery(
      new URL(context.req.url).searchParams,
      subject.kind === 'actor' || subject.kind === 'target' ? 'newest' : 'oldest',
    )
    const found = await soon(findTimeline(reader, subject, { order, cursor, now: clock() }))
    if (!found) return noticeResponse(words.state.unknownSubject, { site, links, status: 404 })
    viewed(context)
    return documentResponse(<TimelinePage found={found} catalog={catalog} links={links} />, {
      site,
      links,
      name: timelineName(found),
      ...(subject.kind === 'actor' && { current: 'actors' }),
      ...(subject.kind === 'target' && { current: 'targets' }),
    })
  }
  routes.get('/t/:type/:id{.+}', (context) => timeline(context, { kind: 'target', ...context.req.param() }))
  routes.get('/a/:type/:id{.+}', (context) => timeline(context, { kind: 'actor', ...context.req.param() }))
  routes.get('/r/:id{.+}', (context) => timeline(context, { kind: 'request', ...context.req.param() }))
  routes.get('/trace/:id{.+}', (context) => timeline(context, { kind: 'trace', ...context.req.param() }))

  routes.get('/state/:type/:id{.+}', async (context) => {
    const { reader, links, soon } = context.env
    const moments = readMoments(new URL(context.req.url).searchParams)
    const found = await soon(findStates(reader, context.req.param(), moments, clock()))
    if (!found) return noticeResponse(words.state.unknownState, { site, links, status: 404 })
    viewed(context)
    const name = words.states.title(statesName(found))
    return documentResponse(<StatesPage found={found} catalog={catalog} links={links} />, {
      site,
      links,
      name,
      current: 'targets',
    })
  })

  const mostActive = async (context: RouteContext, role: 'actor' | 'target') => {
    const { reader, links, soon } = context.env
    const now = clock()
    const { since } = readExactQuery(new URL(context.req.url).searchParams, now)
    const found = await soon(findMostActive(reader, role, since, now))
    const current = role === 'actor' ? 'actors' : 'targets'
    return documentResponse(<MostActivePage found={found} links={links} />, {
      site,
      links,
      name: words.mostActive[role].title,
      current,
    })
  }
  routes.get('/t', (context) => mostActive(context, 'target'))
  routes.get('/a', (context) => mostActive(context, 'actor'))

  routes.get('/usage', async (context) => {
    const { reader, links, soon } = context.env
    const found = await soon(findUsage(reader, clock(), isNewActor))
    return documentResponse(<UsagePage found={found} links={links} />, {
      site,
      links,
      name: words.usage.title,
      current: 'usagePage',
    })
  })

  routes.get('/usage.csv', async (context) =>
    fileResponse(usageCsv(await context.env.soon(findUsage(context.env.reader, clock(), isNewActor))), {
      type: 'text/csv; charset=utf-8',
      name: 'daybook-usage.csv',
    }),
  )

  routes.get('/:file{export\\.(?:csv|ndjson|json)}', (context) => {
    const query = readStrictQuery(new URL(context.req.url).searchParams, clock())
    const file = context.req.param('file')
    const response = exports.answer(context.env.reader, file, query, context.req.method)
    if (response && context.req.method === 'GET')
      context.env.tell('daybook.exported', { page: file, filter: listSearch(withoutCursor(query)) })
    return (
      response ??
      noticeResponse(words.export.busy, {
        site,
        links: context.env.links,
        status: 503,
        headers: { 'Retry-After': '60' },
      })
    )
  })

  routes.route('/', createLiveRoutes(settings))
  routes.route('/', createSuggestRoutes(settings))
  routes.route('/api', createApiRoutes(settings))

  routes.get('/assets/:name', (context) => {
    const asset = assetNamed(context.req.param('name'))
    return asset ? assetResponse(asset) : context.notFound()
  })

  routes.notFound((context) => {
    const { links } = context.env
    return noticeResponse(words.state.notFound, { site, links, status: 404 })
  })

  // Errors go to whoever called fetch, where all of them are answered alike.
  routes.onError((error) => {
    throw error
  })

  return routes
}

/** The list at the one address that links give it; an event that is open stays open. */
function canonicalAddress(links: Links, query: ListQuery, params: URLSearchParams): string {
  const address = links.list(query)
  const open = params.get('e')
  return open ? `${address}${address.includes('?') ? '&' : '?'}${new URLSearchParams({ e: open })}` : address
}

function viewed({ env, req }: RouteContext): void {
  const { pathname } = new URL(req.url)
  env.tell('daybook.viewed', { page: pathname })
}
