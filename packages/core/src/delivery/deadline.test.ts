import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDeadlines } from './deadline.ts'

const never = () => new Promise<string>(() => {})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('each statement has its whole time, however many began before it', async () => {
  const withDeadline = createDeadlines(100)
  const ends: [string, number][] = []
  const begun = performance.now()
  const begin = (name: string) =>
    withDeadline(never()).catch(({ code }) => ends.push([`${name} ${code}`, performance.now() - begun]))

  void begin('first')
  await vi.advanceTimersByTimeAsync(60)
  void begin('second')
  await vi.advanceTimersByTimeAsync(39)
  expect(ends).toEqual([])
  await vi.advanceTimersByTimeAsync(200)
  expect(ends).toEqual([
    ['first DAYBOOK_TIMEOUT', 100],
    ['second DAYBOOK_TIMEOUT', 160],
  ])
})

test('what has settled is left alone, and what comes after an idle time has its deadline too', async () => {
  const withDeadline = createDeadlines(100)
  expect(await withDeadline(Promise.resolve('stored'))).toBe('stored')
  await expect(withDeadline(Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(vi.getTimerCount()).toBe(0)

  const late = expect(withDeadline(never())).rejects.toMatchObject({ ambiguous: true })
  await vi.advanceTimersByTimeAsync(100)
  await late
})
