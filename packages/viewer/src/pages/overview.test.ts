import { ConfigurationError } from '@daybook/core'
import { expect, test, vi } from 'vitest'
import { believableDaybook, sampleNow } from '../../test/believable-events.ts'
import { openedViewer, timedOut } from '../../test/opened-viewer.ts'
import { createViewer } from '../viewer/create-viewer.ts'

const daybook = await believableDaybook()
const get = openedViewer(daybook)

const facet = (html: string, title: string) => {
  const section = new RegExp(`<section class="facet"><h2>${title}</h2>(.*?)</section>`).exec(html)?.[1] ?? ''
  return [
    ...section.matchAll(/class="value( on)?" href="([^"]*)".*?<span class="name">(.*?)<\/span>(.*?)<\/a>/g),
  ].map(([, on, href = '', name = '', rest = '']) => ({
    on: on !== undefined,
    href: href.replaceAll('&amp;', '&').replace('./', '/'),
    name: name.replace(/<[^>]*>/g, ''),
    count: Number(/"count">([\d,]+)/.exec(rest)?.[1]?.replaceAll(',', '')),
  }))
}
const shown = (html: string) =>
  Number(/<strong>([\d,]+)<\/strong> events?/.exec(html)?.[1]?.replaceAll(',', ''))

test('F8: counts of outcomes sum to the total of the window, and each link finds as many', async () => {
  const { html } = await get('/?since=7d')
  const outcomes = facet(html, 'Outcome')
  expect(outcomes.map(({ name }) => name)).toEqual(['Success', 'Failure', 'Denied'])
  expect(outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(shown(html))
  const values = ['Action', 'Actor', 'Target type'].flatMap((title) => facet(html, title))
  expect(values.length).toBeGreaterThan(15)
  for (const { href, count } of [...outcomes, ...values]) expect(shown((await get(href)).html)).toBe(count)
}, 30_000)

test('F8: a chosen value is marked and its link removes it again; outcomes add up', async () => {
  const { html } = await get('/?since=7d&outcome=denied&actor=User:7')
  const [chosen] = facet(html, 'Actor')
  expect(chosen).toMatchObject({ name: 'Ada Lovelace', on: true, href: '/?q=outcome:denied+since:7d' })
  const [success, , denied] = facet(html, 'Outcome')
  expect(success).toMatchObject({ on: false, href: '/?q=actor:User:7+outcome:denied,success+since:7d' })
  expect(success?.count).toBeNaN()
  expect(denied).toMatchObject({ on: true, href: '/?q=actor:User:7+since:7d' })
})

test('F9: every bar is a link to a window that holds exactly its events', async () => {
  const { html } = await get('/?outcome=failure&outcome=denied&since=7d')
  const bars = [
    ...html.matchAll(
      /<a href="([^"]*)" tabindex="-1"><title>.*?: (\d+) success, (\d+) failure, (\d+) denied<\/title>/g,
    ),
  ]
  const totals = bars.map(([, , ...counts]) => counts.map(Number).reduce((sum, count) => sum + count))
  expect(totals.reduce((sum, count) => sum + count)).toBe(shown(html))
  for (const [index, [, href = '']] of bars.entries())
    expect(shown((await get(href.replaceAll('&amp;', '&').replace('./', '/'))).html)).toBe(totals[index])
})

test('F9: its words state the totals and the busiest span', async () => {
  const { html } = await get('/')
  expect(html).toContain('44 success, 3 failure, 2 denied. Most, 8, in 21 Nov, 08:47 – 21 Nov, 09:17 UTC')
})

test('F9: the parts of the axis cover the whole window without a gap', async () => {
  const { html } = await get('/')
  const axis = /<ol class="axis">(.*?)<\/ol>/.exec(html)?.[1] ?? ''
  const edges = [...axis.matchAll(/since:([^+]*)\+until:([^"]*)"/g)].map(([, since, until]) => [since, until])
  expect(edges).toHaveLength(4)
  expect(edges[0]?.[0]).toBe(new Date(sampleNow - 86_400_000).toISOString())
  for (const index of [1, 2, 3]) expect(edges[index]?.[0]).toBe(edges[index - 1]?.[1])
  expect(Date.parse(edges[3]?.[1] ?? '')).toBeGreaterThan(sampleNow)
})

test('all time begins at the first event that matches', async () => {
  const { html } = await get('/?since=all&target=Invoice:42')
  expect(html).toContain('since:2026-11-20T20:31:17.268Z')
})

test('what was capped says so', async () => {
  const { html } = await openedViewer({
    ...daybook,
    summarise: (filter, options) => daybook.summarise(filter, { ...options, cap: 20 }),
  })('/')
  expect(html).toContain('Of the newest 20 events only.')
})

test('the list is there before the overview, which never holds it up', async () => {
  let answer: () => void = () => {}
  const waiting = new Promise<void>((resolve) => {
    answer = resolve
  })
  const viewer = createViewer(
    {
      ...daybook,
      summarise: async (filter, options) => {
        await waiting
        return daybook.summarise(filter, options)
      },
    },
    { clock: () => sampleNow, recordAccess: false },
  )
  const reader = (await viewer.fetch(new Request('http://viewer.test/'), { access: {} })).body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  expect(first).toContain('INV-0042')
  expect(first).not.toContain('class="facets"')
  answer()
  const second = new TextDecoder().decode((await reader?.read())?.value)
  expect(second).toContain('class="facets"')
  expect(second.endsWith('</html>')).toBe(true)
})

test('too slow, failing, or a store without summaries: the list stands, and says what is missing', async () => {
  const onError = vi.fn()
  const without = (error: unknown) =>
    openedViewer({ ...daybook, summarise: () => Promise.reject(error) }, { onError })('/?since=7d')
  const slow = await without(timedOut())
  expect(slow.html).toContain('Counting took too long')
  expect(slow.html).toContain('href="./">Last 24 hours</a>')
  expect(onError).not.toHaveBeenCalled()
  const failed = await without(new Error('password=hunter2'))
  expect(failed.html).toContain(`<code>${onError.mock.lastCall?.[1]}</code>`)
  expect(failed.html).not.toContain('hunter2')
  const cannot = await without(
    new ConfigurationError({ code: 'DAYBOOK_STORE_CANNOT', message: 'M.', fix: 'F.' }),
  )
  expect(cannot.html).not.toContain('class="histogram')
  for (const { status, html } of [slow, failed, cannot]) {
    expect(status).toBe(200)
    expect(html).toContain('<strong>415</strong> events')
  }
})

test('a summary that never answers is given up after the time limit; so is a list', async () => {
  const never = () => new Promise<never>(() => {})
  const { html } = await openedViewer({ ...daybook, summarise: never }, { timeLimitMillis: 5 })('/?since=7d')
  expect(html).toContain('Counting took too long')
  const stopped = await openedViewer({ ...daybook, count: never }, { timeLimitMillis: 5 })('/')
  expect(stopped.status).toBe(503)
  expect(stopped.html).toContain('Stopped: this takes too long')
})

test('what is given up, or was asked for by one who left, is told to its store and to nobody else', async () => {
  const asked: AbortSignal[] = []
  const onError = vi.fn()
  const patient = {
    ...daybook,
    summarise: (_: object, { signal }: { signal?: AbortSignal | undefined } = {}) =>
      new Promise<never>((_, reject) => {
        if (!signal) return
        asked.push(signal)
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  await openedViewer(patient, { timeLimitMillis: 5, onError })('/api/summary')
  const leaving = new AbortController()
  const left = openedViewer(patient, { onError })('/api/summary', { signal: leaving.signal })
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  expect(asked[1]?.aborted).toBe(false)
  leaving.abort()
  expect((await left).status).toBe(500)
  expect(asked.map(({ aborted, reason }) => [aborted, reason.name])).toEqual([
    [true, 'NobodyWaits'],
    [true, 'NobodyWaits'],
  ])
  expect(onError).not.toHaveBeenCalled()
})
