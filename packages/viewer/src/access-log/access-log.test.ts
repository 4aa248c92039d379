import { context, createDaybook, defineEvents } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, test, vi } from 'vitest'
import { sampleNow } from '../../test/believable-events.ts'
import { openedViewer } from '../../test/opened-viewer.ts'
import { viewerEvents } from './viewer-events.ts'

async function opened() {
  let now = sampleNow
  const clock = () => now
  const daybook = createDaybook({ store: createMemoryStore({ clock }), clock })
  await daybook.log('invoice.paid', { tenant: 'acme' })
  const get = openedViewer(daybook, { clock, recordAccess: true })
  const as = (id: string, path: string, access = {}) =>
    context.run({ actor: { type: 'User', id } }, () => get(path, {}, { access }))
  const told = async (action: string) =>
    (await daybook.find({ action })).events.map(({ actor, tenant, data }) => [actor?.id, tenant, data])
  const later = (millis: number) => {
    now += millis
  }
  return { daybook, as, told, later }
}

test('L5, K20: viewing is logged once an actor and ten minutes', async () => {
  const { daybook, as, told, later } = await opened()
  await as('7', '/')
  await vi.waitFor(async () => expect(await told('daybook.viewed')).toEqual([['7', null, { page: '/' }]]))
  await as('7', '/?since=7d')
  await as('7', `/e/${(await daybook.find({ action: 'invoice.paid' })).events[0]?.id}`)
  await as('8', '/', { tenant: 'acme' })
  await vi.waitFor(async () => expect(await told('daybook.viewed')).toHaveLength(2))
  expect((await told('daybook.viewed'))[0]).toEqual(['8', 'acme', { page: '/' }])
  later(11 * 60_000)
  await as('7', '/')
  await vi.waitFor(async () => expect(await told('daybook.viewed')).toHaveLength(3))
})

test('L5, K20: an export is logged with its filter', async () => {
  const { as, told } = await opened()
  await as('7', '/export.csv?action=invoice.*')
  await as('7', '/export.csv?action=invoice.*')
  await as('7', '/export.csv?since=all')
  await vi.waitFor(async () =>
    expect(await told('daybook.exported')).toEqual([
      ['7', null, { page: 'export.csv', filter: '?q=since:all' }],
      ['7', null, { page: 'export.csv', filter: '?q=action:invoice.*' }],
    ]),
  )
})

test('K10: what shows no event logs nothing, and an empty log stays empty', async () => {
  const daybook = createDaybook({ store: createMemoryStore() })
  const get = openedViewer(daybook, { recordAccess: true })
  for (const path of ['/', '/e/nothing', '/t/Invoice/1', '/a', '/usage', '/nothing']) await get(path)
  await get('/export.csv', { method: 'HEAD' })
  await daybook.flush()
  expect(await daybook.count()).toBe(0)
})

test('a catalog without these events is told of once; the page stands', async () => {
  const onError = vi.fn()
  const daybook = createDaybook({ store: createMemoryStore(), events: defineEvents({ 'a.b': {} }) })
  await daybook.log('a.b')
  const get = openedViewer(daybook, { recordAccess: true, onError, clock: Date.now })
  expect((await get('/')).status).toBe(200)
  await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce())
  expect(onError.mock.lastCall?.[0]).toMatchObject({ code: 'DAYBOOK_UNKNOWN_ACTION' })
  await get('/export.csv')
  expect(onError).toHaveBeenCalledOnce()
})

test('a catalog with them logs them', async () => {
  const events = defineEvents({ ...viewerEvents, 'a.b': {} })
  const daybook = createDaybook({ store: createMemoryStore(), events })
  await daybook.log('a.b')
  await openedViewer(daybook, { recordAccess: true, clock: Date.now })('/')
  await vi.waitFor(async () => expect(await daybook.count({ action: 'daybook.viewed' })).toBe(1))
})
