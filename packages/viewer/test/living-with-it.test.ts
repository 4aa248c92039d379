import { text as textOf } from 'node:stream/consumers'
import { createViewer } from '@daybook/viewer'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { arriveBy, browserTest } from './browser.ts'
import { mountPath } from './mount.ts'
import { memoryDaybook } from './opened-viewer.ts'
import { settings, visiting } from './visit.ts'

const daybook = await believableDaybook(36)

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
const light = 'rgb(246, 247, 249)'
const dark = 'rgb(18, 21, 26)'

describe.each(settings(2))('$name', (setting) => {
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
    const { page } = visit
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
    const { page } = visit
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
    const { page } = visit
    const accent = await page.evaluate(() => {
      document.documentElement.style.setProperty('--accent', 'rgb(1, 2, 3)')
      return getComputedStyle(document.querySelector('td.target a') as Element).color
    })
    expect(accent).toBe('rgb(1, 2, 3)')
  })

  browserTest(
    'F6: an event has an address of its own, which needs no filters; an unknown one says so',
    async () => {
      const { page } = visit
      const [event] = (await daybook.find({ action: 'invoice.updated', limit: 1 })).events
      await page.goto(`${visit.url}e/${event?.id}`)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Ada Lovelace updated')
      const answer = await page.goto(`${visit.url}e/nothing`)
      expect([answer?.status(), await page.getByRole('heading', { level: 1 }).textContent()]).toEqual([
        404,
        'No such event',
      ])
      // Chromium itself tells the console of a status of 400 and above.
      expect(visit.troubles.splice(0).filter((each) => !each.includes('status of 404'))).toEqual([])
    },
  )

  browserTest('F10, F11, F12: everything about a target, an actor, a request, from one event', async () => {
    const { page } = visit
    const title = () => page.getByRole('heading', { level: 1 }).textContent()
    const [event] = (await daybook.find({ action: 'invoice.updated', limit: 1 })).events
    for (const [link, heading] of [
      ['History of INV-0042', 'Invoice INV-0042'],
      ['All by Ada Lovelace', 'Ada Lovelace'],
      ['Same request', 'Request req_9f2c'],
    ] as const) {
      await page.goto(`${visit.url}e/${event?.id}`)
      await arriveBy(page, () => page.getByRole('link', { name: link }).click())
      expect(await title()).toBe(heading)
      expect(await page.locator('.items .item').count()).toBeGreaterThan(2)
    }
  })

  browserTest('L3, L4: an export holds exactly what the list counts, and no cell is a formula', async () => {
    const own = memoryDaybook()
    for (const name of ['=HYPERLINK("x")', 'Ada'])
      for (let id = 1; id <= 3; id++) await own.log('a.b', { actor: { type: 'User', id, name } })
    await using server = await setting.mount(
      createViewer(own, { clock: () => sampleNow, recordAccess: false }),
    )
    const { page } = visit
    await page.goto(`${server.url}${mountPath}/?q=action:a.b`)
    await page.locator('.menu.export summary').click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export CSV' }).click(),
    ])
    const lines = (await textOf(await download.createReadStream())).trimEnd().split('\r\n')
    expect(lines).toHaveLength(1 + 6)
    expect(lines.filter((line) => line.includes(`"'=HYPERLINK(`))).toHaveLength(3)
  })

  browserTest('L9, L11: nothing is wider than the screen; title and environment are said', async () => {
    await using server = await setting.mount(
      createViewer(daybook, {
        clock: () => sampleNow,
        recordAccess: false,
        title: 'Acme',
        environment: 'staging',
      }),
    )
    const { page } = visit
    await page.goto(`${server.url}${mountPath}/`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
      setting.screen.viewport.width,
    )
    expect(await page.title()).toBe('Explore · Acme')
    expect(await page.locator('header').first().textContent()).toMatch(/Acme\s*staging/)
  })

  browserTest('L10, L15: who may not read is told so, and how to open it where that helps', async () => {
    await using server = await setting.mount(createViewer(daybook), () => ({
      access: null,
      hint: 'Pass `authorize` to the viewer.',
    }))
    const { page } = visit
    const answer = await page.goto(`${server.url}${mountPath}/e/nothing`)
    expect(answer?.status()).toBe(403)
    expect(await page.locator('main').textContent()).toContain('Pass authorize to the viewer.')
    expect(visit.troubles.splice(0).filter((each) => !each.includes('status of 403'))).toEqual([])
  })

  browserTest(
    'L16: another tenant’s events are in no list, no count, no timeline, and at no address',
    async () => {
      const own = memoryDaybook()
      const target = { type: 'Invoice', id: 42, name: 'INV-0042' }
      const { id } = await own.log('secret.deed', {
        tenant: 'globex',
        target,
        changes: { '/a': { after: 1 } },
      })
      await own.log('plain.deed', { tenant: 'acme', target })
      await using server = await setting.mount(
        createViewer(own, { clock: () => sampleNow, recordAccess: false }),
        () => ({ access: { tenant: 'acme' } }),
      )
      const { page } = visit
      const at = `${server.url}${mountPath}/`
      await page.goto(at)
      expect(await page.locator('.list-head [role=status]').textContent()).toMatch(/^1 event/)
      for (const path of ['', 't/Invoice/42', 't', 'a', '?q=since:all']) {
        await page.goto(`${at}${path}`)
        expect(await page.content()).not.toContain('secret')
      }
      for (const path of [`e/${id}`, `state/Invoice/42?at=${id}`])
        expect((await page.goto(`${at}${path}`))?.status()).toBe(404)
      expect(visit.troubles.splice(0).filter((each) => !each.includes('status of 404'))).toEqual([])
    },
  )
})
