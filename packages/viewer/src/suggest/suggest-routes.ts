import { Hono } from 'hono'
import { cannotSummarise } from '../pages/cannot-summarise.ts'
import { readListQuery } from '../query/read-list-query.ts'
import { jsonResponse } from '../viewer/responses.ts'
import type { RouteBindings } from '../viewer/route-bindings.ts'
import type { RouteSettings } from '../viewer/route-settings.ts'
import { findJumps } from './find-jumps.ts'
import { findSuggestions } from './find-suggestions.ts'

const maxTyped = 200

/** What the script offers while one types in the query box and in the palette. */
export function createSuggestRoutes({ clock, catalog }: RouteSettings): Hono<{ Bindings: RouteBindings }> {
  const routes = new Hono<{ Bindings: RouteBindings }>()
  const actions = Object.keys(catalog)
  const answer = async (found: Promise<readonly object[]>) => {
    try {
      return jsonResponse(await found)
    } catch (error) {
      if (cannotSummarise(error)) return jsonResponse([])
      throw error
    }
  }

  routes.get('/suggest', ({ env, req }) => {
    const params = new URL(req.url).searchParams
    const now = clock()
    const typed = (params.get('typed') ?? '').slice(0, maxTyped)
    const query = readListQuery(params, now)
    return answer(env.soon(findSuggestions(env.reader, typed, { query, now, actions })))
  })

  routes.get('/jump', ({ env, req }) => {
    const text = (new URL(req.url).searchParams.get('to') ?? '').trim().slice(0, maxTyped)
    return answer(env.soon(findJumps(env.reader, text, { links: env.links, now: clock() })))
  })

  return routes
}
