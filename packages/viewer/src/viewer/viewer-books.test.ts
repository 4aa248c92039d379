import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, test } from 'vitest'
import { createViewer } from './create-viewer.ts'
import type { ViewableDaybook } from './viewable-daybook.ts'

const daybookWith = async (action: string) => {
  const daybook = createDaybook({ store: createMemoryStore() })
  return { daybook, event: await daybook.log(action, { tenant: 'acme' }) }
}
const main = await daybookWith('invoice.paid')
const requests = await daybookWith('http.request')
const viewer = createViewer(
  { books: { main: main.daybook, requests: requests.daybook } },
  { recordAccess: false },
)

const get = async (path: string, originalUrl?: string) => {
  const response = await viewer.fetch(new Request(`http://viewer.test${path}`), { access: {}, originalUrl })
  return { response, status: response.status, text: await response.text() }
}

test.each([
  ['', main, requests],
  ['/b/requests', requests, main],
])('below "%s" everything is of that book and no other', async (root, { event }, { event: other }) => {
  const list = await get(`${root}/`)
  expect(list.text).toContain(`href="./e/${event.id}"`)
  expect(list.text).not.toContain(other.id)
  expect((await get(`${root}/e/${event.id}`)).status).toBe(200)
  expect((await get(`${root}/e/${other.id}`)).status).toBe(404)
  expect((await get(`${root}/export.ndjson`)).text).toContain(event.id)
  const { events } = JSON.parse((await get(`${root}/api/events`)).text) as { events: DaybookEvent[] }
  expect(events.map(({ id }) => id)).toEqual([event.id])
})

test('each page leads to the other books, by relative addresses', async () => {
  const hrefs = async (path: string) =>
    [...(await get(path)).text.matchAll(/<a href="([^"]+)"[^>]*>(main|requests)</g)].map(
      ([, href = '']) => new URL(href, `http://viewer.test/admin${path}`).pathname,
    )
  for (const path of ['/', `/e/${main.event.id}`, '/b/requests/', `/b/requests/e/${requests.event.id}`])
    expect(await hrefs(path)).toEqual(['/admin/', '/admin/b/requests/'])
  expect((await get('/b/requests/')).text).toMatch(/aria-current="true">requests</)
})

test('a book without its slash, one that is not there, and the first one by its name', async () => {
  const { response } = await get('/b/requests?q=since:7d', '/admin/b/requests?q=since:7d')
  expect([response.status, response.headers.get('Location')]).toEqual([308, './requests/?q=since:7d'])
  for (const path of ['/b/nothing/', '/b/main/', '/b/constructor/', '/b//'])
    expect((await get(path)).status).toBe(404)
})

test('whoever decides about access learns the book, and its scope holds there', async () => {
  expect(
    [
      '/',
      '/e/1',
      '/b/requests/e/1',
      '/b/requests',
      '/b/requests/?q=x',
      '/b/nothing/',
      '/?x=/b/requests/',
    ].map(viewer.bookAt),
  ).toEqual(['main', 'main', 'requests', 'requests', 'requests', 'main', 'main'])
  const scoped = await viewer.fetch(new Request(`http://viewer.test/b/requests/e/${requests.event.id}`), {
    access: { tenant: 'other' },
  })
  expect(scoped.status).toBe(404)
})

test('one book alone has no switch', async () => {
  const alone = createViewer(main.daybook, { recordAccess: false })
  const html = await (await alone.fetch(new Request('http://viewer.test/'), { access: {} })).text()
  expect(html).not.toContain('class="books"')
  expect(alone.bookAt('/b/requests/')).toBe('main')
})

test.each<Record<string, ViewableDaybook>>([{}, { 'a/b': main.daybook }, { '': main.daybook }])(
  '%o are no names for books',
  (books) => {
    expect(() => createViewer({ books })).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_BOOK' }))
  },
)
