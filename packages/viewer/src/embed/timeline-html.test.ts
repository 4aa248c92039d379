import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, test } from 'vitest'
import { payloads } from '../../test/payloads.ts'
import { timelineCss, timelineHtml, timelineJson } from '../embed.ts'

class Invoice {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
}
const daybook = createDaybook({ store: createMemoryStore({ references: { Invoice } }) })
const target = { type: 'Invoice', id: 42 }
await daybook.log('invoice.created', { target, tenant: 'acme' })
await daybook.log('invoice.updated', {
  target,
  tenant: 'acme',
  actor: { type: 'User', id: 7, name: 'Ada' },
  changes: { '/status': { before: 'open', after: 'paid' } },
})
await daybook.log('invoice.voided', { target, tenant: 'other', outcome: 'denied', reason: 'needs finance' })
await daybook.log('invoice.created', { target: { type: 'Invoice', id: 43 }, tenant: 'acme' })

const all = { access: {} }

test('R10: everything about one object, newest first, by its reference or as itself', async () => {
  const html = await timelineHtml(daybook, target, all)
  expect(html.match(/<li class="daybook-item/g)).toHaveLength(3)
  expect(html.indexOf('needs finance')).toBeLessThan(html.indexOf('<bdi>Ada</bdi>'))
  expect(html).toContain('<del><bdi>&quot;open&quot;</bdi></del> <ins><bdi>&quot;paid&quot;</bdi></ins>')
  expect(html).toContain('daybook-denied')
  expect(await timelineHtml(daybook, new Invoice(42), all)).toBe(html)
})

test('every class is its own, and there is neither script nor style in it', async () => {
  const html = await timelineHtml(daybook, target, all)
  const classes = [...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' '))
  expect(classes.every((name) => name.startsWith('daybook-'))).toBe(true)
  expect(html).not.toMatch(/<script|<style|style=| on\w+=/)
  expect(
    [...timelineCss.matchAll(/\.([a-z][\w-]*)/g)].every(([, name]) => name?.startsWith('daybook-')),
  ).toBe(true)
})

test('L16: a tenant sees its own events, and one without access none', async () => {
  const events = async (access: unknown) =>
    (await timelineJson(daybook, target, { access: access as null })).events.map(({ action }) => action)
  expect(await events({ tenant: 'acme' })).toEqual(['invoice.updated', 'invoice.created'])
  expect(await events({ tenant: null })).toEqual([])
  for (const none of [null, undefined, true, {}.toString, { tenant: undefined }, Promise.resolve({})])
    expect(await events(none)).toEqual([])
  expect(await timelineHtml(daybook, target, { access: null })).toContain('daybook-empty')
})

test('pages of it', async () => {
  const first = await timelineJson(daybook, target, { ...all, limit: 2 })
  const next = await timelineJson(daybook, target, { ...all, limit: 2, cursor: first.nextCursor as string })
  expect([...first.events, ...next.events]).toHaveLength(3)
  const oldest = await timelineJson(daybook, target, { ...all, order: 'oldest', limit: 1 })
  expect(oldest.events[0]?.action).toBe('invoice.created')
})

test.each(payloads)('K04: %j in every field is text and nothing else', async (payload) => {
  const hostile = createDaybook({ store: createMemoryStore() })
  const reference = { type: payload, id: payload, name: payload }
  await hostile.log(payload, {
    actor: reference,
    target: reference,
    tenant: payload,
    note: payload,
    outcome: 'failure',
    reason: payload,
    data: { [payload]: payload },
    changes: { [`/${payload}`]: { before: payload, after: { [payload]: payload } } },
  })
  const html = await timelineHtml(hostile, reference, { access: { tenant: payload } })
  const tags = new Set([...html.matchAll(/<\/?([^\s>]+)/g)].map(([, name]) => name))
  expect([...tags].sort()).toEqual(['bdi', 'del', 'ins', 'li', 'ol', 'p', 'section', 'span', 'time', 'ul'])
  for (const [attributes] of html.matchAll(/<\w+([^>]*)>/g))
    expect(attributes.replaceAll(/ (?:class|datetime|aria-label)="[^"<>]*"/g, '')).toMatch(/^<\w+>$/)
})

test.each([{ type: 'Invoice' }, { type: 'Invoice', id: null }, {}, { id: 42 }])(
  '%o is not one object',
  async (reference) => {
    await expect(timelineHtml(daybook, reference, all)).rejects.toMatchObject({
      code: 'DAYBOOK_BAD_REFERENCE',
    })
  },
)
