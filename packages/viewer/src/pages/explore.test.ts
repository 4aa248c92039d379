import { expect, test } from 'vitest'
import { believableDaybook, sampleNow } from '../../test/believable-events.ts'
import { memoryDaybook, openedViewer } from '../../test/opened-viewer.ts'

const get = openedViewer(await believableDaybook(), { environment: 'staging' })

const rows = (html: string) => html.match(/<tr class="(success|failure|denied)">/g)?.length ?? 0
const unescaped = (href: string) => href.replaceAll('&amp;', '&')
const link = (html: string, rel: 'next' | 'prev') =>
  unescaped(new RegExp(`rel="${rel}" href="([^"]*)"`).exec(html)?.[1] ?? '').replace('./', '/')
const ids = (html: string) => [...html.matchAll(/href="\.\/e\/([^"]*)"/g)].map(([, id]) => id)

test('the list shows the last 24 hours, day by day', async () => {
  const { status, html } = await get('/')
  expect(status).toBe(200)
  expect(html).toContain('<p role="status"><strong>49</strong> events in the last 24 hours</p>')
  expect(html).toContain('Today, 21 Nov 2026 (UTC)')
  expect(html).toContain('Yesterday, 20 Nov 2026 (UTC)')
  expect(html).toContain('<span class="badge">staging</span>')
  expect(rows(html)).toBe(49)
})

test.each([
  ['action=invoice.paid', 1],
  ['action=session.*&outcome=failure', 1],
  ['outcome=denied&outcome=failure', 5],
  ['actor=User:7&action=invoice.*', 4],
  ['actor=service', 9],
  ['target=Invoice:42', 4],
  ['request=req_9f2c', 3],
  ['request=req_9f2c&action=*', 3],
])('?%s finds %i events', async (search, count) => {
  const { html } = await get(`/?${search}`)
  expect(rows(html)).toBe(count)
  expect(html).toContain(`<strong>${count}</strong> event`)
})

test('the form holds what the address asks for', async () => {
  const { html } = await get('/?action=invoice.*&actor=User:7&outcome=failure&since=7d')
  expect(html).toContain('name="action" value="invoice.*"')
  expect(html).toContain('name="actor" value="User:7"')
  expect(html).toContain('value="failure" checked=""')
  expect(html).not.toContain('value="denied" checked')
  expect(html).toContain('<option value="7d" selected="">')
})

test('older pages and back: every event once, the window held fixed', async () => {
  const seen: (string | undefined)[] = []
  let path = '/?since=7d'
  let html = ''
  for (let page = 0; page < 9; page++) {
    const answer = await get(path)
    expect(answer.status).toBe(200)
    html = answer.html
    seen.push(...ids(html))
    path = link(html, 'next')
    if (page < 8) expect(path).toContain('since=2026-11-14T09:17:05.310Z')
  }
  expect(path).toBe('')
  expect(seen).toHaveLength(415)
  expect(new Set(seen).size).toBe(415)
  const { html: before } = await get(link(html, 'prev'))
  expect(ids(before)).toEqual(seen.slice(-15 - 50, -15))
})

test('a page holds while the clock goes on', async () => {
  let now = sampleNow
  const later = openedViewer(await believableDaybook(200), { clock: () => now })
  const first = await later('/?since=7d')
  now += 60_000
  const second = await later(link(first.html, 'next'))
  expect(second.status).toBe(200)
  expect(rows(second.html)).toBe(50)
  expect(second.html).toContain('From 14 Nov, 09:17')
})

test('rows link to what narrows the list and keep the filters in use', async () => {
  const { html } = await get('/?outcome=failure&since=7d')
  expect(html).toContain('href="./?actor=service:billing-worker&amp;outcome=failure&amp;since=7d"')
  expect(html).toContain('href="./?action=webhook.delivered&amp;outcome=failure&amp;since=7d"')
})

test('a set end of the window is said, kept by the form, and can be removed', async () => {
  const { html } = await get('/?since=24h&until=2026-11-20T21:00:00Z')
  expect(html).toContain('until 20 Nov, 21:00 UTC</p>')
  expect(html).toContain('<input type="hidden" name="until" value="2026-11-20T21:00:00.000Z"/>')
  expect(html).toContain('class="token" href="./"')
  expect(html).not.toContain('Today,')
})

test('a count stops at ten thousand', async () => {
  const daybook = memoryDaybook()
  const capped = openedViewer({ ...daybook, count: async (_filter, options) => options?.cap ?? 0 })
  await daybook.log('a.b')
  expect((await capped('/')).html).toContain('<strong>10,000+</strong> events')
})

test('first run: how to log the first event, and no filters yet', async () => {
  const { status, html } = await openedViewer(memoryDaybook())('/?actor=User:7')
  expect(status).toBe(200)
  expect(html).toContain('No events yet')
  expect(html).toContain('await daybook.log(')
  expect(html).not.toContain('<form')
})

test('no match: how many there are without the filters, each of which can be removed', async () => {
  const { html } = await get('/?actor=User:99&outcome=denied&since=7d')
  expect(html).toContain('No events match')
  expect(html).toContain('415 events in the last 7 days without these filters.')
  expect(html).toContain('href="./?outcome=denied&amp;since=7d">Remove actor</a>')
  expect(html).toContain('href="./?actor=User:99&amp;since=7d">Remove outcome</a>')
  expect(html).toContain('href="./?since=7d">Clear all</a>')
})

test('an empty window says when the newest event was', async () => {
  const { html } = await get('/?since=2026-11-21T09:16:00Z')
  expect(html).toContain('Nothing since 21 Nov, 09:16 UTC')
  expect(html).toContain('The newest event is from 21 Nov 2026, 09:14:22.481 UTC.')
  expect(html).toContain('href="./?since=all">Show all time</a>')
})

test.each([
  ['since=soon', '“since” takes'],
  ['actor=:7', '“actor” takes'],
  ['outcome=forbidden', '“forbidden” is no outcome'],
  ['cursor=nonsense', 'made for another filter'],
  ['action=a%00b', 'control character'],
  ['action=%E0%A4%A', 'No events match'],
  ['%', 'events'],
])('?%s is answered with words, never with a failure', async (search, said) => {
  const { status, html } = await get(`/?${search}`)
  expect(status).toBeLessThan(500)
  expect(html).toContain(said)
})

test('a cursor of another query is refused', async () => {
  const { html } = await get('/?since=7d')
  const { status, html: refused } = await get(`${link(html, 'next')}&outcome=denied`)
  expect(status).toBe(400)
  expect(refused).toContain('That page cannot be shown')
})
