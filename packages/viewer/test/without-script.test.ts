import { createViewer } from '@daybook/viewer'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect } from 'vitest'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { arriveBy, browserTest } from './browser.ts'
import { settings, visiting } from './visit.ts'

const daybook = await believableDaybook()

/** Types into the query box and sends it, as one does without scripts. */
const filterBy = async (page: Page, text: string) => {
  await page.getByLabel('Search or filter').fill(text)
  await arriveBy(page, () => page.getByRole('button', { name: 'Filter' }).click())
}

describe.each(settings(2))('$name, scripts switched off', (setting) => {
  const visit = visiting(
    setting,
    () => createViewer(daybook, { clock: () => sampleNow, recordAccess: false }),
    { javaScriptEnabled: false },
  )
  let page: Page
  beforeEach(() => {
    page = visit.page
  })
  const rows = () => page.locator('tbody tr:not(.day)').count()
  const status = () => page.getByRole('status').textContent()

  browserTest('the form filters, and the address says how', async () => {
    await filterBy(page, 'action:invoice.* actor:User:7')
    await page.locator('.menu.window summary').click()
    await arriveBy(page, () => page.getByRole('link', { name: 'Last 7 days' }).click())
    expect(new URL(page.url()).searchParams.get('q')).toBe('action:invoice.* actor:User:7 since:7d')
    const count = await rows()
    expect(await status()).toBe(`${count} events in the last 7 days`)
    const copied = page.url()
    await arriveBy(page, () => page.getByRole('link', { name: 'Remove action:invoice.*' }).click())
    await filterBy(page, '-outcome:failure,denied')
    expect(new URL(page.url()).searchParams.get('q')).toBe('actor:User:7 -outcome:failure,denied since:7d')
    for (const text of ['actor:User:7', '-outcome:failure,denied'])
      await arriveBy(page, () => page.getByRole('link', { name: `Remove ${text}` }).click())
    expect(await status()).toBe('415 events in the last 7 days')
    await page.goto(copied)
    expect(await rows()).toBe(count)
    await arriveBy(page, async () => void (await page.goBack()))
    expect(await status()).toBe('415 events in the last 7 days')
  })

  browserTest('older and newer', async () => {
    await page.locator('.menu.window summary').click()
    await arriveBy(page, () => page.getByRole('link', { name: 'All time' }).click())
    const first = await page.locator('tbody tr:not(.day)').first().textContent()
    await arriveBy(page, () => page.getByRole('link', { name: 'Older events' }).click())
    expect(await rows()).toBe(50)
    expect(await page.locator('tbody tr:not(.day)').first().textContent()).not.toBe(first)
    await arriveBy(page, () => page.getByRole('link', { name: 'Newer events' }).click())
    expect(await page.locator('tbody tr:not(.day)').first().textContent()).toBe(first)
    expect(await page.getByRole('link', { name: 'Newer events' }).count()).toBe(0)
  })

  browserTest(
    'a click on a value narrows the list; on the time opens the event; from there to its history',
    async () => {
      await arriveBy(page, () => page.getByRole('link', { name: 'billing-worker' }).first().click())
      await page.getByRole('link', { name: 'Remove actor:service:billing-worker' }).waitFor()
      await arriveBy(page, () => page.getByRole('link', { name: '09:12:07.902' }).click())
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
        'billing-worker failed at',
      )
      await arriveBy(page, () => page.getByRole('link', { name: 'History of wh_81' }).click())
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Endpoint wh_81')
      await arriveBy(page, () => page.getByRole('link', { name: 'Explore' }).click())
      expect(await status()).toBe('49 events in the last 24 hours')
    },
  )

  if (!setting.hasDrawer)
    browserTest(
      'on a phone a tap anywhere on a card opens the event, and a tap on a name narrows the list',
      async () => {
        await using own = await visit.another({ hasTouch: true })
        const { page } = own
        const card = page.locator('tbody tr:not(.day)').nth(2)
        const box = await card.boundingBox()
        expect(box?.height).toBeLessThanOrEqual(56)
        await arriveBy(page, () => page.touchscreen.tap((box?.x ?? 0) + 370, (box?.y ?? 0) + 40))
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('webhook.delivered')
        await page.goBack()
        await arriveBy(page, () => card.getByRole('link', { name: 'billing-worker' }).tap())
        await page.getByRole('link', { name: 'Remove actor:service:billing-worker' }).waitFor()
      },
    )
})
