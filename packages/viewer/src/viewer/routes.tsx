import { Hono } from 'hono'
import { assetNamed } from '../assets/assets.ts'
import type { Site } from '../components/frame.tsx'
import type { Links } from '../components/links.ts'
import { sentenceOf, sentenceText } from '../format/sentence.ts'
import { EventPage } from '../pages/event-page.tsx'
import { findList } from '../pages/find-list.ts'
import { ListPage } from '../pages/list-page.tsx'
import { readListQuery } from '../query/read-list-query.ts'
import { words } from '../words/words.ts'
import { documentResponse, noticeResponse } from './documents.tsx'
import type { EventReader } from './event-reader.ts'
import { assetResponse } from './responses.ts'

/** What a request brings to its route: a reader that sees what it may, and the links of the page it asks for. */
export interface RouteBindings {
  readonly reader: EventReader
  readonly links: Links
}

/** The pages and files of the viewer, below its mount point. */
export function createRoutes(site: Site, clock: () => number): Hono<{ Bindings: RouteBindings }> {
  const routes = new Hono<{ Bindings: RouteBindings }>()

  routes.get('/', async (context) => {
    const { reader, links } = context.env
    const query = readListQuery(new URL(context.req.url).searchParams)
    const found = await findList(reader, query, clock())
    return documentResponse(<ListPage found={found} links={links} />, {
      site,
      links,
      name: words.explore,
      current: 'explore',
    })
  })

  routes.get('/e/:id', async (context) => {
    const { reader, links } = context.env
    const event = await reader.get(context.req.param('id'))
    if (!event) return noticeResponse(words.state.unknownEvent, { site, links, status: 404 })
    return documentResponse(<EventPage event={event} links={links} now={clock()} />, {
      site,
      links,
      name: sentenceText(sentenceOf(event)),
    })
  })

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
