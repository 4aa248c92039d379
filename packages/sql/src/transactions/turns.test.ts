import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTurns, inTurn } from './turns.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('one at a time, in the order of asking, also past one that fails', async () => {
  const turns = createTurns()
  const told: string[] = []
  const first = turns.take(async () => {
    await vi.advanceTimersByTimeAsync(1_000)
    told.push('first')
    throw new Error('refused')
  })
  const second = turns.take(async () => told.push('second'))
  await expect(first).rejects.toThrow('refused')
  await second
  expect(told).toEqual(['first', 'second'])
})

describe('a turn that does not come within 30 seconds', () => {
  test('is a TimeoutError, and its work is not done later', async () => {
    const turns = createTurns()
    const held = Promise.withResolvers<void>()
    const holding = turns.take(() => held.promise)
    const work = vi.fn(async () => 'done')
    const waiting = turns.take(work).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await waiting).toMatchObject({ code: 'DAYBOOK_TIMEOUT' })
    held.resolve()
    await holding
    expect(await turns.take(async () => 'next')).toBe('next')
    expect(work).not.toHaveBeenCalled()
  })

  test('may take longer once it has come', async () => {
    const turn = createTurns().take(() => vi.advanceTimersByTimeAsync(60_000).then(() => 'done'))
    expect(await turn).toBe('done')
  })
})

test('a resource that gives out its own turns hands over what it holds, or why it cannot', async () => {
  expect(
    await inTurn(
      (turn) => turn('a connection'),
      async (held) => `with ${held}`,
    ),
  ).toBe('with a connection')
  const broken = inTurn(
    () => Promise.reject(new Error('no connection')),
    async () => 'never',
  )
  await expect(broken).rejects.toThrow('no connection')
  expect(vi.getTimerCount()).toBe(0)
})
