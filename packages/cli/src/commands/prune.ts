import { toTimeBound } from '@daybook/core/query'
import { usageError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { counted } from '../output/counted.ts'
import { createProgress, duration } from '../output/progress.ts'
import { withDaybook } from '../query/open-daybook.ts'
import { limitOf, queryOf } from '../query/query-of.ts'

const countCap = 10_000_000

/** `daybook prune` */
export const run: RunCommand = async (context, input) => {
  const { keep, yes } = input.options
  const now = context.clock()
  const asked = queryOf(
    { ...input, options: { ...input.options, ...(keep !== undefined && { until: keep }) } },
    now,
  )
  // One moment for all batches, however long they take.
  const filter =
    asked.until === undefined
      ? asked
      : { ...asked, until: toTimeBound('until', asked.until, { now, inclusive: true }) }
  if (Object.keys(filter).length === 0)
    throw usageError(
      'Nothing says which events to delete.',
      'Pass --keep 400d to delete what is older, or a query.',
    )
  const limit = limitOf(input, Number.POSITIVE_INFINITY)
  const batch = limitOf(input, 1_000, 'batch')
  if (batch > countCap) throw usageError('--batch takes a whole number.')
  return withDaybook(context, input, async ({ daybook }) => {
    const matching = await daybook.count(filter, { cap: countCap })
    const total = await daybook.count({}, { cap: countCap })
    const planned = Math.min(matching, limit)
    const share = total === 0 ? '' : ` (${((planned / total) * 100).toFixed(2)} % of ${number(total)})`
    const { until } = filter
    const age = until instanceof Date ? ` older than ${minuteOf(until)}` : ''
    if (!yes) {
      context.note(`Would delete ${counted(planned, 'event')}${age}${share}.`)
      context.note('Nothing was deleted. Run again with --yes.')
      return exitCode.ok
    }
    const progress = createProgress(context, 'Deleting')
    const startedAt = context.clock()
    let gone = 0
    try {
      // Not more than was counted and shown.
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
        context.note(
          `${number(gone)} of ${counted(planned, 'event')} are deleted for good. Run again to go on.`,
        )
    }
    if (context.signal.aborted) return exitCode.interrupted
    const seconds = (context.clock() - startedAt) / 1_000
    context.note(
      `${context.notePaint.symbol('✔', 'ok:')} Deleted ${counted(gone, 'event')}${age}${share}, ${duration(seconds)}.`,
    )
    return exitCode.ok
  })
}

function minuteOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function number(value: number): string {
  return value.toLocaleString('en')
}
