import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDaybook, maxBatch } from '@daybook/core'
import { createFeedStatements, createStatements } from '@daybook/sql'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { logIn } from '../connection/open-log.ts'
import { openSqlite } from '../connection/open-sqlite.ts'
import { believableEvents, demoDays } from '../demo/believable-events.ts'
import { counted } from '../output/counted.ts'
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
    const { store, table } = await logIn(connection, { options: {} }, path)
    const runAll = async (statements: readonly string[]) => {
      for (const sql of statements) await connection.run({ sql, parameters: [] })
    }
    // Nothing here is worth waiting for the disk.
    await runAll(['PRAGMA synchronous = OFF', ...createStatements(connection.dialect, table)])
    const progress = createProgress(context, 'Making up')
    let made = 0
    const { clock } = context
    const daybook = createDaybook({ store, clock })
    for await (const events of inBatches(believableEvents(wanted, clock()), maxBatch)) {
      await Promise.all(events.map(({ action, ...details }) => daybook.log(action, details)))
      made += events.length
      progress.update(made, made / wanted)
      if (context.signal.aborted) return exitCode.interrupted
    }
    progress.clear()
    // Made last: what happened before is no news for the live tail.
    await runAll(createFeedStatements(connection.dialect, table))
    const live = await logIn(connection, { options: {} }, path, { feed: true })
    const viewer = await serveViewer(createDaybook({ store: live.store, clock }), { port })
    const tick = context.notePaint.symbol('✔', 'ok:')
    context.note(`${tick} ${counted(made, 'event')} for a made-up billing company, ${demoDays} days`)
    context.note(`${tick} Viewer: ${viewer.url}   (Ctrl-C stops and deletes it)`)
    context.note('  Try: outcome:denied · actor:grace · target:Invoice:42')
    context.note(`  Or, from another terminal: daybook find --url ${path}`)
    await viewer.untilAborted(context.signal)
    return exitCode.ok
  } finally {
    await connection.close()
    await rm(folder, { recursive: true, force: true })
  }
}
