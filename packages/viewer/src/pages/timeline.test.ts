import { expect, test } from 'vitest'
import { believableDaybook } from '../../test/believable-events.ts'
import { memoryDaybook, openedViewer } from '../../test/opened-viewer.ts'

const daybook = await believableDaybook()
const get = openedViewer(daybook)
const plain = (html: string) => html.replace(/<[^>]*>/g, '').replaceAll('&quot;', '"')
const ids = (html: string) => [...html.matchAll(/class="when" href="[./]*e\/([^"]*)"/g)].map(([, id]) => id)

test('F10: everything about one target, newest first, with who and when first', async () => {
  const { status, html } = await get('/t/Invoice/42')
  expect(status).toBe(200)
  expect(html).toContain('<title>Invoice INV-0042 · Daybook</title>')
  expect(html).toContain('<strong>4</strong> events')
  expect(html).toContain('<strong>3</strong> people and services')
  expect(plain(html)).toContain('first seen 20 Nov, 20:31')
  expect(plain(html)).toMatch(
    /Ada Lovelace paid it.*Ada Lovelace updated it.*billing-worker sent it.*Grace Hopper created it/,
  )
  expect(html).toMatch(/<del>.*?open.*?<\/del><ins>.*?paid.*?<\/ins>/)
  const { html: oldest } = await get('/t/Invoice/42?order=oldest')
  expect(ids(oldest)).toEqual(ids(html).toReversed())
})

test('F10: a new event stands at the top', async () => {
  const log = memoryDaybook()
  const target = { type: 'Invoice', id: 1 }
  await log.log('invoice.created', { target })
  const { id } = await log.log('invoice.voided', { target, outcome: 'denied', reason: 'needs role: finance' })
  const { html } = await openedViewer(log)('/t/Invoice/1')
  expect(ids(html)[0]).toBe(id)
  expect(plain(html)).toMatch(/was denied\s+invoice\.voided\s*: needs role: finance/)
})

test('F11: everything one actor did, by day, runs folded', async () => {
  const log = memoryDaybook()
  const actor = { type: 'User', id: 7, name: 'Ada' }
  for (let id = 1; id <= 14; id++) await log.log('invoice.viewed', { actor, target: { type: 'Invoice', id } })
  await log.log('session.ended', { actor })
  const { html } = await openedViewer(log)('/a/User/7')
  expect(html).toContain('<strong>15</strong> events')
  expect(plain(html)).toContain('21 Nov 2026 (UTC)')
  expect(plain(html)).toContain('invoice.viewed 14 times')
  expect(ids(html)).toHaveLength(15)
})

test('F11: pages of a long timeline hold every event once, there and back', async () => {
  const seen: (string | undefined)[] = []
  let path: string | undefined = '/a/User/7'
  let before = ''
  while (path !== undefined) {
    const { html }: { html: string } = await get(path)
    seen.push(...ids(html))
    before = /rel="prev" href="([^"]*)"/.exec(html)?.[1] ?? ''
    path = /rel="next" href="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&').replace('../../', '/')
  }
  expect(new Set(seen).size).toBe(84)
  expect(seen).toHaveLength(84)
  const { html } = await get(before.replaceAll('&amp;', '&').replace('../../', '/'))
  expect(ids(html)).toEqual(seen.slice(0, 50))
})

test('F12: one request, in order, with the gaps between its events', async () => {
  const { html } = await get('/r/req_9f2c')
  expect(html).toContain('<strong>3</strong> events')
  expect(plain(html)).toContain('PATCH /invoices/42 200')
  expect(plain(html)).toMatch(/webhook\.delivered.*\+135 s09:14:22\.466.*\+15 ms09:14:22\.481/)
  const { html: trace } = await get('/trace/4bf92f3577b34da6a3ce929d0e0e4736')
  expect(trace).toContain('<strong>3</strong> events')
})

test('ids with slashes, colons and percent signs have a page too', async () => {
  const log = memoryDaybook()
  const id = 'a/b:c%2Fd?e#f'
  await log.log('file.saved', { target: { type: 'File', id } })
  const { html: list } = await openedViewer(log)('/t')
  const href = /<a href="\.\/(t\/File[^"]*)"/.exec(list)?.[1]
  const { status, html } = await openedViewer(log)(`/${href}`)
  expect(status).toBe(200)
  expect(plain(html)).toContain(`File:${id}`)
})

test.each(['.', '..', ''])('an id that no address can hold, "%s", is shown by the list', async (id) => {
  const log = memoryDaybook()
  await log.log('file.saved', { target: { type: 'File', id: id || null } })
  const { html } = await openedViewer(log)(`/e/${(await log.find()).events[0]?.id}`)
  expect(html).toContain(`href="../?q=target:File:${id || '*'}+since:all"`)
})

test.each(['/t/Invoice/none', '/a/User/none', '/r/none', '/trace/none'])(
  '%s: nothing known, as a 404',
  async (path) => {
    const { status, html } = await get(path)
    expect(status).toBe(404)
    expect(html).toContain('Nothing known')
  },
)

test.each(['/t/Invoice/42?order=sideways', '/a/User/7?cursor=nonsense'])('%s is a 400', async (path) => {
  expect((await get(path)).status).toBe(400)
})

test('the most active actors and targets of a window, each leading to its page', async () => {
  const { html } = await get('/a?since=7d')
  expect(plain(html)).toMatch(/Grace Hopper User:12\s*84/)
  expect(html).toContain('href="./a/User/12"')
  const { html: targets } = await get('/t?since=24h')
  expect(plain(targets)).toMatch(/Invoice INV-0042 Invoice:42\s*4/)
  expect((await openedViewer(memoryDaybook())('/a')).html).toContain('Nobody did anything')
})
