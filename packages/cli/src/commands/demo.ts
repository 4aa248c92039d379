import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDaybook, maxBatch } from '@daybook/core'
import { createStatements } from '@daybook/sql'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import type { Runner } from '../connection/connection.ts'
import { logIn } from '../connection/open-log.ts'
import { openSqlite } from '../connection/open-sqlite.ts'
import { believableEvents, demoDays } from '../demo/believable-events.ts'
import { createProgress } from '../output/progress.ts'
import { inBatches } from '../query/open-daybook.ts'
import { limitOf } from '../query/query-of.ts'
import { portOf, serveViewer } from '../ui/serve-viewer.ts'

/** `daybook demo` */
export const run: RunCommand = async (context, input) => {
  const wanted = Math.min(limitOf(input, 10_000, 'events'), 1_000_000)
  const port = portOf(input)
  const folder = await mkdtemp(join(tmpdir(), 'daybook-demo-'))
  const path = join(folder, 'daybook-demo.db')
  const connection = await openSqlite(path, { create: true })
  try {
    const { store, table } = logIn(connection, { arguments: [], options: {} }, path)
    // Nothing here is worth waiting for the disk.
    await connection.run({ sql: 'PRAGMA synchronous = OFF', parameters: [] })
    for (const sql of createStatements(connection.dialect, table))
      await connection.run({ sql, parameters: [] })
    const progress = createProgress(context, 'Making up')
    let made = 0
    const daybook = createDaybook<Runner>({ store, clock: context.clock })
    for await (const events of inBatches(believableEvents(wanted, context.clock()), maxBatch)) {
      await Promise.all(events.map(({ action, ...details }) => daybook.log(action, details)))
      made += events.length
      progress.update(made, made / wanted)
      if (context.signal.aborted) return exitCode.interrupted
    }
    progress.clear()
    const viewer = await serveViewer(daybook, { port })
    const tick = context.notePaint.symbol('✔', 'ok:')
    context.note(
      `${tick} ${made.toLocaleString('en')} events for a made-up billing company, ${demoDays} days, in ${path}`,
    )
    context.note(`${tick} Viewer: ${viewer.url}   (Ctrl-C stops and deletes it)`)
    context.note('  Try: outcome:denied · actor:grace · target:Invoice:')
    await viewer.untilAborted(context.signal)
    return exitCode.ok
  } finally {
    await connection.close()
    await rm(folder, { recursive: true, force: true })
  }
}
