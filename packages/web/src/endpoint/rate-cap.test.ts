import { expect, test } from 'vitest'
import { createRateCap } from './rate-cap.ts'

test('each client has its own count, and a fresh one every minute', () => {
  let now = 0
  const cap = createRateCap(2, () => now)
  expect([1, 2, 3].map(() => cap.waitSeconds('a'))).toEqual([0, 0, 60])
  now = 59_001
  expect([cap.waitSeconds('a'), cap.waitSeconds('b')]).toEqual([1, 0])
  now = 60_000
  expect(cap.waitSeconds('a')).toBe(0)
})

test('the memory it takes is bounded: past 10,000 clients, newcomers share one count', () => {
  const cap = createRateCap(1, () => 0)
  for (let client = 0; client < 10_000; client++) expect(cap.waitSeconds(`c${client}`)).toBe(0)
  expect([cap.waitSeconds('late'), cap.waitSeconds('later'), cap.waitSeconds('c7')]).toEqual([0, 60, 60])
})
