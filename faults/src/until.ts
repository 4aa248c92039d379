import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a condition; throws after two minutes: on a busy machine, starting a process alone has taken one. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  deadlineMillis = 120_000,
): Promise<void> {
  const end = Date.now() + deadlineMillis
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMillis} ms for: ${what}`)
    await sleep(5)
  }
}
