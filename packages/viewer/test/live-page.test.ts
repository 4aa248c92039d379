import { createDaybook } from '@daybook/core'
import { createMemoryStore, withMemoryFeed } from '@daybook/core/memory'
import { createViewer } from '@daybook/viewer'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserTest, launchBrowser } from './browser.ts'
import { everything, mountPath } from './mount.ts'
import { payloads } from './payloads.ts'
import type { Served } from './serve.ts'
import { type Setting, settings } from './visit.ts'

const longMillis = 120_000

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** A viewer over a store with a feed, which can be stopped and started again at the same address. */
async function opened({ mount, screen }: Setting, before: number) {
  const daybook = createDaybook({ store: withMemoryFeed(createMemoryStore()) })
  for (let number = 0; number < before; number++) await daybook.log(`earlier.n${number}`)
  let served: Served | undefined
  let url = ''
  const start = async () => {
    // A viewer of its own each time, as after a restart, at the same address.
    const viewer = createViewer(daybook, { recordAccess: false, live: { pollMillis: 20 } })
    served = await mount(viewer, everything, Number(url && new URL(url).port))
    url = served.url
  }
  const stop = async () => void (await served?.[Symbol.asyncDispose]())
  await start()
  const page = await browser.newPage(screen)
  const troubles: string[] = []
  page.on('dialog', (dialog) => {
    troubles.push(dialog.message())
    return dialog.dismiss()
  })
  page.on(
    'console',
    (message) => /Content.Security|Refused/.test(message.text()) && troubles.push(message.text()),
  )
  await page.goto(`${url}${mountPath}/`)
  return {
    daybook,
    page,
    troubles,
    start,
    stop,
    rows: page.locator('.events tbody tr:not(.day)'),
    news: page.locator('.news'),
    async [Symbol.asyncDispose]() {
      await page.close()
      await stop()
    },
  }
}

describe.each(settings(1))('live events on the page: $name', (setting) => {
  browserTest(
    'L1: they go in at the top, and wait behind a button while one reads further down',
    async () => {
      await using viewer = await opened(setting, 50)
      const { daybook, page, rows, news } = viewer
      await daybook.log('fresh.first')
      await expect.poll(() => rows.first().textContent(), { timeout: longMillis }).toContain('first')
      expect(await news.isHidden()).toBe(true)

      await page.mouse.wheel(0, 600)
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100)
      const row = rows.nth(20)
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      )
      const place = async () => ({ box: await row.boundingBox(), text: await row.textContent() })
      const before = await place()
      for (const name of ['a', 'b', 'c']) await daybook.log(`fresh.${name}`)
      await expect.poll(() => news.textContent(), { timeout: longMillis }).toBe('3 new events')
      expect(await place()).toEqual(before)
      await expect.poll(() => page.locator('.live [role=status]').textContent()).toMatch(/new event/)
      await news.click()
      await expect.poll(() => rows.first().textContent()).toContain('fresh.c')
      expect(await rows.nth(3).textContent()).toContain('fresh.first')
      expect(await page.evaluate(() => scrollY)).toBe(0)
    },
    longMillis,
  )

  browserTest(
    'L2: a lost connection says so; after a restart nothing is missing and nothing there twice',
    async () => {
      await using viewer = await opened(setting, 3)
      const { daybook, page, rows, start, stop } = viewer
      await daybook.log('fresh.a')
      await expect.poll(() => rows.count(), { timeout: longMillis }).toBe(4)
      await stop()
      await expect
        .poll(() => page.locator('.live-state').textContent(), { timeout: longMillis })
        .toMatch(/^Live paused, retrying in \d+ s$/)
      await daybook.log('fresh.b')
      await start()
      await daybook.log('fresh.c')
      await expect.poll(() => rows.count(), { timeout: longMillis }).toBe(6)
      const texts = await rows.allTextContents()
      expect(texts.slice(0, 3).map((text) => /fresh\.[abc]/.exec(text)?.[0])).toEqual([
        'fresh.c',
        'fresh.b',
        'fresh.a',
      ])
      expect(await page.locator('.live-state').textContent()).toBe('')
    },
    longMillis,
  )

  browserTest(
    'the first event of an empty log opens the list, and the switch turns live events off',
    async () => {
      await using viewer = await opened(setting, 0)
      const { daybook, page, rows } = viewer
      await page.locator('.live-switch').waitFor()
      await daybook.log('fresh.first')
      await expect.poll(() => rows.count(), { timeout: longMillis }).toBe(1)
      const toggle = page.getByRole('button', { name: 'Live', exact: true })
      await toggle.click()
      expect(await toggle.getAttribute('aria-pressed')).toBe('false')
      await daybook.log('fresh.second')
      await toggle.click()
      await expect.poll(() => rows.count(), { timeout: longMillis }).toBe(2)
    },
    longMillis,
  )

  browserTest(
    'K04: payloads in every field of live events run nowhere and stand there as text',
    async () => {
      await using viewer = await opened(setting, 1)
      const { daybook, page, rows, troubles } = viewer
      for (const payload of payloads) {
        const reference = { type: payload.slice(0, 60), id: payload, name: payload }
        await daybook.log(payload, {
          actor: reference,
          target: reference,
          tenant: payload,
          note: payload,
          outcome: 'denied',
          reason: payload,
          // With what would end a message of the stream.
          data: { [payload]: `\n\n${payload}\nevent: lost\n\n` },
          changes: { [`/${payload}`]: { before: payload, after: payload } },
          context: { requestId: payload, [payload]: payload },
        })
      }
      await expect.poll(() => rows.count(), { timeout: longMillis }).toBe(payloads.length + 1)
      expect(await page.evaluate(() => '__pwn' in window)).toBe(false)
      expect(await page.locator('script:not([src$=".js"]), iframe, img, base, math, form form').count()).toBe(
        0,
      )
      expect(troubles).toEqual([])
    },
    longMillis,
  )
})

test('there is something to try', () => {
  expect(payloads.length).toBeGreaterThanOrEqual(40)
})
