import { StorageError, ValidationError } from '@daybook/core'
import { expect, test, vi } from 'vitest'
import { believableDaybook } from '../../test/believable-events.ts'
import { failingDaybook, memoryDaybook, openedViewer, tableMissing } from '../../test/opened-viewer.ts'
import { assets } from '../assets/assets.ts'
import { createViewer } from './create-viewer.ts'

const daybook = await believableDaybook(20)
const get = openedViewer(daybook)
const { id } = (await daybook.find({ limit: 1 })).events[0] ?? { id: '' }
const style = `/assets/${assets.style.name}`
const routes = [
  '/',
  '/?q=since:7d',
  `/e/${id}`,
  style,
  `/assets/${assets.script.name}`,
  `/assets/${assets.icon.name}`,
  '/nothing',
  '/e/nothing',
  '/?q=since:soon',
  '/t/Invoice/42',
  '/a/User/7',
  '/r/req_9f2c',
  '/trace/4bf92f3577b34da6a3ce929d0e0e4736',
  '/a',
  '/t?since=7d',
  '/usage',
  '/usage.csv',
  '/export.csv',
  '/export.ndjson?since=all',
  '/export.json',
  '/api/events',
  `/api/events/${id}`,
  '/api/events/nothing',
  '/api/summary?since=7d',
  '/api/usage',
  '/api/openapi.json',
  '/api/nothing',
  '/live',
  '/api/live?after=0',
  '/b/other/',
]

test.each(routes)('K08, K11, K12: %s carries every security header', async (path) => {
  const { response } = await get(path)
  const policy = response.headers.get('Content-Security-Policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe|\*|data:/)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
  expect(response.headers.get('Content-Type')).toMatch(/charset=utf-8$/)
  expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull()
})

test('pages are kept by nobody; files for ever, for their name changes with their content', async () => {
  expect((await get('/')).response.headers.get('Cache-Control')).toBe('no-store')
  expect((await get('/')).response.headers.get('Content-Security-Policy')).toBe(
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  )
  const { response, html } = await get(style)
  expect(response.headers.get('Cache-Control')).toContain('immutable')
  expect(response.headers.get('Content-Type')).toBe('text/css; charset=utf-8')
  expect(html).toMatch(/--accent: light-dark\(#2f55c8, /)
})

test.each(routes)('%s is denied without access, page and file alike', async (path) => {
  for (const access of [null, undefined, true, { tenant: undefined }, Promise.resolve({})]) {
    const { status, html } = await get(path, {}, { access: access as null })
    expect(status).toBe(403)
    expect(html).toContain('No access')
    expect(html).not.toMatch(/Ada|invoice|href="\.|src=/)
  }
})

test('the 403 page shows its hint, and its policy allows its own style alone', async () => {
  const { response, html } = await get('/', {}, { access: null, hint: 'Pass `authorize`.' })
  expect(html).toContain('Pass <code>authorize</code>.')
  expect(response.headers.get('Content-Security-Policy')).toMatch(/style-src 'sha256-[^']+'; img-src data:;/)
  expect(response.headers.get('Content-Security-Policy')).not.toContain('script-src')
  expect(html).not.toContain('<script')
})

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('K09, K18: %s is refused', async (method) => {
  const { response, status } = await get('/', { method })
  expect(status).toBe(405)
  expect(response.headers.get('Allow')).toBe('GET, HEAD')
})

test('HEAD answers as GET does, without the page', async () => {
  const { response, status, html } = await get('/', { method: 'HEAD' })
  expect(status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
  expect(html).toBe('')
})

test.each([
  '/assets/../../package.json',
  '/assets/%2e%2e%2fpackage.json',
  '/assets/..%5cpackage.json',
  '//etc/passwd',
  '/assets/%00.css',
  `${style}%00`,
  '/assets/__proto__',
  '/assets/constructor',
])('K13: %s is not there', async (path) => {
  expect((await get(path)).status).toBe(404)
})

test('K18: an address longer than any form makes is refused', async () => {
  expect((await get(`/?action=${'a'.repeat(10_000)}`)).status).toBe(414)
})

test('a missing table is named, with the way to create it', async () => {
  const onError = vi.fn()
  const { status, html } = await openedViewer(failingDaybook(tableMissing()), { onError })('/')
  expect(status).toBe(503)
  expect(html).toContain('The table <code>daybook_events</code> does not exist')
  expect(html).toContain('turn on <code>synchronize</code>')
})

test('an outdated table is named, with the way to bring it up to date', async () => {
  const outdated = new StorageError({
    code: 'DAYBOOK_OLD_SCHEMA',
    message: 'The table `daybook_events` lacks a column.',
    fix: 'Run the migrations.',
  })
  const { status, html } = await openedViewer(failingDaybook(outdated))('/')
  expect(status).toBe(503)
  expect(html).toContain('<p>Run the migrations.</p>')
})

test.each([[new Error('password=hunter2')], ['password=hunter2'], [undefined], [Object.create(null)]])(
  'a failure (%#) is a page with an id; what happened goes to onError with that id',
  async (error) => {
    const onError = vi.fn()
    const failing = openedViewer(failingDaybook(error), { onError })
    for (const path of ['/', `/e/${id}`]) {
      const { status, html } = await failing(path)
      expect(status).toBe(500)
      expect(html).not.toContain('hunter2')
      expect(onError.mock.lastCall?.[0]).toBe(error)
      expect(html).toContain(`<code>${onError.mock.lastCall?.[1]}</code>`)
    }
  },
)

test('without onError a failure is one line on standard error', async () => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { html } = await openedViewer(failingDaybook(new Error('down')))('/')
  expect(print).toHaveBeenCalledOnce()
  expect(html).toContain(/\((\w+)\)/.exec(String(print.mock.lastCall?.[0]))?.[1])
  print.mockRestore()
})

test('a listener that throws does not keep the reader from an answer', async () => {
  const onError = () => {
    throw new Error('worse')
  }
  expect((await openedViewer(failingDaybook(new Error('bad')), { onError })('/')).status).toBe(500)
})

test('what core refuses about a query is a 400 with its reason', async () => {
  const refused = new ValidationError({
    code: 'DAYBOOK_BAD_QUERY',
    message: 'The filter `x` is bad.',
    fix: 'F.',
  })
  const { status, html } = await openedViewer(failingDaybook(refused))('/')
  expect(status).toBe(400)
  expect(html).toContain('The filter <code>x</code> is bad.')
})

test('K03: a tenant sees its own events in list, count and page, and nothing of others', async () => {
  const shared = memoryDaybook()
  const log = (tenant: string | null) =>
    shared.log(`${tenant ?? 'none'}.event`, {
      tenant,
      actor: { type: 'User', id: 1, name: `at-${tenant}` },
      target: { type: 'Thing', id: String(tenant), name: `at-${tenant}` },
      context: { requestId: 'req_1', traceId: 'trace_1' },
    })
  const [acme, globex, none] = [await log('acme'), await log('globex'), await log(null)]
  const ask = openedViewer(shared)
  const scopes = [
    { access: { tenant: 'acme' }, own: acme, others: [globex, none] },
    { access: { tenant: null }, own: none, others: [acme, globex] },
    { access: { tenant: '' }, own: none, others: [acme, globex] },
  ]
  for (const { access, own, others } of scopes) {
    const { html } = await ask('/', {}, { access })
    expect(html).toContain('<strong>1</strong> event ')
    expect(html).toContain(own.id)
    expect((await ask(`/e/${own.id}`, {}, { access })).status).toBe(200)
    for (const other of others) {
      expect(html).not.toContain(other.id)
      expect((await ask(`/e/${other.id}`, {}, { access })).status).toBe(404)
      expect(
        (await ask(`/?action=${other.action}&tenant=${other.tenant}`, {}, { access })).html,
      ).not.toContain(other.id)
    }
  }
  for (const { access, own, others } of scopes) {
    for (const path of [
      ...['csv', 'ndjson', 'json'].map((format) => `/export.${format}?since=all`),
      '/api/events?since=all',
      '/api/summary?since=all',
      '/?since=all',
      '/a',
      '/t',
      `/t/Thing/${own.tenant}`,
      '/a/User/1',
      '/r/req_1',
      '/trace/trace_1',
    ]) {
      const { status, html } = await ask(path, {}, { access })
      expect([path, status]).toEqual([path, 200])
      expect(html).toContain(`at-${own.tenant}`)
      for (const other of others) expect([path, html.includes(`at-${other.tenant}`)]).toEqual([path, false])
    }
    for (const other of others) {
      expect((await ask(`/t/Thing/${other.tenant}`, {}, { access })).status).toBe(404)
      expect((await ask(`/api/events/${other.id}`, {}, { access })).status).toBe(404)
      const asked = await ask(
        `/export.ndjson?since=all&action=${other.action}&tenant=${other.tenant}`,
        {},
        { access },
      )
      expect(asked.status).toBe(400)
      expect(asked.html).not.toContain(other.id)
    }
    const usage = JSON.parse((await ask('/api/usage', {}, { access })).html)
    expect(usage.days.at(-1)).toMatchObject({ actors: 1, events: 1 })
  }
  expect((await ask('/', {}, { access: { tenant: 'initech' } })).html).toContain('No events yet')
  expect((await ask('/')).html).toContain('<strong>3</strong> events')
})

test('the mount path without its slash is sent to the one with it, to be found relative to it', async () => {
  const viewer = createViewer(daybook)
  const options = { access: {}, originalUrl: '/admin/events?actor=User:7' }
  const response = await viewer.fetch(new Request('http://viewer.test/?actor=User:7'), options)
  expect(response.status).toBe(308)
  expect(response.headers.get('Location')).toBe('./events/?actor=User:7')
})
