import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a condition; throws after a minute, far beyond what a busy machine needs. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  deadlineMillis = 60_000,
): Promise<void> {
  const end = Date.now() + deadlineMillis
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMillis} ms for: ${what}`)
    await sleep(5)
  }
}
