import type { DaybookEvent } from '@daybook/core'
import { type Context, Hono } from 'hono'
import { EventTable } from '../components/event-table.tsx'
import { BadQuery } from '../query/bad-query.ts'
import { type ListQuery, toFindFilter, withoutCursor } from '../query/list-query.ts'
import { readStrictQuery } from '../query/read-list-query.ts'
import { eventStreamResponse, jsonResponse } from '../viewer/responses.ts'
import type { RouteBindings } from '../viewer/route-bindings.ts'
import type { RouteSettings } from '../viewer/route-settings.ts'
import { words } from '../words/words.ts'

type LiveContext = Context<{ Bindings: RouteBindings }>

/** Live events: `/live` with rows for the list, `/api/live` with events for programs. */
export function createLiveRoutes({ clock }: Pick<RouteSettings, 'clock'>): Hono<{ Bindings: RouteBindings }> {
  const routes = new Hono<{ Bindings: RouteBindings }>()

  const open = async (
    { env, req }: LiveContext,
    dataOf: (event: DaybookEvent, query: ListQuery) => unknown,
  ): Promise<Response> => {
    const { searchParams, pathname } = new URL(req.url)
    const query = withoutCursor(readStrictQuery(searchParams, clock(), ['after', 'cursor']))
    const filter = toFindFilter(query, clock())
    const { title, text: detail } = env.live ? words.live.busy : words.state.notFound
    if (!env.live) return jsonResponse({ title, detail }, 404)
    if (req.method === 'HEAD') return eventStreamResponse(null)
    const after = positionOf(req.header('Last-Event-ID') ?? searchParams.get('after'))
    const stream = await env.live.open({ filter, after, dataOf: (event) => dataOf(event, query) })
    if (!stream) return jsonResponse({ title, detail }, 503, { 'Retry-After': '30' })
    env.tell('daybook.viewed', { page: pathname })
    return eventStreamResponse(stream)
  }

  routes.get('/live', (context) =>
    open(context, (event, query) => ({
      id: event.id,
      html: String(<EventTable events={[event]} query={query} links={context.env.links} now={clock()} />),
    })),
  )

  routes.get('/api/live', (context) => open(context, (event) => event))

  return routes
}

function positionOf(text: string | null): number | undefined {
  if (text === null || text === '') return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new BadQuery(words.bad.after)
}
