import type { DaybookEvent } from '@daybook/core'

/** Consecutive events that are alike: the same action, done. What failed or was denied stands alone. */
export function runsOf(events: readonly DaybookEvent[]): readonly (readonly DaybookEvent[])[] {
  const runs: DaybookEvent[][] = []
  for (const event of events) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const alike = last?.action === event.action && last.outcome === 'success' && event.outcome === 'success'
    if (run && alike) run.push(event)
    else runs.push([event])
  }
  return runs
}
