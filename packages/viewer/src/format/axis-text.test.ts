import { expect, test } from 'vitest'
import { axisText } from './axis-text.ts'

const end = new Date('2026-11-21T09:17:05Z')

test.each([
  ['2026-11-20T09:17:05Z', undefined, 'Fri 09:17'],
  ['2026-11-20T15:17:05Z', '2026-11-20T09:17:05Z', '15:17'],
  ['2026-11-21T03:17:05Z', '2026-11-20T09:17:05Z', 'Sat 03:17'],
  ['2026-11-14T09:17:05Z', undefined, '14 Nov'],
  ['2026-11-17T21:17:05Z', '2026-11-14T09:17:05Z', '17 Nov'],
])('%s on an axis from %s reads "%s"', (instant, first, said) => {
  expect(axisText(new Date(instant), first === undefined ? undefined : new Date(first), end)).toBe(said)
})
