import { expect, test } from 'vitest'
import { believableDaybook, sampleNow } from '../../test/believable-events.ts'
import { memoryDaybook, openedViewer } from '../../test/opened-viewer.ts'
import { createViewer } from '../viewer/create-viewer.ts'

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
  expect(html).toContain('Today, 21 Nov 2026 (<span class="zone">UTC</span>)')
  expect(html).toContain('Yesterday, 20 Nov 2026 (<span class="zone">UTC</span>)')
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

test('the box holds what the address asks for: a token each, with a link that removes it', async () => {
  const { html } = await get('/?q=action:invoice.*+actor:User:7+outcome:failure+since:7d')
  for (const text of ['action:invoice.*', 'actor:User:7', 'outcome:failure'])
    expect(html).toContain(`<input type="hidden" name="q" value="${text}"/>`)
  expect(html).toContain('<input type="hidden" name="q" value="since:7d"/>')
  expect(html).toContain(
    'href="./?q=action:invoice.*+outcome:failure+since:7d" aria-label="Remove actor:User:7"',
  )
  expect(html).toContain('<summary class="button">Last 7 days</summary>')
})

test('an address of before, and what a form sends, lead to the one address of the list', async () => {
  const viewer = createViewer(await believableDaybook(0), { clock: () => sampleNow, recordAccess: false })
  const location = async (search: string) => {
    const request = new Request(`http://viewer.test/${search}`)
    const { status, headers } = await viewer.fetch(request, { access: {} })
    return [status, headers.get('Location')]
  }
  expect(await location('?actor=User:7&outcome=denied&since=7d&e=x')).toEqual([
    302,
    './?q=actor:User:7+outcome:denied+since:7d&e=x',
  ])
  expect(await location('?q=since:7d&q=late')).toEqual([302, './?q=text:late+since:7d'])
  expect(await location('?q=since:yesterday')).toEqual([302, './?q=since:2026-11-20T00:00:00.000Z'])
  expect(await location('?q=&q=since:24h')).toEqual([302, './'])
  expect(await location('?q=text:late+since:7d')).toEqual([200, null])
})

test('what cannot be used is marked and said, with what was probably meant; nothing is looked for', async () => {
  const { status, html } = await get('/?q=actr:ada+outcome:denied')
  expect(status).toBe(400)
  expect(html).toContain('<span class="token bad" data-key="actr">')
  expect(html).toContain('There is no field <code>actr</code>. Did you mean <code>actor</code>?')
  expect(html).toContain('href="./?q=actor:ada+outcome:denied">Use actor:ada</a>')
  expect(html).toContain('href="./?q=outcome:denied">Remove actr:ada</a>')
  expect(rows(html)).toBe(0)
})

test('so it is with a parameter that has nearly the name of a filter', async () => {
  const { status, html } = await get('/?outcom=denied')
  expect(status).toBe(400)
  expect(html).toContain('Did you mean <code>outcome</code>?')
  expect(html).toContain('href="./?q=outcome:denied">Use outcome:denied</a>')
  expect((await get('/?utm_source=mail')).status).toBe(200)
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
    if (page < 8) expect(path).toContain('since:2026-11-14T09:17:05.310Z')
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
  expect(html).toContain('href="./?q=outcome:failure+actor:service:billing-worker+since:7d"')
  expect(html).toContain('href="./?q=outcome:failure+action:webhook.delivered+since:7d"')
})

test('a set end of the window is said, and kept by the form', async () => {
  const { html } = await get('/?since=24h&until=2026-11-20T21:00:00Z')
  expect(html).toContain('until 20 Nov, 21:00 UTC</p>')
  expect(html).toContain('<summary class="button">19 Nov, 21:00 – 20 Nov, 21:00</summary>')
  expect(html).toContain('<input type="datetime-local" name="until" value="2026-11-20T21:00"/>')
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
  expect(html).not.toContain('class="query"')
})

test('no match: how many there are without the filters, each of which can be removed', async () => {
  const { html } = await get('/?actor=User:99&outcome=denied&since=7d')
  expect(html).toContain('No events match')
  expect(html).toContain('415 events in the last 7 days without these filters.')
  expect(html).toContain('href="./?q=outcome:denied+since:7d"><bdi>Remove actor:User:99</bdi></a>')
  expect(html).toContain('href="./?q=actor:User:99+since:7d"><bdi>Remove outcome:denied</bdi></a>')
  expect(html).toContain('href="./?q=since:7d">Clear all</a>')
  const { html: one } = await get('/?q=actor:bob')
  expect(one).toContain('49 events in the last 24 hours without <code>actor:bob</code>.')
})

test('an empty window says when the newest event was', async () => {
  const { html } = await get('/?since=2026-11-21T09:16:00Z')
  expect(html).toContain('Nothing since 21 Nov, 09:16 UTC')
  expect(html).toContain('The newest event is from 21 Nov 2026, 09:14:22.481 UTC.')
  expect(html).toContain('href="./?q=since:all">Show all time</a>')
})

test.each([
  ['since=soon', '<code>soon</code> is no time'],
  ['actor=:7', 'No events match'],
  ['outcome=forbidden', '<code>forbidden</code> is no outcome'],
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
  const { status, html: refused } = await get(link(html, 'next').replace('q=', 'q=outcome:denied+'))
  expect(status).toBe(400)
  expect(refused).toContain('That page cannot be shown')
})
