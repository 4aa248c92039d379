import type { Changes } from '@daybook/core'
import { describe, expect, test } from 'vitest'
import { memoryDaybook, openedViewer } from '../../test/opened-viewer.ts'
import { historyLimit } from './find-states.ts'

const invoice = { type: 'Invoice', id: 42, name: 'INV-0042' }
const plain = (html: string) =>
  html
    .replace(/<title>.*?<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')

/** An invoice that was created, mailed, paid and deleted. */
async function lifeOfAnInvoice(tenant?: string) {
  const log = memoryDaybook()
  const own = tenant === undefined ? {} : { tenant }
  const change = (action: string, operation: string, changes: Changes) =>
    log.log(action, { target: invoice, data: { operation }, changes, ...own })
  const created = await change('invoice.created', 'create', {
    '/status': { after: 'open' },
    '/total': { after: 5 },
    '/pin': { after: { $daybook: 'redacted' } },
  })
  const sent = await log.log('invoice.sent', { target: invoice, ...own })
  const paid = await change('invoice.updated', 'update', { '/status': { before: 'open', after: 'paid' } })
  const deleted = await change('invoice.deleted', 'delete', {
    '/status': { before: 'paid' },
    '/total': { before: 5 },
  })
  return { log, get: openedViewer(log), created, sent, paid, deleted }
}

describe('state at this moment', () => {
  test('F10: after each event an object is shown as it was then, redacted values as redacted', async () => {
    const { get, created, sent, paid, deleted } = await lifeOfAnInvoice()
    const at = async ({ id }: { id: string }) => plain((await get(`/state/Invoice/42?at=${id}`)).html)
    expect(await at(created)).toMatch(/status "open" total 5 pin redacted at write/)
    expect(await at(sent)).toMatch(/status "open" total 5/)
    expect(await at(paid)).toMatch(/as it was at 21 Nov 2026.*status "paid" total 5 pin redacted at write/)
    expect(await at(paid)).toContain('Not known, because redacted or cut when it was written: pin .')
    expect(await at(deleted)).toContain('It did not exist then.')
    expect((await get(`/state/Invoice/42?at=${paid.id}`)).html).toContain(
      '<title>Invoice INV-0042 as it was · Daybook</title>',
    )
  })

  test('each row of the timeline leads to it, and the event’s own page, where changes are known', async () => {
    const { get, sent, paid } = await lifeOfAnInvoice()
    const { html } = await get('/t/Invoice/42')
    for (const { id } of [sent, paid]) expect(html).toContain(`href="../../state/Invoice/42?at=${id}"`)
    expect((await get(`/e/${paid.id}`)).html).toContain(
      `href="../state/Invoice/42?at=${paid.id}">State at this moment`,
    )
    expect((await get(`/e/${sent.id}`)).html).not.toContain('State at this moment')
  })

  test('a target without changes has no such link, and no state', async () => {
    const log = memoryDaybook()
    const { id } = await log.log('invoice.sent', { target: invoice })
    const get = openedViewer(log)
    expect((await get('/t/Invoice/42')).html).not.toContain('State at this moment')
    expect((await get(`/state/Invoice/42?at=${id}`)).status).toBe(404)
  })

  test('what may not be all says so', async () => {
    const log = memoryDaybook()
    await log.log('invoice.updated', { target: invoice, changes: { '/a': { before: 1, after: 2 } } })
    expect(plain((await openedViewer(log)('/state/Invoice/42')).html)).toContain('This may not be all')
  })

  test('a history that is too long to fold is not read to its end', async () => {
    const log = memoryDaybook()
    for (let n = 0; n <= historyLimit; n++)
      log.defer('invoice.updated', { target: invoice, changes: { '/n': { before: n, after: n + 1 } } })
    await log.flush()
    const get = openedViewer(log)
    const { status, html } = await get('/state/Invoice/42')
    expect([status, plain(html)]).toEqual([503, expect.stringContaining('more than 2,000 events')])
    expect((await get('/api/states/Invoice/42')).status).toBe(503)
  })

  test('L16: another tenant’s events are in no state', async () => {
    const { log, paid } = await lifeOfAnInvoice('acme')
    await log.log('invoice.updated', {
      target: invoice,
      tenant: 'globex',
      changes: { '/status': { before: 'none', after: 'stolen' } },
    })
    const as = (tenant: string) => (path: string) => openedViewer(log)(path, {}, { access: { tenant } })
    expect((await as('acme')(`/state/Invoice/42?at=${paid.id}`)).html).not.toContain('stolen')
    expect((await as('globex')(`/state/Invoice/42?at=${paid.id}`)).status).toBe(404)
    expect((await as('globex')(`/api/states/Invoice/42?at=${paid.id}`)).status).toBe(404)
    expect((await as('globex')('/state/Invoice/42')).html).not.toContain('paid')
    expect((await as('nobody')('/state/Invoice/42')).status).toBe(404)
  })
})

describe('two moments', () => {
  test('what changed between them, whichever is asked for first', async () => {
    const { get, created, paid } = await lifeOfAnInvoice()
    for (const [at, from] of [
      [paid.id, created.id],
      [created.id, paid.id],
    ]) {
      const { html } = await get(`/state/Invoice/42?at=${at}&from=${from}`)
      expect(html).toMatch(/<del>.*?open.*?<\/del>.*?<ins>.*?paid.*?<\/ins>/)
      expect(plain(html)).not.toMatch(/total 5/)
      expect(plain(html)).toContain('Whether these changed cannot be told.')
    }
    const { html } = await get(`/state/Invoice/42?at=${paid.id}&from=${paid.id}`)
    expect(html).toContain('Nothing differs.')
  })

  test('each state offers the other changes of the object to compare with', async () => {
    const { get, created, sent, paid, deleted } = await lifeOfAnInvoice()
    const { html } = await get(`/state/Invoice/42?at=${paid.id}`)
    const offered = [...html.matchAll(/<option value="([^"]*)"/g)].map(([, id]) => id)
    expect(offered).toEqual([deleted.id, created.id])
    expect(offered).not.toContain(sent.id)
    expect(html).toMatch(/<form class="compare" method="get" action="..\/..\/state\/Invoice\/42"/)
  })

  test('the JSON holds both states and what changed', async () => {
    const { get, created, paid, deleted } = await lifeOfAnInvoice()
    const ask = async (query: string) => JSON.parse((await get(`/api/states/Invoice/42?${query}`)).html)
    expect(await ask(`at=${paid.id}&from=${created.id}`)).toMatchObject({
      target: { type: 'Invoice', id: '42' },
      at: { eventId: paid.id, values: { status: 'paid', total: 5 }, complete: true, unknown: ['/pin'] },
      from: { eventId: created.id, values: { status: 'open' } },
      changes: { '/status': { before: 'open', after: 'paid' } },
    })
    expect(await ask('')).toMatchObject({
      at: { eventId: null, values: null, lastEventId: deleted.id },
      from: null,
      changes: null,
    })
    expect(await ask('at=2020-01-01')).toMatchObject({ at: { values: null, lastEventId: null } })
  })
})

test.each(['at=soon', 'from=1', 'at=2026-99-99'])('/state/Invoice/42?%s is a 400', async (query) => {
  const { get } = await lifeOfAnInvoice()
  expect((await get(`/state/Invoice/42?${query}`)).status).toBe(400)
  expect((await get(`/api/states/Invoice/42?${query}`)).status).toBe(400)
})

test('an event that is not there is a 404', async () => {
  const { get } = await lifeOfAnInvoice()
  expect((await get('/state/Invoice/42?at=01a1fd62-a382-7fac-9ca5-f5664db78405')).status).toBe(404)
})
