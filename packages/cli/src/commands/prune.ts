import { usageError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { createProgress, duration } from '../output/progress.ts'
import { withDaybook } from '../query/open-daybook.ts'
import { limitOf, queryOf } from '../query/query-of.ts'

const counted = 10_000_000

/** `daybook prune` */
export const run: RunCommand = async (context, input) => {
  const { keep, yes } = input.options
  const filter = queryOf(
    { ...input, options: { ...input.options, ...(keep !== undefined && { until: keep }) } },
    context.clock(),
  )
  if (Object.keys(filter).length === 0)
    throw usageError(
      'Nothing says which events to delete.',
      'Pass --keep 400d to delete what is older, or a query.',
    )
  const limit = limitOf(input, Number.POSITIVE_INFINITY)
  const batch = limitOf(input, 1_000, 'batch')
  if (batch > counted) throw usageError('--batch takes a whole number.')
  return withDaybook(context, input, async ({ daybook }) => {
    const matching = await daybook.count(filter, { cap: counted })
    const total = await daybook.count({}, { cap: counted })
    const planned = Math.min(matching, limit)
    const share = total === 0 ? '' : ` (${((planned / total) * 100).toFixed(2)} % of ${number(total)})`
    const age = keep === undefined ? '' : ` older than ${keep}`
    if (!yes) {
      context.note(`Would delete ${number(planned)} events${age}${share}.`)
      context.note('Nothing was deleted. Run again with --yes.')
      return exitCode.ok
    }
    const progress = createProgress(context, 'Deleting')
    const startedAt = context.clock()
    let gone = 0
    try {
      // Not more than was counted: the age moves on while the batches run.
      while (gone < planned && !context.signal.aborted) {
        const asked = Math.min(batch, planned - gone)
        const deleted = await daybook.prune(filter, { limit: asked })
        gone += deleted
        progress.update(gone, gone / planned)
        if (deleted < asked) break
      }
    } finally {
      progress.clear()
      if (gone < planned)
        context.note(`${number(gone)} of ${number(planned)} events are deleted for good. Run again to go on.`)
    }
    if (context.signal.aborted) return exitCode.interrupted
    const seconds = (context.clock() - startedAt) / 1_000
    context.note(
      `${context.notePaint.symbol('✔', 'ok:')} Deleted ${number(gone)} events${age}${share}, ${duration(seconds)}.`,
    )
    return exitCode.ok
  })
}

function number(value: number): string {
  return value.toLocaleString('en')
}
