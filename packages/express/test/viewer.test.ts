import { createDaybook } from '@daybook/core'
import { createMemoryStore, withMemoryFeed } from '@daybook/core/memory'
import { type ViewerOptions, viewer } from '@daybook/express/viewer'
import { closedAnswers, statusesOf, viewerRoutes } from '@daybook/web/contract'
import express from 'express'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { serve } from './serve.ts'

async function serveViewer(options?: ViewerOptions, trustProxy = false) {
  const daybook = createDaybook({ store: createMemoryStore() })
  await daybook.log('invoice.paid', { tenant: 'acme', note: 'of acme' })
  await daybook.log('invoice.sent', { tenant: 'globex', note: 'of globex' })
  const app = express()
  if (trustProxy) app.set('trust proxy', true)
  app.use(express.json())
  app.use('/admin/events', viewer(daybook, options))
  return serve(app)
}

const paths = ['/', '/api/events', '/live', '/nothing']
const statuses = (url: string, headers?: Record<string, string>) =>
  statusesOf(`${url}/admin/events`, paths, headers)

beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'production')
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('viewer', () => {
  const allDenied = paths.map(() => 403)

  it.each(closedAnswers)('K01, K02: every route is denied where authorize $name', async ({ authorize }) => {
    await using open = await serveViewer({ authorize: () => true })
    const routes = await viewerRoutes(`${open.url}/admin/events`)
    await using server = await serveViewer(authorize && { authorize: authorize as () => boolean })
    const statuses = await statusesOf(`${server.url}/admin/events`, routes)
    expect(statuses).toEqual(routes.map(() => 403))
  })

  it('opens for exactly true, and shows the log', async () => {
    await using server = await serveViewer({
      authorize: async (req) => req.get('x-key') === 'right',
      title: 'Shop',
    })
    expect(await statuses(server.url)).toEqual(allDenied)
    const answer = await fetch(`${server.url}/admin/events`, { headers: { 'x-key': 'right' } })
    expect(answer.status).toBe(200)
    expect(answer.url).toBe(`${server.url}/admin/events/`)
    const page = await answer.text()
    expect(page).toContain('Shop')
    expect(page).toContain('invoice.paid')
    expect(page).toContain('invoice.sent')
  })

  it('shows one tenant its own events only', async () => {
    await using server = await serveViewer({ authorize: () => ({ tenant: 'acme' }) })
    const page = await (await fetch(`${server.url}/admin/events/?tenant=globex`)).text()
    expect(page).not.toContain('invoice.sent')
    const own = await (await fetch(`${server.url}/admin/events/`)).text()
    expect(own).toContain('invoice.paid')
    expect(own).not.toContain('invoice.sent')
  })

  it.each(['production', 'test', 'Development', ''])(
    'without authorize is closed in %j',
    async (environment) => {
      vi.stubEnv('NODE_ENV', environment)
      await using server = await serveViewer()
      expect(await statuses(server.url)).toEqual(allDenied)
      expect(console.warn).toHaveBeenCalledTimes(1)
      expect(vi.mocked(console.warn).mock.lastCall?.[0]).toMatch(/authorize: \(req\)/)
      expect(await (await fetch(`${server.url}/admin/events/`)).text()).not.toContain('authorize')
    },
  )

  it('without authorize opens in development to a browser on this machine, and to nothing behind a proxy', async () => {
    vi.stubEnv('NODE_ENV', 'development')
    await using server = await serveViewer({ environment: 'laptop' }, true)
    const open = await fetch(`${server.url}/admin/events/`)
    expect(open.status).toBe(200)
    expect(await open.text()).toContain('invoice.paid')

    expect(await statuses(server.url, { 'x-forwarded-for': '127.0.0.1' })).toEqual(allDenied)
    const closed = await fetch(`${server.url}/admin/events/`, { headers: { 'x-real-ip': '127.0.0.1' } })
    expect(await closed.text()).toContain('mounted without')
  })

  it('does not take the label of the environment for NODE_ENV', async () => {
    await using server = await serveViewer({ environment: 'development' })
    expect(await statuses(server.url)).toEqual(allDenied)
  })

  it('asks for each book of several who may see it, and shows each its own', async () => {
    const bookOf = async (action: string) => {
      const book = createDaybook({ store: withMemoryFeed(createMemoryStore()) })
      await book.log(action)
      return book
    }
    const asked: string[] = []
    const books = { main: await bookOf('invoice.paid'), requests: await bookOf('http.request') }
    const app = express().use(
      '/admin/events',
      viewer(
        { books },
        {
          authorize(req, book) {
            expectTypeOf(book).toEqualTypeOf<'main' | 'requests'>()
            asked.push(book)
            return book === 'requests' || req.get('x-key') === 'right'
          },
        },
      ),
    )
    await using server = await serve(app)
    const get = (path: string, headers = {}) => fetch(`${server.url}/admin/events${path}`, { headers })
    for (const path of ['', '/', '/live', '/api/live', '/b/nothing/', '/b/main/'])
      expect((await get(path)).status).toBe(403)
    const requests = await get('/b/requests')
    expect(requests.url).toBe(`${server.url}/admin/events/b/requests/`)
    const page = await requests.text()
    expect(page).toContain('http.request')
    expect(page).not.toContain('invoice.paid')
    expect(await (await get('/', { 'x-key': 'right' })).text()).toContain('invoice.paid')
    expect(new Set(asked)).toEqual(new Set(['main', 'requests']))
  })
})
