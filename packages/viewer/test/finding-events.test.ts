import { createViewer } from '@daybook/viewer'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { arriveBy, browserTest, launchBrowser } from './browser.ts'
import { mountPath, serveWithKoa } from './mount.ts'
import type { Served } from './serve.ts'

// A browser is slow on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
let server: Served
let context: BrowserContext
let page: Page
let troubles: string[]

const daybook = await believableDaybook()

beforeAll(async () => {
  browser = await launchBrowser()
  const events = { 'invoice.refunded': {}, 'invoice.paid': {} }
  server = await serveWithKoa(
    createViewer(daybook, { clock: () => sampleNow, recordAccess: false, live: false, events }),
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
  troubles = []
  page.on('console', (message) => troubles.push(message.text()))
  page.on('pageerror', (error) => troubles.push(String(error)))
  await page.goto(`${server.url}${mountPath}/`)
  return async () => {
    await context.close()
    expect(troubles).toEqual([])
  }
})

const box = () => page.getByLabel('Search or filter')
const text = () => new URL(page.url()).searchParams.get('q')
const status = () => page.locator('.list-head [role=status]').textContent()
const ask = async (query: string) => {
  await box().fill(query)
  await arriveBy(page, () => box().press('Enter'))
}

browserTest('F1, F2: each filter, or inside one, without another; the count is that of the log', async () => {
  await ask('since:all outcome:failure,denied -actor:system')
  expect(text()).toBe('outcome:failure,denied -actor:system since:all')
  const found = await daybook.count({ outcome: ['failure', 'denied'], not: { actor: { prefix: 'system' } } })
  expect(await status()).toBe(`${found} events `)
  expect(await page.locator('tbody tr.success').count()).toBe(0)
  await ask('actor:ada')
  expect(await status()).toBe(
    `${await daybook.count({ outcome: ['failure', 'denied'], actor: { prefix: 'ada' } })} events `,
  )
})

browserTest(
  'F3: a day has a name, the address has its times; any other range is chosen in the menu',
  async () => {
    await ask('since:yesterday until:yesterday')
    expect(text()).toBe('since:2026-11-20T00:00:00.000Z until:2026-11-21T00:00:00.000Z')
    expect(await page.getByRole('link', { name: '23:58:01.330' }).count()).toBe(1)
    await page.locator('.menu.window summary').click()
    await page.getByLabel('From (UTC)').fill('2026-11-20T20:00')
    await page.getByLabel('Until (UTC)').fill('2026-11-20T21:00')
    await arriveBy(page, () => page.getByRole('button', { name: 'Apply' }).click())
    expect(text()).toBe('since:2026-11-20T20:00:00.000Z until:2026-11-20T21:00:00.000Z')
  },
)

browserTest('F4: free text finds what stands inside the data alone', async () => {
  await ask('ap@initech.example')
  expect(await status()).toBe('1 event in the last 24 hours')
  await page.getByRole('link', { name: 'invoice.sent' }).first().waitFor()
})

browserTest('F7: a value of the data narrows the list, or is left out of it', async () => {
  await page.getByRole('link', { name: '09:14:22.481' }).click()
  const currency = page.locator('.drawer .member[data-path="data.currency"]')
  await currency.hover()
  await arriveBy(page, () => currency.getByRole('link', { name: 'Only events with' }).click())
  expect(text()).toBe('data.currency:EUR')
  expect(await status()).toBe('2 events in the last 24 hours')
  await page.goto(`${server.url}${mountPath}/?q=target:Invoice:42`)
  await page.getByRole('link', { name: '09:14:22.481' }).click()
  await currency.hover()
  await arriveBy(page, () => currency.getByRole('link', { name: 'Without' }).click())
  expect(text()).toBe('target:Invoice:42 -data.currency:EUR')
})

browserTest('F8: facets are ticked and add up, and write the same text', async () => {
  const facets = page.getByRole('complementary', { name: 'Narrow down' })
  await arriveBy(page, () => facets.getByRole('link', { name: 'Failure' }).click())
  await arriveBy(page, () => facets.getByRole('link', { name: 'Denied' }).click())
  expect(text()).toBe('outcome:failure,denied')
  expect(await status()).toBe('5 events in the last 24 hours')
})

browserTest(
  'F13: in context an event stands in the middle of those around it, whatever they are about',
  async () => {
    await page.getByRole('link', { name: '23:58:01.330' }).click()
    await arriveBy(page, () => page.locator('.drawer').getByRole('link', { name: 'In context' }).click())
    const rows = page.locator('.around tbody tr:not(.day)')
    expect(await rows.count()).toBe(19)
    expect(await rows.nth(8).getAttribute('aria-current')).toBe('true')
    const shown = await page.locator('#here').boundingBox()
    expect(shown?.y).toBeGreaterThan(200)
    expect(shown?.y).toBeLessThan(700)
  },
)

browserTest('F14: a view is saved, chosen after a reload, and removed', async () => {
  await ask('outcome:denied since:7d')
  await page.locator('.menu.views summary').click()
  await page.getByLabel('Name of this view').fill('Denied <b>')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.goto(`${server.url}${mountPath}/`)
  await page.locator('.menu.views summary').click()
  await arriveBy(page, () => page.getByRole('link', { name: 'Denied <b>' }).click())
  expect(text()).toBe('outcome:denied since:7d')
  await page.locator('.menu.views summary').click()
  await page.getByRole('button', { name: 'Remove view Denied <b>' }).click()
  await page.getByText('No views yet').waitFor()
})

browserTest('F15: the palette jumps to an object by its id, to a page, to a theme', async () => {
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Go anywhere' })
  await palette.getByRole('combobox').fill('42')
  await palette.getByRole('option', { name: 'Invoice INV-0042' }).waitFor()
  await arriveBy(page, () => page.keyboard.press('Enter'))
  expect(new URL(page.url()).pathname).toBe(`${mountPath}/t/Invoice/42`)
  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('theme: d')
  // All themes were offered before the answer; Enter waits for it.
  await palette.getByRole('option', { name: 'Theme: Dark' }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
})

browserTest('F16: who changed a field to a value', async () => {
  await ask('changed:status to:paid')
  expect(await status()).toBe('1 event in the last 24 hours')
  await arriveBy(page, () => page.getByRole('link', { name: 'Remove changed:status' }).click())
  expect(text()).toBe(null)
})

browserTest('the box offers keys, then the values of the catalog, then those of the window', async () => {
  // Filled in one go, so that no later answer replaces the list while it is gone through.
  await box().fill('act')
  const options = page.getByRole('option')
  await options.filter({ hasText: 'action:' }).waitFor()
  expect(await options.allTextContents()).toEqual([
    'actor:who did it: a name, or User:7',
    'action:what was done: invoice.*',
  ])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await box().inputValue()).toBe('action:')
  await box().fill('action:invoice.')
  await options.first().filter({ hasText: 'action:invoice.refunded' }).waitFor()
  await options.filter({ hasText: 'invoice.voided' }).waitFor()
  await box().fill('actor:gr')
  await options.filter({ hasText: 'Grace Hopper' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await arriveBy(page, () => page.keyboard.press('Enter'))
  expect(text()).toBe('actor:User:12')
})

browserTest(
  'a token goes back to text to be changed; what is wrong with it is said with what was meant',
  async () => {
    await ask('outcome:denied')
    await box().press('Backspace')
    expect(await box().inputValue()).toBe('outcome:denied')
    troubles.length = 0
    await box().fill('actr:ada')
    await arriveBy(page, () => box().press('Enter'))
    expect(await page.getByRole('alert').textContent()).toContain(
      'There is no field actr. Did you mean actor?',
    )
    // A 400 is told to the console by the browser itself.
    troubles = troubles.filter((each) => !each.includes('status of 400'))
    await arriveBy(page, () => page.getByRole('link', { name: 'Use actor:ada' }).click())
    expect(text()).toBe('actor:ada')
  },
)
