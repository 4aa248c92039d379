import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

const deadlineMillis = 2_000

/** Time for whatever should not come to come. */
export function aMoment(): Promise<void> {
  return sleep(15)
}

/** Waits until `actual()` says what is `expected`: signals and deferred events come when they can. */
export async function eventually(
  actual: () => Promise<unknown> | unknown,
  expected: unknown,
  message: string,
): Promise<void> {
  const deadline = performance.now() + deadlineMillis
  for (;;) {
    try {
      return assert.deepEqual(await actual(), expected, message)
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(5)
    }
  }
}
