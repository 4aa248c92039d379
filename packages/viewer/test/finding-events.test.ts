import { text as textOf } from 'node:stream/consumers'
import { createViewer } from '@daybook/viewer'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect } from 'vitest'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { arriveBy, browserTest } from './browser.ts'
import { mountPath } from './mount.ts'
import { openEvent, settings, visiting } from './visit.ts'

const daybook = await believableDaybook()
const events = { 'invoice.refunded': {}, 'invoice.paid': {} }

describe.each(settings(0))('$name', (setting) => {
  const visit = visiting(setting, () =>
    createViewer(daybook, { clock: () => sampleNow, recordAccess: false, live: false, events }),
  )
  let page: Page
  beforeEach(() => {
    page = visit.page
  })

  const box = () => page.getByLabel('Search or filter')
  const text = () => new URL(page.url()).searchParams.get('q')
  const status = () => page.locator('.list-head [role=status]').textContent()
  const ask = async (query: string) => {
    await box().fill(query)
    await arriveBy(page, () => box().press('Enter'))
  }

  browserTest(
    'F1, F2: each filter, or inside one, without another; the count is that of the log',
    async () => {
      await ask('since:all outcome:failure,denied -actor:system')
      expect(text()).toBe('outcome:failure,denied -actor:system since:all')
      const found = await daybook.count({
        outcome: ['failure', 'denied'],
        not: { actor: { prefix: 'system' } },
      })
      expect(await status()).toBe(`${found} events `)
      expect(await page.locator('tbody tr.success').count()).toBe(0)
      await ask('actor:ada')
      expect(await status()).toBe(
        `${await daybook.count({ outcome: ['failure', 'denied'], actor: { prefix: 'ada' } })} events `,
      )
    },
  )

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
    // From a page of its own, an event leads to a list of its own.
    const window = setting.hasDrawer ? '' : ' since:30d'
    const currency = async () => {
      const event = await openEvent(page, setting, '09:14:22.481')
      const member = event.locator('.member[data-path="data.currency"]')
      await member.hover()
      return member
    }
    const only = (await currency()).getByRole('link', { name: 'Only events with' })
    await arriveBy(page, () => only.click())
    expect(text()).toBe(`data.currency:EUR${window}`)
    expect(await status()).toMatch(/^2 events in the last/)
    await page.goto(`${visit.url}?q=target:Invoice:42`)
    const not = (await currency()).getByRole('link', { name: 'Without' })
    await arriveBy(page, () => not.click())
    expect(text()).toBe(`${setting.hasDrawer ? 'target:Invoice:42 ' : ''}-data.currency:EUR${window}`)
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
      const event = await openEvent(page, setting, '23:58:01.330')
      const inContext = () => event.getByRole('link', { name: 'In context' }).click()
      if (setting.hasDrawer) await arriveBy(page, inContext)
      else await inContext()
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
    await page.goto(`${visit.url}`)
    await page.locator('.menu.views summary').click()
    await arriveBy(page, () => page.getByRole('link', { name: 'Denied <b>' }).click())
    expect(text()).toBe('outcome:denied since:7d')
    await page.locator('.menu.views summary').click()
    await page.getByRole('button', { name: 'Remove view Denied <b>' }).click()
    await page.getByText('No views yet').waitFor()
  })

  browserTest('F14: views are saved as a file, and come from one into another browser', async () => {
    await page.locator('.menu.views summary').click()
    expect(await page.getByRole('button', { name: 'Save as a file' }).isDisabled()).toBe(true)
    await page.getByLabel('Name of this view').fill('All')
    await page.getByRole('button', { name: 'Save view' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as a file' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('daybook-views.json')
    const written = JSON.parse(await textOf(await download.createReadStream()))
    expect(written).toEqual([{ name: 'All', search: '' }])
    const views = [
      ...written,
      { name: 'Denied', search: '?q=outcome:denied+since:7d' },
      { name: 'Elsewhere', search: 'https://evil.example/' },
      { search: '?q=x' },
    ]
    const file = (content: string) => ({
      name: 'views.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    })
    await using colleague = await visit.another()
    await colleague.page.locator('.menu.views summary').click()
    const input = colleague.page.locator('.menu.views [type=file]')
    await input.setInputFiles(file('no views'))
    await colleague.page
      .locator('#said', { hasText: 'There are no views in this file.' })
      .waitFor({ state: 'attached' })
    await input.setInputFiles(file(JSON.stringify(views)))
    const links = colleague.page.locator('.menu.views li a')
    await links.nth(1).waitFor()
    expect(await links.allTextContents()).toEqual(['All', 'Denied'])
    await arriveBy(colleague.page, () => links.nth(1).click())
    expect(new URL(colleague.page.url()).searchParams.get('q')).toBe('outcome:denied since:7d')
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
      visit.troubles.length = 0
      await box().fill('actr:ada')
      await arriveBy(page, () => box().press('Enter'))
      expect(await page.getByRole('alert').textContent()).toContain(
        'There is no field actr. Did you mean actor?',
      )
      // A 400 is told to the console by the browser itself.
      expect(visit.troubles.splice(0).filter((each) => !each.includes('status of 400'))).toEqual([])
      await arriveBy(page, () => page.getByRole('link', { name: 'Use actor:ada' }).click())
      expect(text()).toBe('actor:ada')
    },
  )
})
