import { expect, test } from 'vitest'
import { sampleNow } from '../../test/believable-events.ts'
import { memoryDaybook, openedViewer } from '../../test/opened-viewer.ts'

const day = 86_400_000
const daybook = memoryDaybook()
const log = (id: string | null, millisAgo: number) =>
  daybook.log('app.used', {
    actor: id === null ? null : { type: 'User', id },
    occurredAt: new Date(sampleNow - millisAgo),
  })
await log('old', 30 * day)
await log('month', 30 * day - 1)
await log('edge', 7 * day)
await log('week', 7 * day - 1)
await log('week', 6 * day)
await log('today', 0)
await log('today', 60_000)
await log('other', 60_000)
await log(null, 60_000)

const plain = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

test('row 75: used counts actors strictly newer than 7 and 30 days, as stats() does', async () => {
  const { html } = await openedViewer(daybook)('/usage')
  expect(plain(html)).toContain('Used, last 7 days 3')
  expect(plain(html)).toContain('Used, last 30 days 5')
  expect(html).not.toContain('Active,')
  expect(await daybook.stats()).toMatchObject([{ used: 3 }, { used: 5 }])
})

test('row 75: active leaves out those whose account was created inside the window', async () => {
  const isNewActor = ({ id }: { id: string }, since: Date) =>
    id === 'today' && since.getTime() > sampleNow - 8 * day
  const { html } = await openedViewer(daybook, { isNewActor })('/usage')
  expect(plain(html)).toContain('Active, last 7 days 2')
  expect(plain(html)).toContain('Active, last 30 days 5')
})

test('row 76: unique actors per day as CSV', async () => {
  const { response, html } = await openedViewer(daybook)('/usage.csv')
  expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="daybook-usage.csv"')
  const lines = html.trimEnd().split('\r\n')
  expect(lines).toHaveLength(31)
  expect(lines[0]).toBe('day,actors,events,counted')
  expect(lines.at(-1)).toBe('2026-11-21,2,4,')
  expect(lines).toContain('2026-11-14,2,2,')
  expect(lines).toContain('2026-11-15,1,1,')
  expect(lines).toContain('2026-11-16,0,0,')
})

test('a month is read a day at a time, at most four days at once', async () => {
  let running = 0
  let most = 0
  const counted: typeof daybook = {
    ...daybook,
    async summarise(...request) {
      most = Math.max(most, ++running)
      try {
        return await daybook.summarise(...request)
      } finally {
        running--
      }
    },
  }
  expect((await openedViewer(counted)('/usage')).html).toBe((await openedViewer(daybook)('/usage')).html)
  expect(most).toBe(4)
})
