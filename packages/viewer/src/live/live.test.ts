import { createDaybook, type EventFeed, StorageError } from '@daybook/core'
import { createMemoryStore, withMemoryFeed } from '@daybook/core/memory'
import { expect, test, vi } from 'vitest'
import { allMessages, nextEvents, sseMessages } from '../../test/sse.ts'
import { createViewer } from '../viewer/create-viewer.ts'
import type { ViewerAccess, ViewerOptions } from '../viewer/viewer.ts'

const pollMillis = 5

function opened(options: ViewerOptions = {}, change: (feed: EventFeed) => Partial<EventFeed> = () => ({})) {
  const store = withMemoryFeed(createMemoryStore())
  const feed = { ...store.feed, ...change(store.feed as EventFeed) } as EventFeed
  const daybook = createDaybook({ store: { ...store, feed } })
  const viewer = createViewer(daybook, { recordAccess: false, live: { pollMillis }, ...options })
  const ask = (path: string, access: ViewerAccess | null = {}, init: RequestInit = {}) =>
    viewer.fetch(new Request(`http://viewer.test${path}`, init), { access })
  const watch = async (
    path = '/api/live',
    access: ViewerAccess = {},
    headers: Record<string, string> = {},
  ) => {
    const response = await ask(path, access, { headers })
    expect(response.status).toBe(200)
    const messages = sseMessages(response)
    // The first one says where it begins.
    const { value: begin } = await messages.next()
    return { response, messages, begin: Number(begin?.id), events: (n: number) => nextEvents(messages, n) }
  }
  return { daybook, feed, viewer, ask, watch }
}

const numbers = (messages: readonly { readonly data: unknown }[]) =>
  messages.map(({ data }) => (data as { data: { number?: number } }).data.number)

test('L1: what is logged comes, in order, with the filter of the list', async () => {
  const { daybook, watch } = opened()
  await daybook.log('a.earlier')
  const { events, response } = await watch('/api/live?q=action:a.*')
  expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform')
  await daybook.log('a.one', { data: { number: 1 } })
  await daybook.log('b.other')
  await daybook.log('a.two', { data: { number: 2 } })
  expect(numbers(await events(2))).toEqual([1, 2])
})

test('L2: goes on after Last-Event-ID, which wins over the address, without gap or duplicate', async () => {
  const { daybook, watch } = opened()
  const first = await watch()
  for (let number = 0; number < 6; number++) await daybook.log('a', { data: { number } })
  const seen = await first.events(3)
  await first.messages.return()
  const second = await watch('/api/live?after=1', {}, { 'Last-Event-ID': seen.at(-1)?.id as string })
  expect(numbers(await second.events(3))).toEqual([3, 4, 5])
})

test('what a reader does not see moves their position on all the same', async () => {
  const { daybook, watch } = opened()
  const { messages } = await watch('/api/live?q=action:b')
  for (let index = 0; index < 3; index++) await daybook.log('a')
  await vi.waitFor(async () => expect((await messages.next()).value?.id).toBe('3'))
})

test('L16, K03: another tenant is not seen, and not by asking for it', async () => {
  const { daybook, watch, ask } = opened()
  const { events } = await watch('/api/live', { tenant: 'acme' })
  for (const [number, tenant] of ['acme', 'other', null, 'acme'].entries())
    await daybook.log('a', { tenant, data: { number } })
  expect(numbers(await events(2))).toEqual([0, 3])
  expect((await ask('/api/live?q=tenant:other', { tenant: 'acme' })).status).toBe(400)
})

test("a tenant's own daybook, whose feed would hold everybody's events, has no live events", async () => {
  const { daybook } = opened()
  const viewer = createViewer(daybook.forTenant('acme'), { recordAccess: false })
  const { status } = await viewer.fetch(new Request('http://viewer.test/live'), { access: {} })
  expect(status).toBe(404)
})

test('K10: looking at the log is not seen live', async () => {
  const { daybook, watch } = opened()
  const { events } = await watch()
  await daybook.log('daybook.viewed')
  await daybook.log('daybook.exported')
  await daybook.log('a', { data: { number: 1 } })
  expect(numbers(await events(1))).toEqual([1])
})

test('for the page it is the rows of the list, escaped', async () => {
  const { daybook, watch } = opened()
  const { events } = await watch('/live')
  const { id } = await daybook.log('a.b', { actor: { type: 'User', id: 7, name: '<script>x</script>\n' } })
  const [message] = await events(1)
  const data = message?.data as { readonly id: string; readonly html: string }
  expect(data.id).toBe(id)
  expect(data.html).toContain(`href="./e/${id}"`)
  expect(data.html).toContain('&lt;script&gt;')
})

test('one reader serves everybody, looks at a bounded pace, and stops with the last', async () => {
  let reads = 0
  const { daybook, watch } = opened({ live: { pollMillis: 60_000 } }, (feed) => ({
    read(after, limit) {
      reads++
      return feed.read(after, limit)
    },
  }))
  const watchers = await Promise.all(Array.from({ length: 20 }, () => watch()))
  for (let number = 0; number < 10; number++) await daybook.log('a', { data: { number } })
  for (const { events } of watchers) expect(numbers(await events(10))).toHaveLength(10)
  expect(reads).toBeLessThan(20)
  for (const { messages } of watchers) await messages.return()
  await daybook.log('a')
  const before = reads
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(reads - before).toBeLessThan(2)
})

test('ends after a while, so that access is asked for again', async () => {
  const { daybook, watch } = opened({ live: { pollMillis, recheckMillis: 1_000 } })
  const { messages, events } = await watch()
  await daybook.log('a')
  await events(1)
  const all = await allMessages(messages)
  expect(all.at(-1)).toMatchObject({ event: 'again', id: '1' })
})

test('K19: no more watch at once than may; one who leaves makes room', async () => {
  const { watch, ask } = opened({ live: { maxConnections: 2 } })
  const { messages } = await watch()
  await watch()
  const refused = await ask('/live')
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '30'])
  await messages.return()
  expect((await ask('/live')).status).toBe(200)
})

test('one who takes nothing is cut off, and has cost one message', async () => {
  vi.useFakeTimers()
  try {
    const { ask, daybook } = opened({ live: { pollMillis, recheckMillis: 1_000, maxConnections: 1 } })
    const response = await ask('/api/live')
    for (let index = 0; index < 10; index++) await daybook.log('a')
    await vi.advanceTimersByTimeAsync(12_000)
    await expect(response.text()).rejects.toThrow('took nothing')
    expect((await ask('/live')).status).toBe(200)
  } finally {
    vi.useRealTimers()
  }
})

test('a position of another database, one that was trimmed and one too far back are told so', async () => {
  const { daybook, feed, watch, ask } = opened()
  const lost = async (after: number) => {
    const messages = await allMessages(sseMessages(await ask(`/api/live?after=${after}`)))
    return messages.at(-1)?.event
  }
  daybook.silenced(() => {
    for (let number = 0; number < 5_100; number++) daybook.defer('a')
  })
  await daybook.flush()
  await watch()
  await vi.waitFor(async () => expect(await feed.head()).toBe(5_100))
  expect(await lost(9_999)).toBe('lost')
  expect(await lost(50)).toBe('lost')
  await feed.claim('one', { owner: 'test', millis: 60_000 })
  await feed.advance('one', 4_000, { owner: 'test', millis: 60_000 })
  await feed.trim(10_000)
  expect(await lost(3_000)).toBe('lost')
  const { events } = await watch('/api/live?after=4100')
  expect(await events(1_000)).toHaveLength(1_000)
})

test('a failing feed is told of once, and goes on when it is well again', async () => {
  let failing = false
  const onError = vi.fn()
  const down = new StorageError({ code: 'DAYBOOK_STORAGE', message: 'down', fix: 'wait', cause: undefined })
  const { daybook, watch } = opened({ onError, live: { pollMillis } }, (feed) => ({
    sequence: (limit) => (failing ? Promise.reject(down) : feed.sequence(limit)),
  }))
  const { events } = await watch()
  failing = true
  await daybook.log('a', { data: { number: 1 } })
  await vi.waitFor(() => expect(onError).toHaveBeenCalled())
  failing = false
  expect(numbers(await events(1))).toEqual([1])
  expect(onError).toHaveBeenCalledOnce()
})

test('the list knows where live events go on; a store without a feed has none', async () => {
  const { daybook, ask } = opened()
  await daybook.log('a')
  expect(await (await ask('/')).text()).toMatch(/<div class="live" data-live="\.\/live" data-after="\d"/)
  const silent = createViewer(createDaybook({ store: createMemoryStore() }), { recordAccess: false })
  for (const path of ['/live', '/api/live']) {
    const { status } = await silent.fetch(new Request(`http://viewer.test${path}`), { access: {} })
    expect(status).toBe(404)
  }
})

test('what is no position is refused', async () => {
  const { ask } = opened()
  expect((await ask('/api/live?after=x')).status).toBe(400)
  expect((await ask('/live', {}, { headers: { 'Last-Event-ID': '-1' } })).status).toBe(400)
})

test('HEAD takes no place, and nobody without access any', async () => {
  const { ask } = opened({ live: { maxConnections: 1 } })
  for (let index = 0; index < 3; index++)
    expect((await ask('/live', {}, { method: 'HEAD' })).status).toBe(200)
  expect((await ask('/live', null)).status).toBe(403)
  expect((await ask('/live')).status).toBe(200)
})
