import type { DaybookEvent, Json } from '@daybook/core'
import { sampleEvents } from './sample-event.ts'
import { seededNumbers } from './seeded-numbers.ts'

const texts: readonly string[] = [
  '',
  ' ',
  'x ',
  '\\',
  '"',
  "'",
  '\\u0041',
  '\n\r\t\u000b\u2028',
  '😀☃é',
  'null',
  '[]',
  '{}',
  '1e3',
  '2024-01-01T00:00:00.000Z',
  '; DROP TABLE x; --',
  '%_*?[a] $1 :p @p {} \\,',
  'constructor',
]

const numbers: readonly number[] = [
  0,
  1,
  -1,
  0.1,
  -2.5e-7,
  12.345,
  1e21,
  2 ** 53 - 1,
  -(2 ** 53),
  5e-324,
  Number.MAX_VALUE,
]

/** Events out of every corner of what core lets through. The same ones for the same seed. */
export function generatedEvents(count: number, seed: number): readonly DaybookEvent[] {
  const next = seededNumbers(seed)
  const one = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T
  const text = () => one(texts) + one(texts)
  // JSON.parse of V8 takes a key for an earlier one that is it with a backslash for its last letter.
  const key = () => text().replace(/\\$/, '\\.')
  const filled = () => text() || 'filled'
  const maybe = <T>(make: () => T) => (next() < 0.3 ? null : make())
  const named = () => (next() < 0.5 ? {} : { name: text() })
  const list = <T>(make: () => T) => Array.from({ length: Math.floor(next() * 4) }, make)

  const json = (depth: number): Json => {
    const kind = next()
    if (kind < 0.25) return text()
    if (kind < 0.5) return one(numbers)
    if (kind < 0.65 || depth === 0) return one([true, false, null])
    return kind < 0.8 ? list(() => json(depth - 1)) : object(depth)
  }
  const object = (depth: number) => Object.fromEntries(list(() => [key(), json(depth - 1)] as const))

  return sampleEvents(count, () => ({
    occurredAt: new Date(Math.floor(next() * Date.UTC(2026, 0, 1))),
    tenant: maybe(filled),
    action: filled(),
    version: 1 + Math.floor(next() * 9),
    outcome: one(['success', 'failure', 'denied'] as const),
    reason: maybe(text),
    actor: maybe(() => ({ type: filled(), id: filled(), ...named() })),
    target: maybe(() => ({ type: filled(), id: maybe(filled), ...named() })),
    note: text(),
    requestId: maybe(filled),
    traceId: maybe(filled),
    ip: maybe(() => '2001:db8::1'),
    statusCode: maybe(() => 100 + Math.floor(next() * 500)),
    durationMs: maybe(() => Math.abs(one(numbers))),
    data: json(4),
    changes: maybe(() =>
      Object.fromEntries(
        list(() => [
          `/${key()}`,
          { ...(next() < 0.7 && { before: json(2) }), ...(next() < 0.7 && { after: json(2) }) },
        ]),
      ),
    ),
    context: object(3),
  }))
}
