import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { createViewer } from '@daybook/viewer'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { sampleNow } from './believable-events.ts'
import { browserTest, launchBrowser } from './browser.ts'
import { mountPath, serveWithExpress } from './mount.ts'
import { payloads } from './payloads.ts'

// Each drives a browser through many pages, also on a machine that is busy.
const longMillis = 120_000

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const daybook = createDaybook({ store: createMemoryStore(), clock: () => sampleNow })
const events: DaybookEvent[] = []
for (const payload of payloads) {
  const reference = { type: payload, id: payload, name: payload }
  events.push(
    await daybook.log(payload, {
      actor: reference,
      target: reference,
      outcome: 'failure',
      reason: payload,
      note: payload,
      tenant: payload,
      data: { [payload]: payload, nested: [{ [payload]: [payload] }] },
      changes: { [`/${payload}`]: { before: payload, after: { [payload]: payload } } },
      context: {
        requestId: payload,
        traceId: payload.slice(0, 64),
        ip: payload.slice(0, 45),
        userAgent: payload,
        [payload]: payload,
      },
    }),
  )
}

async function open() {
  const page = await browser.newPage()
  const troubles: string[] = []
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    return dialog.dismiss()
  })
  page.on(
    'console',
    (message) => /Content.Security|Refused/.test(message.text()) && troubles.push(message.text()),
  )
  page.on(
    'request',
    (request) =>
      !request.url().startsWith('http://127.0.0.1') &&
      !request.url().startsWith('data:') &&
      troubles.push(request.url()),
  )
  return { page, troubles }
}

const pwned = () => '__pwn' in window

browserTest(
  'K04: a payload in every field of an event runs nowhere and stands there as text',
  async () => {
    const title = payloads[0] ?? ''
    const viewer = createViewer(daybook, {
      title,
      environment: title,
      clock: () => sampleNow,
      recordAccess: false,
    })
    await using server = await serveWithExpress(viewer)
    const { page, troubles } = await open()
    const subjects = events.slice(0, 6).flatMap(({ target, requestId }) => {
      const [type, id, request] = [target?.type, target?.id, requestId].map((part) =>
        encodeURIComponent(part ?? ''),
      )
      return [`t/${type}/${id}`, `a/${type}/${id}`, `r/${request}`, `state/${type}/${id}`]
    })
    for (const path of ['', 'a', 't', ...subjects, ...events.map(({ id }) => `e/${id}`)]) {
      await page.goto(`${server.url}${mountPath}/${path}`)
      for (const link of await page.locator('td a, dd a, .actions a').all()) {
        const href = (await link.getAttribute('href')) ?? ''
        expect(href).toMatch(/^(\.\/|(\.\.\/)+)(\?|[eatr]\/|trace\/|state\/|export\.)/)
      }
      await page.mouse.move(400, 300)
      expect(await page.evaluate(pwned)).toBe(false)
      expect(await page.locator('script:not([src$=".js"]), iframe, img, base, math, form form').count()).toBe(
        0,
      )
    }
    await page.goto(`${server.url}${mountPath}/e/${events[2]?.id}`)
    expect(await page.getByText(payloads[2] as string, { exact: true }).count()).toBeGreaterThan(3)
    expect(troubles).toEqual([])
  },
  longMillis,
)

browserTest('the link of a hostile value finds exactly its events', async () => {
  await using server = await serveWithExpress(
    createViewer(daybook, { clock: () => sampleNow, recordAccess: false }),
  )
  const { page } = await open()
  await page.goto(`${server.url}${mountPath}/`)
  for (const kind of ['actor', 'target', 'action']) {
    const links = await page.locator(`tbody tr:not(.day) td.${kind} a`).all()
    expect(links).toHaveLength(payloads.length)
    for (const [index, link] of links.entries()) {
      const html = await (
        await fetch(await link.evaluate((element) => (element as HTMLAnchorElement).href))
      ).text()
      expect(html).toContain('<strong>1</strong> event ')
      expect(html).toContain(`/e/${events.at(-1 - index)?.id}"`)
    }
  }
})

browserTest(
  'K05: a payload in an address is escaped, on pages, in errors and on paths that are not there',
  async () => {
    await using server = await serveWithExpress(
      createViewer(daybook, { clock: () => sampleNow, recordAccess: false }),
    )
    const { page, troubles } = await open()
    // One of each kind: every one is a dozen pages.
    for (const payload of payloads.slice(0, 13)) {
      const value = encodeURIComponent(payload)
      for (const path of [
        ...['action', 'actor', 'outcome'].map((name) => `?${name}=${value}`),
        `?q=${value}`,
        value,
        `e/${value}`,
        `${value}/${value}?${value}`,
      ]) {
        const response = await page.goto(`${server.url}${mountPath}/${path}`)
        expect([path, (response?.status() ?? 500) < 500]).toEqual([path, true])
        expect(await page.evaluate(pwned)).toBe(false)
        expect(await page.locator('script:not([src$=".js"]), iframe, img, base').count()).toBe(0)
      }
    }
    expect(troubles).toEqual([])
  },
  longMillis,
)

browserTest(
  'K23: values without end or break make no page wider than its screen',
  async () => {
    const endless = 'x'.repeat(255)
    const long = createDaybook({ store: createMemoryStore(), clock: () => sampleNow })
    const reference = { type: endless.slice(128), id: endless, name: endless }
    const event = await long.log(endless, {
      actor: reference,
      target: reference,
      outcome: 'denied',
      reason: endless,
      note: endless,
      tenant: endless.slice(128),
      data: { [endless]: 'y'.repeat(20_000) },
      changes: { [`/${endless}`]: { before: endless, after: [endless] } },
      context: { requestId: endless.slice(128), [endless]: endless },
    })
    const viewer = createViewer(long, {
      title: endless,
      environment: endless,
      clock: () => sampleNow,
      recordAccess: false,
    })
    await using server = await serveWithExpress(viewer)
    for (const width of [1440, 800, 390, 320]) {
      const page = await browser.newPage({ viewport: { width, height: 800 } })
      for (const path of [
        '',
        `?action=${endless}`,
        `?actor=${endless}`,
        `e/${event.id}`,
        `?outcome=${endless}`,
      ]) {
        await page.goto(`${server.url}${mountPath}/${path}`)
        const shown = await page.evaluate(() => document.documentElement.scrollWidth)
        expect([path.slice(0, 10), shown]).toEqual([path.slice(0, 10), width])
      }
      await page.close()
    }
  },
  longMillis,
)

browserTest('K12: no other page can frame the viewer', async () => {
  await using server = await serveWithExpress(
    createViewer(daybook, { clock: () => sampleNow, recordAccess: false }),
  )
  const page = await browser.newPage()
  await page.setContent(`<iframe src="${server.url}${mountPath}/"></iframe>`)
  await page.waitForTimeout(300)
  expect(await page.frames()[1]?.locator('.events').count()).toBe(0)
})
