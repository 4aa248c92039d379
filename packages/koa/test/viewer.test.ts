import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { requestContext } from '@daybook/koa'
import { type ViewerOptions, viewer } from '@daybook/koa/viewer'
import { closedAnswers, statusesOf, viewerRoutes } from '@daybook/web/contract'
import { bodyParser } from '@koa/bodyparser'
import Koa from 'koa'
import Koa2 from 'koa2'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { serve } from './serve.ts'

vi.spyOn(console, 'warn').mockImplementation(() => {})
afterEach(() => vi.unstubAllEnvs())

async function serveViewer(framework: typeof Koa, options: Omit<ViewerOptions, 'path'> = {}) {
  const daybook = createDaybook({ store: createMemoryStore() })
  await daybook.log('invoice.paid', { tenant: 'acme' })
  await daybook.log('invoice.sent', { tenant: 'globex' })
  const app = new framework()
  app.use(requestContext(daybook))
  app.use(async (ctx, next) => {
    ctx.set('Content-Security-Policy', "default-src 'self'")
    await next()
  })
  app.use(bodyParser())
  app.use(viewer(daybook, { path: '/admin/events/', ...options }))
  app.use((ctx) => {
    ctx.body = `the app itself at ${ctx.url}`
  })
  return serve(app)
}

describe.each([
  { major: '3', framework: Koa },
  { major: '2', framework: Koa2 },
])('the viewer on Koa $major', ({ framework }) => {
  it.each(closedAnswers)('K01, K02: every route is denied where authorize $name', async ({ authorize }) => {
    await using open = await serveViewer(framework, { authorize: () => true })
    const routes = await viewerRoutes(`${open.url}/admin/events`)
    vi.stubEnv('NODE_ENV', 'production')
    await using server = await serveViewer(framework, authorize && { authorize: authorize as () => boolean })
    const statuses = await statusesOf(`${server.url}/admin/events`, routes)
    expect(statuses).toEqual(routes.map(() => 403))
  })

  it('opens for true, below its path, with its own security headers', async () => {
    await using server = await serveViewer(framework, {
      authorize: async (ctx) => ctx.get('x-key') === 'right',
      title: 'Shop',
    })
    expect((await fetch(`${server.url}/admin/events/`)).status).toBe(403)
    const answer = await fetch(`${server.url}/admin/events?q=since:7d`, { headers: { 'x-key': 'right' } })
    expect(answer.status).toBe(200)
    expect(answer.url).toBe(`${server.url}/admin/events/?q=since:7d`)
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'/)
    const page = await answer.text()
    expect(page).toContain('Shop')
    expect(page).toContain('invoice.paid')
  })

  it('shows one tenant its own events only', async () => {
    await using server = await serveViewer(framework, { authorize: () => ({ tenant: 'acme' }) })
    const page = await (await fetch(`${server.url}/admin/events/?tenant=globex`)).text()
    expect(page).not.toContain('invoice.sent')
  })

  it('leaves the rest to the app', async () => {
    await using server = await serveViewer(framework, { authorize: () => true })
    for (const path of ['/', '/admin', '/admin/eventsful', '/admin/other'])
      expect(await (await fetch(server.url + path)).text()).toBe(`the app itself at ${path}`)
  })

  it('asks for each book of several who may see it, and shows each its own', async () => {
    const bookOf = async (action: string) => {
      const book = createDaybook({ store: createMemoryStore() })
      await book.log(action)
      return book
    }
    const books = { main: await bookOf('invoice.paid'), requests: await bookOf('http.request') }
    const app = new framework()
    app.use(viewer({ books }, { path: '/admin/events', authorize: (_, book) => book === 'requests' }))
    await using server = await serve(app)
    for (const path of ['/', '/live', '/b/nothing/', '/b/main/'])
      expect((await fetch(`${server.url}/admin/events${path}`)).status).toBe(403)
    const requests = await fetch(`${server.url}/admin/events/b/requests?q=since:7d`)
    expect(requests.url).toBe(`${server.url}/admin/events/b/requests/?q=since:7d`)
    const page = await requests.text()
    expect(page).toContain('http.request')
    expect(page).not.toContain('invoice.paid')
  })
})
