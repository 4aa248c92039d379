import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { queryFilter } from '@daybook/core/query'
import { expect, test } from 'vitest'

// What the core reproduces of the systems before it, one test a feature: questions to the log.

const now = Date.UTC(2026, 10, 21, 9)
const daysAgo = (days: number, millis = 0) => new Date(now - days * 86_400_000 + millis)

test('row 75: used counts users strictly newer than the window, active leaves out new accounts', async () => {
  const daybook = createDaybook({ store: createMemoryStore(), clock: () => now })
  const seen = (id: number, occurredAt: Date) =>
    daybook.log('login', { actor: { type: 'User', id }, occurredAt })
  await seen(1, daysAgo(1))
  await seen(1, daysAgo(2))
  await seen(2, daysAgo(7))
  await seen(3, daysAgo(7, 1))
  await seen(4, daysAgo(30))
  await seen(5, daysAgo(30, 1))
  await seen(6, daysAgo(100))
  await daybook.log('login')

  const created = new Map([
    ['1', daysAgo(3)],
    ['3', daysAgo(20)],
    ['5', daysAgo(400)],
  ])
  const isNew = ({ id }: { id: string }, since: Date) => (created.get(id) ?? daysAgo(999)) > since
  expect(await daybook.stats({ isNew })).toEqual([
    { days: 7, used: 2, active: 1 },
    { days: 30, used: 4, active: 2 },
  ])
  expect(await daybook.stats({ days: [1.5] })).toEqual([{ days: 1.5, used: 1, active: 1 }])
})

test('row 87: finds by what is inside the data', async () => {
  const daybook = createDaybook({ store: createMemoryStore() })
  await daybook.log('a', { data: { invoice: { currency: 'EUR', lines: [{ sku: 'x' }] }, paid: true } })
  await daybook.log('b', { data: { invoice: { currency: 'USD', lines: [] }, paid: null } })
  const found = async (data: object) =>
    (await daybook.find({ data: data as never })).events.map((e) => e.action)
  expect(await found({ 'invoice.currency': 'EUR' })).toEqual(['a'])
  expect(await found({ 'invoice.currency': ['EUR', 'USD'] })).toEqual(['b', 'a'])
  expect(await found({ 'invoice.lines.0.sku': 'x' })).toEqual(['a'])
  expect(await found({ paid: true })).toEqual(['a'])
  expect(await found({ paid: null })).toEqual(['b'])
  expect(await found({ 'invoice.lines.0': undefined })).toEqual(['a'])
  expect(await found({ 'invoice.currency': 'EUR', paid: false })).toEqual([])
  const { events } = await daybook.find(queryFilter('data.invoice.currency:EUR'))
  expect(events.map(({ action }) => action)).toEqual(['a'])
})
