import { createDaybook, type Json } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, test } from 'vitest'
import { JsonView } from './json-view.tsx'
import { linksFrom } from './links.ts'

/** What a reader sees of stored JSON. */
const seen = (value: Json) =>
  String(<JsonView value={value} field="data" links={linksFrom('/')} />)
    .replace(/<span class="(?:tools|size)">.*?<\/span>/g, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')

const stored = async (data: unknown) =>
  (await createDaybook({ store: createMemoryStore() }).log('a.b', { data })).data

test('JSON reads as JSON', () => {
  const value = { a: [1, 'two', null, true, [], {}], 'b"c': { d: -1.5 } }
  expect(JSON.parse(seen(value))).toEqual(value)
})

test.each([
  ['redacted at write', { password: 'hunter2' }],
  ['NaN', { n: Number.NaN }],
  ['invalid date', { d: new Date(Number.NaN) }],
  ['not stored: function greet', { f: function greet() {} }],
  ['3 bytes', { b: new Uint8Array([1, 2, 3]) }],
  ['cut, was 70,000 characters', { s: 'x'.repeat(70_000) }],
  ['cut, 5 more', { list: Array.from({ length: 10_005 }, () => 0) }],
])('a mark reads as "%s"', async (words, data) => {
  const text = seen(await stored(data))
  expect(text).toContain(words)
  expect(text).not.toContain('$daybook')
})

test('a circle, and an object that was cut, keep what there was room for', async () => {
  const circle: Record<string, unknown> = { name: 'loop' }
  circle.self = circle
  expect(seen(await stored(circle))).toBe('{"name": "loop","self": circular}')
  const wide = Object.fromEntries(Array.from({ length: 10_002 }, (_, index) => [`k${index}`, 0]))
  expect(seen(await stored(wide)).slice(-30)).toMatch(/"k\d+": 0,cut, [\d,]+ more\}$/)
})

test('keys that look like marks are shown as the app wrote them', async () => {
  expect(seen(await stored({ $daybook: 'redacted' }))).toBe('{"$daybook": "redacted"}')
})

test('what other writers nested too deeply does not break the page', () => {
  let value: Json = 'bottom'
  for (let depth = 0; depth < 5_000; depth++) value = [value]
  expect(seen(value)).toContain('nested too deeply to show')
})
