import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createViewer } from '@daybook/viewer'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest'
import { sampleNow } from './believable-events.ts'
import { browserTest, launchBrowser } from './browser.ts'
import { mountPath, serveWithExpress } from './mount.ts'
import type { Served } from './serve.ts'

// A browser is slow on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
let server: Served
let context: BrowserContext
let page: Page

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
await daybook.log('invoice.sent', { context: request })

beforeAll(async () => {
  browser = await launchBrowser()
  server = await serveWithExpress(
    createViewer(daybook, { clock: () => sampleNow, recordAccess: false, live: false }),
  )
})
afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  page = await context.newPage()
  return () => context.close()
})

const openPage = () => page.goto(`${server.url}${mountPath}/e/${event.id}`)
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

browserTest('R5: JSON folds, long texts are clipped, values, paths and all of it can be copied', async () => {
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
})

browserTest('R1: the parts of an event are tabs beside the list; its link can be copied', async () => {
  await page.goto(`${server.url}${mountPath}/?e=${event.id}`)
  const drawer = page.getByRole('region', { name: 'The event' })
  const tabs = drawer.getByRole('tab')
  await tabs.first().waitFor()
  expect(await tabs.allTextContents()).toEqual(['Changes 4', 'Data ', 'Request ', 'Raw JSON '])
  await tabs.first().focus()
  await page.keyboard.press('ArrowRight')
  expect(await drawer.getByRole('tabpanel').textContent()).toContain('"EUR"')
  await drawer.getByRole('button', { name: 'Copy link' }).click()
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('/e/'))
  expect(await copied()).toBe(`${server.url}${mountPath}/e/${event.id}`)
})
