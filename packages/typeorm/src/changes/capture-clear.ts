import { replaceMethod, type SqlDialect } from '@daybook/sql'
import type { EntityMetadata } from 'typeorm'
import type { LiveDataSource, TypeormQueryRunner } from '../store/live-data-source.ts'
import { type Capture, recordRows, wholeOf } from './captured-write.ts'

/** The part of a `QueryRunner` that `clear()` ends in. */
interface Clearing extends TypeormQueryRunner {
  clearTable(tablePath: string, ...options: unknown[]): Promise<void>
}

/** Takes the place of `clearTable`, which is `run`. */
export type OnClear = (
  tablePath: string,
  runner: TypeormQueryRunner,
  run: () => Promise<void>,
) => Promise<void>

/** Calls `onClear` in place of `clearTable` for the query runners of one DataSource. The answer ends it. */
export function trackClears(dataSource: LiveDataSource, onClear: OnClear): () => void {
  let stopped = false
  const seen = new WeakSet<object>()
  const track = (runner: Clearing): Clearing => {
    if (seen.has(runner)) return runner
    seen.add(runner)
    replaceMethod(runner, 'clearTable', (original) => (tablePath, ...options) => {
      const run = () => original.call(runner, tablePath, ...options)
      return stopped ? run() : onClear(tablePath, runner, run)
    })
    return runner
  }
  const restore = replaceMethod(
    dataSource,
    'createQueryRunner',
    (original) =>
      function (this: LiveDataSource, mode) {
        return track(original.call(this, mode) as Clearing)
      },
  )
  return () => {
    stopped = true
    restore()
  }
}

/** Records what `clear()` removes. */
export async function captureClear(
  capture: Capture,
  metadata: EntityMetadata,
  { runner, dialect, run }: { runner: TypeormQueryRunner; dialect: SqlDialect; run: () => Promise<void> },
): Promise<void> {
  const { recorder, rows, summarise } = capture
  const change = wholeOf(capture, metadata, 'delete')
  const before = await rows.any(metadata, recorder.bulkRows + 1, runner)
  const isMany = before.length > recorder.bulkRows
  if (isMany) recorder.assertBulkAllowed(change)
  const count = isMany ? await rows.count(metadata, runner) : before.length
  // TRUNCATE commits the transaction that it is in, which is the app's.
  if (dialect.name === 'mariadb') await rows.deleteAll(metadata, runner)
  else await run()
  if (isMany) await summarise({ ...change, count }, runner)
  else
    await recordRows(
      capture,
      runner,
      before.map((stored) => [stored, { operation: 'delete', before: stored.row }]),
    )
}
