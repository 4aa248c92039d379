import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createViewer } from '@daybook/viewer'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect } from 'vitest'
import { sampleNow } from './believable-events.ts'
import { arriveBy, browserTest } from './browser.ts'
import { settings, visiting } from './visit.ts'

const chrome =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'

const daybook = createDaybook({ store: createMemoryStore(), clock: () => sampleNow })
const request = {
  requestId: 'req_1',
  method: 'PATCH',
  path: '/invoices/42',
  ip: '203.0.113.0',
  userAgent: chrome,
}
const event = await daybook.log('invoice.updated', {
  actor: { type: 'User', id: 7, name: 'Ada Lovelace' },
  target: { type: 'Invoice', id: 42, name: 'INV-0042' },
  data: { currency: 'EUR', card: { brand: 'visa', cvc: '123' }, text: 'x'.repeat(2_000) },
  changes: {
    '/billing/address/street': { before: '1 Old Street', after: '1 New Street' },
    '/amount': { before: '4200', after: 4200 },
    '/password': { before: { $daybook: 'redacted' }, after: { $daybook: 'redacted' } },
    '/tags/2': { after: 'emea' },
  },
  context: request,
})
const sent = await daybook.log('invoice.sent', {
  actor: { type: 'User', id: 7, name: 'Ada Lovelace' },
  target: { type: 'Invoice', id: 42, name: 'INV-0042' },
  data: { to: 'ap@initech.example' },
  context: { ...request, traceId: '4bf92f35' },
})
await daybook.log('invoice.updated', {
  target: { type: 'Invoice', id: 42, name: 'INV-0042' },
  changes: { '/amount': { before: 4200, after: 5000 } },
})

describe.each(settings(1))('$name', (setting) => {
  const visit = visiting(
    setting,
    () =>
      createViewer(daybook, {
        clock: () => sampleNow,
        recordAccess: false,
        live: false,
        events: { 'invoice.sent': { sentence: '{actor} mailed {target} to {data.to}' } },
        links: { trace: 'https://traces.example/{traceId}', target: '/app/{type}/{id}' },
      }),
    { permissions: ['clipboard-read', 'clipboard-write'] },
  )
  let page: Page
  beforeEach(() => {
    page = visit.page
  })

  const openPage = () => page.goto(`${visit.url}e/${event.id}`)
  const copied = () => page.evaluate(() => navigator.clipboard.readText())

  browserTest(
    'F12, R3, R8: names with ids, the request with its other events, the browser in words',
    async () => {
      await openPage()
      const facts = await page.locator('.facts').textContent()
      expect(facts).toContain('Ada Lovelace User:7')
      expect(facts).toContain('req_1 PATCH /invoices/42 · 2 events')
      expect(facts).toContain('203.0.113.0 · Chrome 141, macOS')
    },
  )

  browserTest(
    'R4, R6: one row a field, its path, what differs in it, its kind where that changed',
    async () => {
      await openPage()
      const rows = page.locator('.changes tbody tr')
      expect(await rows.locator('th').allTextContents()).toEqual([
        'billing.address.street',
        'amounttext → number',
        'password',
        'tags.2',
      ])
      expect(await rows.first().locator('mark').allTextContents()).toEqual(['Old', 'New'])
      expect(await rows.nth(2).textContent()).toContain('redacted at write')
      expect(await rows.nth(3).locator('.removed').count()).toBe(0)
    },
  )

  browserTest(
    'R5: JSON folds, long texts are clipped, values, paths and all of it can be copied',
    async () => {
      await openPage()
      const card = page.locator('.json .fold').first()
      await card.locator('summary').click()
      expect(await page.getByText('"visa"').first().isVisible()).toBe(false)
      await card.locator('summary').click()
      const brand = page.locator('.member[data-path="data.card.brand"]')
      await brand.hover()
      await brand.getByRole('button', { name: 'Copy the path' }).click()
      await page.waitForFunction(async () => (await navigator.clipboard.readText()) === 'data.card.brand')
      await brand.getByRole('button', { name: 'Copy the value' }).click()
      await page.waitForFunction(async () => (await navigator.clipboard.readText()) === 'visa')
      await page.getByText('show all 2,000 characters').click()
      await page.getByText('Show the event as it is stored').click()
      await page.getByRole('button', { name: 'Copy JSON' }).click()
      await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('{'))
      expect(JSON.parse(await copied())).toEqual(JSON.parse(JSON.stringify(event)))
    },
  )

  browserTest(
    'R2, R9: an event in the words of its catalog entry, with links to the app’s own pages',
    async () => {
      await page.goto(`${visit.url}e/${sent.id}`)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
        'Ada Lovelace mailed Invoice INV-0042 to ap@initech.example',
      )
      const href = (name: string) => page.getByRole('link', { name }).getAttribute('href')
      expect(await href('Open the trace')).toBe('https://traces.example/4bf92f35')
      expect(await href('INV-0042 in app')).toBe('/app/Invoice/42')
      await page.goto(`${visit.url}t/Invoice/42`)
      await page.getByText('mailed', { exact: false }).first().waitFor()
      expect(await href('Open in app')).toBe('/app/Invoice/42')
    },
  )

  browserTest('R4, R6, F10: an object as it was at a moment, and compared with another', async () => {
    await page.goto(`${visit.url}t/Invoice/42`)
    await arriveBy(page, () => page.getByRole('link', { name: 'State', exact: true }).last().click())
    const values = page.getByRole('table', { name: 'Values at that moment' })
    expect(await values.locator('tbody tr').allTextContents()).toEqual([
      'billing{"address": 1 field{"street": "1 New Street"}}',
      'amount4200',
      'passwordredacted at write',
      'tags{"2": "emea"}',
    ])
    await page.getByLabel('Compare with').selectOption({ index: 0 })
    await arriveBy(page, () => page.getByRole('button', { name: 'Compare' }).click())
    expect(await page.locator('.changes tbody tr').allTextContents()).toEqual(['amount42005000'])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
      setting.screen.viewport.width,
    )
  })

  if (setting.hasDrawer)
    browserTest('R1: the parts of an event are tabs beside the list; its link can be copied', async () => {
      await page.goto(`${visit.url}?e=${event.id}`)
      const drawer = page.getByRole('region', { name: 'The event' })
      const tabs = drawer.getByRole('tab')
      await tabs.first().waitFor()
      expect(await tabs.allTextContents()).toEqual(['Changes 4', 'Data ', 'Request ', 'Raw JSON '])
      await tabs.first().focus()
      await page.keyboard.press('ArrowRight')
      expect(await drawer.getByRole('tabpanel').textContent()).toContain('"EUR"')
      await drawer.getByRole('button', { name: 'Copy link' }).click()
      await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('/e/'))
      expect(await copied()).toBe(`${visit.url}e/${event.id}`)
    })
})
