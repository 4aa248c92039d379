import { expect, test } from 'vitest'
import { believableDaybook } from '../../test/believable-events.ts'
import { memoryDaybook, openedViewer } from '../../test/opened-viewer.ts'

const daybook = await believableDaybook(0)
const get = openedViewer(daybook)
const idOf = async (action: string) => (await daybook.find({ action })).events[0]?.id ?? ''

test('one event: sentence, time, outcome, changes, data and facts', async () => {
  const { status, html } = await get(`/e/${await idOf('invoice.updated')}`)
  expect(status).toBe(200)
  expect(html).toContain('<title>Ada Lovelace updated Invoice INV-0042 · Daybook</title>')
  expect(html).toContain('21 Nov 2026, 09:14:22.466</time> <span class="zone">UTC</span>')
  expect(html).toContain('2 min ago')
  expect(html).toMatch(/<td class="removed"><del>.*?open.*?<\/del>/)
  expect(html).toMatch(/<td class="added"><ins>.*?paid.*?<\/ins>/)
  expect(html).toContain('<span class="namespace">billing.</span><wbr/>address</bdi>')
  expect(html).toContain('redacted at write')
  // The raw event has its marks as they are stored.
  expect(html.split('data-tab="raw"')[0]).not.toContain('$daybook')
  expect(html).toContain('Settled by card after a reminder.')
  expect(html).toContain('4bf92f3577b34da6a3ce929d0e0e4736')
  expect(html).toContain('203.0.113.0')
})

test('its links lead to all of its actor, target, request and action, from one level below the root', async () => {
  const { html } = await get(`/e/${await idOf('invoice.updated')}`)
  expect(html).toContain('href="../a/User/7"><bdi>All by Ada Lovelace</bdi>')
  expect(html).toContain('href="../t/Invoice/42"><bdi>History of INV-0042</bdi>')
  expect(html).toContain('href="../r/req_9f2c">Same request')
  expect(html).toContain('href="../?q=action:invoice.updated+since:all">Filter by action')
  expect(html).toMatch(/rel="stylesheet" href="\.\.\/assets\/viewer\.[^"]+\.css"/)
})

test('what was denied says so and why', async () => {
  const { html } = await get(`/e/${await idOf('report.exported')}`)
  expect(html).toContain('<section class="reason denied">')
  expect(html).toContain('needs role: finance')
  expect(html).toContain('was denied')
})

test('an event with next to nothing shows no empty facts', async () => {
  const bare = memoryDaybook()
  const { id } = await bare.log('a', { target: { type: 'Draft', id: null } })
  const { status, html } = await openedViewer(bare)(`/e/${id}`)
  expect(status).toBe(200)
  expect(html).toContain('Anonymous')
  expect(html).toContain('Draft not saved yet')
  expect(html).toContain('This event carries no data.')
  for (const term of ['Trace', 'Request', 'Tenant', 'Status', 'Duration', 'Reason', 'Note', 'Context'])
    expect(html).not.toMatch(new RegExp(`<(dt|h2)>${term}`))
})

test.each(['nothing', '01a1fd62-a382-7fac-9ca5-f5664db78405', '%00', 'a%2Fb', '..%2f..%2fpackage.json'])(
  '/e/%s is a 404 that says so',
  async (id) => {
    const { status, html } = await get(`/e/${id}`)
    expect(status).toBe(404)
    expect(html).toContain('No such event')
  },
)
