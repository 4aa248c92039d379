import { type Capture, captureBounded, recordRows, type TrackedWrite, wholeOf } from './captured-write.ts'
import type { WriteResult } from './write-builder.ts'

/** Records what a DELETE removes: `remove()`, `delete()`, and the links that TypeORM takes away. */
export function captureDelete(capture: Capture, write: TrackedWrite): Promise<WriteResult> {
  const { metadata, runner, run } = write
  return captureBounded(capture, write, wholeOf(capture, metadata, 'delete'), async (before) => {
    const result = await run()
    await recordRows(
      capture,
      runner,
      before.map((stored) => [stored, { operation: 'delete', before: stored.row }]),
    )
    return result
  })
}
