import { Hono } from 'hono'
import { findList, pageSize } from '../pages/find-list.ts'
import { findStates } from '../pages/find-states.ts'
import { findSummary } from '../pages/find-summary.ts'
import { findUsage } from '../pages/find-usage.ts'
import { BadQuery } from '../query/bad-query.ts'
import { assertKnownParameters } from '../query/earlier-address.ts'
import { readStrictQuery } from '../query/read-list-query.ts'
import { momentNames, readMoments } from '../query/read-moments.ts'
import { jsonResponse } from '../viewer/responses.ts'
import type { RouteBindings } from '../viewer/route-bindings.ts'
import type { RouteSettings } from '../viewer/route-settings.ts'
import { words } from '../words/words.ts'
import { openApi } from './open-api.ts'
import { statesJson } from './states-json.ts'

/** The same answers as the pages give, as JSON for programs. */
export function createApiRoutes(settings: RouteSettings): Hono<{ Bindings: RouteBindings }> {
  const { site, clock, isNewActor } = settings
  const routes = new Hono<{ Bindings: RouteBindings }>()
  const paramsOf = ({ url }: { readonly url: string }) => new URL(url).searchParams

  routes.get('/events', async ({ env, req }) => {
    const params = paramsOf(req)
    const now = clock()
    const found = await env.soon(
      findList(env.reader, readStrictQuery(params, now, ['cursor', 'limit']), now, readLimit(params)),
    )
    if (found.page.events.length > 0) env.tell('daybook.viewed', { page: '/api/events' })
    return jsonResponse({ ...found.page, count: found.count })
  })

  routes.get('/events/:id', async ({ env, req }) => {
    const event = await env.soon(env.reader.get(req.param('id')))
    const { title, text } = words.state.unknownEvent
    if (!event) return jsonResponse({ title, detail: text }, 404)
    env.tell('daybook.viewed', { page: '/api/events' })
    return jsonResponse(event)
  })

  routes.get('/summary', async ({ env, req }) => {
    const now = clock()
    const { summary } = await env.soon(findSummary(env.reader, readStrictQuery(paramsOf(req), now), now))
    return jsonResponse(summary)
  })

  routes.get('/states/:type/:id{.+}', async ({ env, req }) => {
    const params = paramsOf(req)
    assertKnownParameters(params.keys(), momentNames)
    const found = await env.soon(findStates(env.reader, req.param(), readMoments(params), clock()))
    const { title, text } = words.state.unknownState
    if (!found) return jsonResponse({ title, detail: text }, 404)
    env.tell('daybook.viewed', { page: '/api/states' })
    return jsonResponse(statesJson(found))
  })

  routes.get('/usage', async ({ env }) =>
    jsonResponse(await env.soon(findUsage(env.reader, clock(), isNewActor))),
  )

  routes.get('/openapi.json', () => jsonResponse(openApi(site.title)))

  routes.all('*', () =>
    jsonResponse({ title: words.state.notFound.title, detail: words.state.notFound.text }, 404),
  )

  return routes
}

function readLimit(params: URLSearchParams): number {
  const value = params.get('limit') || String(pageSize)
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0
  if (limit < 1 || limit > 1_000) throw new BadQuery(words.bad.limit)
  return limit
}
