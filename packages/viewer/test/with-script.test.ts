import { createViewer } from '@daybook/viewer'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect } from 'vitest'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { arriveBy, browserTest } from './browser.ts'
import { settings, visiting } from './visit.ts'

const daybook = await believableDaybook()

describe.each(settings(3))('$name', (setting) => {
  const visit = visiting(setting, () =>
    createViewer(daybook, { clock: () => sampleNow, recordAccess: false }),
  )
  let page: Page
  beforeEach(() => {
    page = visit.page
  })

  const drawer = () => page.getByRole('region', { name: 'The event' })
  const title = () => drawer().getByRole('heading', { level: 1 })

  if (setting.hasDrawer)
    browserTest(
      'R1, L6: a row opens beside the list, keys lead on, the list stays put, Esc closes',
      async () => {
        await page.keyboard.press('j')
        await page.keyboard.press('j')
        await page.keyboard.press('Enter')
        await title().getByText('Ada Lovelace').waitFor()
        expect((await title().textContent())?.replace(/\s+/g, ' ').trim()).toBe(
          'Ada Lovelace updated Invoice INV-0042',
        )
        expect(new URL(page.url()).searchParams.get('e')).toMatch(/^[0-9a-f-]{36}$/)
        const scrolled = () => page.evaluate(() => scrollY)
        const before = await scrolled()
        await page.keyboard.press('j')
        await title().getByText('billing-worker').waitFor()
        expect(await scrolled()).toBe(before)
        await drawer().getByRole('button', { name: 'Previous event' }).click()
        await title().getByText('Ada Lovelace').waitFor()
        await page.evaluate(axe.source)
        // biome-ignore lint/suspicious/noExplicitAny: axe defines itself on the page's window
        const { violations } = await page.evaluate(() => (window as any).axe.run())
        expect(
          violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [id, nodes[0]?.html]),
        ).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
          setting.screen.viewport.width,
        )
        const history = drawer().getByRole('link', { name: 'History of INV-0042' })
        expect(await history.getAttribute('href')).toBe(`${visit.url}t/Invoice/42`)
        await page.keyboard.press('Escape')
        await drawer().waitFor({ state: 'detached' })
        expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('09:14:22.466')
        expect(new URL(page.url()).searchParams.has('e')).toBe(false)
      },
    )
  else
    browserTest(
      'R1: a row opens as a page, and the way back leads to the same place of the list',
      async () => {
        const time = page.locator('td.time a').nth(20)
        await time.scrollIntoViewIfNeeded()
        const before = await page.evaluate(() => scrollY)
        await arriveBy(page, () => time.click())
        await page.locator('article.event').waitFor()
        await page.goBack()
        await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 2, before)
      },
    )

  browserTest('F5: the address opens the same row in the drawer', async () => {
    const id = await page.locator('td.time a').nth(3).getAttribute('href')
    await page.goto(`${visit.url}?e=${id?.split('/').at(-1)}`)
    if (setting.hasDrawer) await title().getByText('m.okafor@acme.io').waitFor()
    else await page.locator('tr.shown', { hasText: 'm.okafor@acme.io' }).waitFor()
  })

  browserTest('L6: / goes to the filters, where nothing fires while typing; ? shows the keys', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('j?')
    expect(await page.getByLabel('Search or filter').inputValue()).toBe('j?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  if (setting.hasDrawer)
    browserTest('F9: dragging over bars zooms to them; a click on one zooms to it', async () => {
      const box = await page.locator('.histogram svg').boundingBox()
      const at = (part: number) => (box?.x ?? 0) + (box?.width ?? 0) * part
      const y = (box?.y ?? 0) + 45
      await page.mouse.move(at(0.25), y)
      await page.mouse.down()
      await page.mouse.move(at(0.4), y)
      await page.mouse.move(at(0.5), y)
      await arriveBy(page, () => page.mouse.up())
      const text = new URL(page.url()).searchParams.get('q') ?? ''
      const [since, until] = (/^since:(\S+) until:(\S+)$/.exec(text) ?? []).slice(1).map(Date.parse)
      const expected = sampleNow - 86_400_000
      expect(Math.abs((since ?? 0) - (expected + 6 * 3_600_000))).toBeLessThan(120_000)
      expect(Math.abs((until ?? 0) - (expected + 12 * 3_600_000))).toBeLessThan(120_000)
      const bar = page.locator('.histogram svg a').first()
      const href = await bar.evaluate(
        (element) => new URL(element.getAttribute('href') ?? '', location.href).href,
      )
      await arriveBy(page, () => bar.click())
      expect(page.url()).toBe(href)
    })
  else
    browserTest('F9: bars too thin for a finger are zoomed to by the axis below them', async () => {
      const part = page.locator('.axis a').nth(1)
      const href = await part.evaluate((element) => (element as HTMLAnchorElement).href)
      await arriveBy(page, () => part.click())
      expect(page.url()).toBe(href)
      expect(new URL(href).searchParams.get('q')).toMatch(/^since:\S+ until:\S+$/)
    })
})
