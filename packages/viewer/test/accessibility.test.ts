import { createViewer, type ViewableDaybook, type ViewerRequestOptions } from '@daybook/viewer'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { browserTest, launchBrowser } from './browser.ts'
import { mountPath, serveWithExpress } from './mount.ts'
import { failingDaybook, memoryDaybook, tableMissing, timedOut } from './opened-viewer.ts'
import { settings } from './visit.ts'

const full = await believableDaybook(36)
const pathOf = async (action: string) => `e/${(await full.find({ action })).events[0]?.id}`
const idOf = async (action: string) => (await pathOf(action)).slice(2)
const [updated, created] = [await idOf('invoice.updated'), await idOf('invoice.created')]
const denied = { access: null, hint: 'Pass `authorize` to the viewer.' }

// Each drives a browser through several pages, also on a machine that is busy.
const longMillis = 120_000

interface State {
  readonly name: string
  readonly path?: string
  readonly daybook?: ViewableDaybook
  readonly options?: ViewerRequestOptions
}

const states: readonly State[] = [
  { name: 'list' },
  {
    name: 'list with filters',
    path: '?q=action:invoice.*+actor:User:7+outcome:success,denied+since:all',
  },
  { name: 'list that ends somewhere', path: '?q=since:2026-11-10+until:2026-11-20T21:00Z' },
  { name: 'event', path: await pathOf('invoice.updated') },
  { name: 'event that failed', path: await pathOf('webhook.delivered') },
  { name: 'event that was denied', path: await pathOf('report.exported') },
  { name: 'overview too slow', daybook: { ...full, summarise: () => Promise.reject(timedOut()) } },
  { name: 'target', path: 't/Invoice/42' },
  { name: 'state', path: `state/Invoice/42?at=${updated}` },
  { name: 'two states', path: `state/Invoice/42?at=${updated}&from=${created}` },
  { name: 'actor', path: 'a/User/7' },
  { name: 'request', path: 'r/req_9f2c' },
  { name: 'most active', path: 'a?since=7d' },
  { name: 'usage', path: 'usage' },
  { name: 'no match', path: '?q=actor:bob' },
  { name: 'first run', daybook: memoryDaybook() },
  { name: 'bad query', path: '?q=actr:ada' },
  { name: 'query too slow', daybook: failingDaybook(timedOut()) },
  { name: 'empty window', path: '?q=since:2026-11-21T09:16Z' },
  { name: 'unknown event', path: 'e/nothing' },
  { name: 'no access', options: denied },
  { name: 'table missing', daybook: failingDaybook(tableMissing()) },
  { name: 'failure', daybook: failingDaybook(new Error('down')) },
]

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

browserTest.each(states)(
  '$name: no violation, a quiet console, nothing wider than the screen',
  async (state) => {
    const { path = '', daybook = full, options = { access: {} } } = state
    const viewer = createViewer(daybook, {
      environment: 'staging',
      clock: () => sampleNow,
      recordAccess: false,
      onError: () => {},
    })
    for (const { mount, screen } of settings(3)) {
      await using server = await mount(viewer, () => options)
      const page = await browser.newPage(screen)
      const said: string[] = []
      // Chromium itself reports a status of 400 and above; everything else would be ours.
      const isOurs = (text: string) => !text.includes('the server responded with a status of')
      page.on('console', (message) => isOurs(message.text()) && said.push(message.text()))
      page.on('pageerror', (error) => said.push(String(error)))
      page.on('requestfailed', (request) => said.push(`failed: ${request.url()}`))
      await page.goto(`${server.url}${mountPath}/${path}`)
      expect(said).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(screen.viewport.width)
      expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe('13px')
      await page.evaluate(axe.source)
      expect(await violations(page)).toEqual([])
      // The other scheme has other colours, and nothing else.
      await page.emulateMedia({ colorScheme: screen.colorScheme === 'light' ? 'dark' : 'light' })
      expect(await violations(page, ['color-contrast'])).toEqual([])
      await page.close()
    }
  },
  longMillis,
)

/** What axe finds wrong with the page, by all rules or by some: the rule and the first element that breaks it. */
async function violations(
  page: Page,
  rules?: string[],
): Promise<readonly (readonly [string, string | undefined])[]> {
  const { violations } = await page.evaluate(
    // biome-ignore lint/suspicious/noExplicitAny: axe defines itself on the page's window
    (only) => (window as any).axe.run(only ? { runOnly: only } : {}),
    rules,
  )
  return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [id, nodes[0]?.html])
}

browserTest(
  'everything to click is at least 24 pixels high and wide, but for links inside a sentence',
  async () => {
    const viewer = createViewer(full, { clock: () => sampleNow, recordAccess: false })
    await using server = await serveWithExpress(viewer)
    for (const width of [1440, 390]) {
      const page = await browser.newPage({ viewport: { width, height: 900 } })
      for (const path of [
        '',
        '?q=outcome:denied+since:7d',
        await pathOf('invoice.updated'),
        'a/User/7',
        'a',
      ]) {
        await page.goto(`${server.url}${mountPath}/${path}`)
        const small = await page.evaluate(() =>
          [...document.querySelectorAll('a:not(.skip), button, summary, input:not([type=hidden])')]
            // A bar too thin for a finger cannot be touched: the axis below it can.
            .filter((element) => getComputedStyle(element).pointerEvents !== 'none')
            .map((element) => ({ html: element.outerHTML, box: element.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && (box.height < 24 || box.width < 24))
            .map(({ html, box }) => `${box.width}x${box.height} ${html}`),
        )
        expect(small).toEqual([])
      }
      await page.close()
    }
  },
  longMillis,
)

browserTest('the first Tab reaches the skip link, and every focus is visible', async () => {
  const viewer = createViewer(full, { clock: () => sampleNow, recordAccess: false })
  await using server = await serveWithExpress(viewer)
  const page = await browser.newPage()
  await page.goto(`${server.url}${mountPath}/`)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the events')
  for (let step = 0; step < 16; step++) {
    const visible = await page.evaluate(() => {
      const focused = document.activeElement as Element
      const ring = [focused, focused.closest('.box')].map(
        (each) => each && getComputedStyle(each).outlineStyle,
      )
      return ring.some((style) => style !== undefined && style !== null && style !== 'none')
    })
    expect(visible).toBe(true)
    await page.keyboard.press('Tab')
  }
})
