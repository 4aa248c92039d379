import { expect, test } from 'vitest'
import { clockText, dayNumber, instantText, relativeText, shortInstantText } from './instant-text.ts'

const instant = new Date('2026-09-01T23:59:59.999Z')

test('a day and a clock time, in UTC, to the millisecond', () => {
  expect(instantText(instant)).toBe('1 Sep 2026, 23:59:59.999')
  expect(clockText(new Date('2026-11-21T09:04:02.007Z'))).toBe('09:04:02.007')
})

test('the short form says the year only when it is another', () => {
  expect(shortInstantText(instant, Date.parse('2026-11-21T00:00:00Z'))).toBe('1 Sep, 23:59')
  expect(shortInstantText(instant, Date.parse('2027-01-01T00:00:00Z'))).toBe('1 Sep 2026, 23:59')
})

test.each([
  [0, 'just now'],
  [12_000, '12 s ago'],
  [3 * 60_000, '3 min ago'],
  [59 * 60_000 + 59_000, '59 min ago'],
  [5 * 3_600_000, '5 h ago'],
  [86_400_000, '1 day ago'],
  [12 * 86_400_000, '12 days ago'],
  [90 * 86_400_000, '2 months ago'],
  [800 * 86_400_000, '2 years ago'],
  [-61_000, 'in 1 min'],
])('%i ms ago is said as "%s"', (ago, said) => {
  expect(relativeText(instant, instant.getTime() + ago)).toBe(said)
})

test('a day is a UTC day', () => {
  expect(
    dayNumber(new Date('2026-11-21T00:00:00.000Z')) - dayNumber(new Date('2026-11-20T23:59:59.999Z')),
  ).toBe(1)
})
