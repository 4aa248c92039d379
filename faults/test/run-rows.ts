import { describe, expect, test } from 'vitest'
import { serverUrl } from '../../scripts/test-servers.mjs'
import { runRow } from '../src/bench.ts'
import type { FaultRow } from '../src/fault-row.ts'

const needed = ['postgres', 'mariadb', 'redis'] as const

/** Registers a test for each fault that is provoked: nothing acknowledged is lost, and the log lives on. */
export function runRows(rows: readonly FaultRow[]): void {
  describe.skipIf(needed.some((engine) => !serverUrl(engine)))('provoked', () => {
    for (const { id, title, run, skip } of rows)
      if (run)
        test.skipIf(skip?.() !== undefined)(
          `${id}: ${title}`,
          async () => {
            const { verdict, live, figures } = await runRow(run, 1)
            expect({ ...verdict, live }, JSON.stringify(figures)).toEqual({
              ...{ lost: 0, dup: 0, phantom: 0, mangled: 0 },
              live: true,
            })
          },
          300_000,
        )
  })
}
