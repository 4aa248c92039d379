import { createViewer } from '@daybook/viewer'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { arriveBy, browserTest } from './browser.ts'
import { mountPath } from './mount.ts'
import { settings, visiting } from './visit.ts'

const daybook = await believableDaybook(36)

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
const light = 'rgb(246, 247, 249)'
const dark = 'rgb(18, 21, 26)'

describe.each(settings)('$name', (setting) => {
  const visit = visiting(setting, () =>
    createViewer(daybook, { clock: () => sampleNow, recordAccess: false, live: false }),
  )

  browserTest('L7: light, dark, or as the system; chosen once, there before anything is drawn', async () => {
    await using own = await visit.another({ colorScheme: 'light' })
    const { page } = own
    expect(await background(page)).toBe(light)
    await page.getByText('Theme', { exact: true }).first().click()
    await page.getByRole('button', { name: 'Dark' }).click()
    expect(await background(page)).toBe(dark)
    await page.addInitScript(() => {
      new PerformanceObserver(() => {
        ;(window as unknown as { atFirstPaint?: string }).atFirstPaint ??= getComputedStyle(
          document.body,
        ).backgroundColor
      }).observe({ type: 'paint', buffered: true })
    })
    await page.reload()
    await page.waitForFunction(() => 'atFirstPaint' in window)
    expect(await page.evaluate(() => (window as unknown as { atFirstPaint: string }).atFirstPaint)).toBe(dark)
    await page.getByText('Theme', { exact: true }).first().click()
    await page.getByRole('button', { name: 'System' }).click()
    expect(await background(page)).toBe(light)
  })

  browserTest('rows are as high as the reader likes', async () => {
    await using own = await visit.another()
    const { page } = own
    const height = async () => (await page.locator('tbody tr:not(.day)').first().boundingBox())?.height ?? 0
    const before = await height()
    await page.getByText('Theme', { exact: true }).first().click()
    await page.getByRole('button', { name: 'Compact' }).click()
    // A card has the height of its two lines.
    const lower = setting.screen.viewport.width > 720 ? before - 1 : before
    expect(await height()).toBeLessThanOrEqual(lower)
    await page.reload()
    expect(await height()).toBeLessThanOrEqual(lower)
  })

  browserTest(
    'R7: times are in UTC or in the reader’s zone, days with them, and each says which',
    async () => {
      await using own = await visit.another({ timezoneId: 'Asia/Kolkata' })
      const { page } = own
      const time = page.locator('td.time time').first()
      expect(await time.textContent()).toBe('09:14:22.481')
      await page.locator('.zone-switch').click()
      expect(await time.textContent()).toBe('14:44:22.481')
      expect(await time.getAttribute('title')).toBe(
        '21 Nov 2026, 09:14:22.481 UTC · 2026-11-21T09:14:22.481Z',
      )
      expect(await page.locator('thead .time').textContent()).toBe('Time GMT+5:30')
      // 20 Nov 23:58 in UTC is the next day there.
      const moved = page.locator('tbody', { hasText: '05:28:01.330' })
      expect(await moved.locator('.day').textContent()).toContain('21 Nov 2026 (GMT+5:30)')
      await page.reload()
      expect(await time.textContent()).toBe('14:44:22.481')
      await page.locator('.menu.window summary').click()
      await page.locator('.range [name=since]').fill('2026-11-21T01:00')
      await page.locator('.range [name=until]').fill('2026-11-21T02:00')
      await arriveBy(page, () => page.getByRole('button', { name: 'Apply' }).click())
      expect(new URL(page.url()).searchParams.get('q')).toBe(
        'since:2026-11-20T19:30:00.000Z until:2026-11-20T20:30:00.000Z',
      )
      await page.locator('.zone-switch').click()
      expect(await page.locator('.zone-switch').textContent()).toBe('UTC')
    },
  )

  browserTest('L6: a whole visit by keys: filter, move, open, step, close, go elsewhere', async () => {
    await using own = await visit.another()
    const { page } = own
    await page.keyboard.press('/')
    await page.keyboard.type('actor:User:7')
    await arriveBy(page, () => page.keyboard.press('Enter'))
    await page.keyboard.press('j')
    if (setting.hasDrawer) {
      await page.keyboard.press('Enter')
      await page.locator('.drawer article').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.drawer').waitFor({ state: 'detached' })
    } else await arriveBy(page, () => page.keyboard.press('Enter'))
    await page.keyboard.press('g')
    await arriveBy(page, () => page.keyboard.press('t'))
    expect(new URL(page.url()).pathname).toBe(`${mountPath}/t`)
  })

  browserTest('L8: at 200 % zoom, and with reduced motion, all is there and nothing moves', async () => {
    await using own = await visit.another({ viewport: { width: 640, height: 400 }, reducedMotion: 'reduce' })
    const { page } = own
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(640)
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.locator('td.time a').first().click()
    await page.locator('.drawer article').waitFor()
    expect(await page.locator('.drawer').evaluate((element) => getComputedStyle(element).animationName)).toBe(
      'none',
    )
  })

  browserTest('L12: an accent of the app’s own takes effect everywhere', async () => {
    await using own = await visit.another()
    const { page } = own
    const accent = await page.evaluate(() => {
      document.documentElement.style.setProperty('--accent', 'rgb(1, 2, 3)')
      return getComputedStyle(document.querySelector('td.target a') as Element).color
    })
    expect(accent).toBe('rgb(1, 2, 3)')
  })
})
