import { eventFromJson } from '@daybook/core/sinks'
import { expect, test, vi } from 'vitest'
import { believableDaybook, sampleNow } from '../../test/believable-events.ts'
import { memoryDaybook, openedViewer } from '../../test/opened-viewer.ts'
import { createViewer } from '../viewer/create-viewer.ts'

const daybook = await believableDaybook()
const get = openedViewer(daybook)

test.each(['', '?since=7d', '?outcome=denied&outcome=failure&since=all', '?actor=User:7&action=invoice.*'])(
  'L3: the files of /%s hold exactly the events that the list counts',
  async (search) => {
    const { html: list } = await get(`/${search}`)
    const count = Number(/<strong>([\d,]+)<\/strong> events?/.exec(list)?.[1])
    expect(list).toContain(`>Export ${count}<`)
    const links = [...list.matchAll(/href="\.(\/export\.[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    )
    expect(links).toHaveLength(3)
    const [csv = '', ndjson = '', json = ''] = await Promise.all(
      links.map(async (href) => (await get(href)).html),
    )
    expect(csv.split('\r\n')).toHaveLength(count + 2)
    expect(ndjson.split('\n')).toHaveLength(count + 1)
    const events = JSON.parse(json)
    expect(events).toHaveLength(count)
    expect(
      ndjson
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(events)
    const stored = await daybook.get(events[0].id)
    expect(eventFromJson(events[0])).toEqual({ ...stored, recordedAt: null })
  },
)

test('a parameter that means nothing is refused, so that a file holds no more than was asked for', async () => {
  const { status, html } = await get('/export.csv?actr=ada')
  expect(status).toBe(400)
  expect(html).toContain('Did you mean <code>actor</code>?')
})

test('nothing to export is an empty file of its kind', async () => {
  expect((await get('/export.json?actor=User:99')).html.trim()).toBe('[\n]')
  expect((await get('/export.ndjson?actor=User:99')).html).toBe('')
  expect((await get('/export.csv?actor=User:99')).html.split('\r\n')).toHaveLength(2)
})

test('L4: an actor named like a formula is text in the file', async () => {
  const log = memoryDaybook()
  await log.log('a.b', { actor: { type: 'User', id: '@1', name: '=HYPERLINK("x")' } })
  const { html, response } = await openedViewer(log)('/export.csv')
  expect(html).toContain(`,User,'@1,"'=HYPERLINK(""x"")",`)
  expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('Content-Disposition')).toBe(
    'attachment; filename="daybook-2026-11-21T091705Z.csv"',
  )
})

test('L3: the log is read as fast as the file is taken, and no further once the reader has gone', async () => {
  let read = 0
  let ended = false
  const [sample] = (await daybook.find({ limit: 1 })).events
  async function* endless() {
    try {
      while (sample) {
        read++
        yield sample
      }
    } finally {
      ended = true
    }
  }
  const viewer = createViewer({ ...daybook, stream: endless }, { clock: () => sampleNow })
  const open = () => viewer.fetch(new Request('http://viewer.test/export.ndjson'), { access: {} })
  const reader = (await open()).body?.getReader()
  expect(read).toBe(0)
  const chunk = (await reader?.read())?.value
  const afterOne = read
  expect(chunk?.length).toBeLessThan(70_000)
  await reader?.read()
  expect(read).toBe(afterOne * 2)
  await reader?.cancel()
  expect(ended).toBe(true)
})

test('K24: no more than four exports run at once, and one that ended makes room', async () => {
  const viewer = createViewer(daybook, { clock: () => sampleNow })
  const open = () => viewer.fetch(new Request('http://viewer.test/export.csv?since=all'), { access: {} })
  const running = await Promise.all([open(), open(), open(), open()])
  const refused = await open()
  expect(refused.status).toBe(503)
  expect(refused.headers.get('Retry-After')).toBe('60')
  await running[0]?.body?.cancel()
  await running[1]?.text()
  for (const response of [await open(), await open()]) expect(response.status).toBe(200)
})

test('a failure on the way breaks the download off and reaches onError', async () => {
  const onError = vi.fn()
  const failure = new Error('connection lost')
  async function* breaking() {
    yield* (await daybook.find({ limit: 2 })).events
    throw failure
  }
  const viewer = createViewer({ ...daybook, stream: breaking }, { onError })
  const response = await viewer.fetch(new Request('http://viewer.test/export.json'), { access: {} })
  await expect(response.text()).rejects.toBe(failure)
  expect(onError).toHaveBeenCalledWith(failure, expect.any(String))
})
