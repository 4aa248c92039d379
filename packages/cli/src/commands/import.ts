import { createDaybook, type DaybookEvent, isDaybookError, maxBatch } from '@daybook/core'
import { usageError } from '../cli/command-error.ts'
import type { CommandInput, RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import type { OpenLog } from '../connection/connection.ts'
import { withLog } from '../connection/open-log.ts'
import { counted } from '../output/counted.ts'
import { createProgress, duration } from '../output/progress.ts'
import { inBatches } from '../query/open-daybook.ts'
import { type DraftDetails, toImportable } from '../transfer/importable.ts'
import { openRecords } from '../transfer/open-records.ts'
import type { SourceRecord } from '../transfer/read-records.ts'

const shownProblems = 5

/** `daybook import` */
export const run: RunCommand = async (context, input) => {
  const skip = skipOf(input)
  const isDry = input.options.dryRun === true
  const tenant = input.options.tenant
  return withLog(context, input, async (log) => {
    const source = await openRecords(context, input)
    const writer = createWriter(log, { isDry, clock: context.clock })
    const progress = createProgress(context, isDry ? 'Checking' : 'Importing')
    const startedAt = context.clock()
    const refused: number[] = []
    let last = 0
    try {
      for await (const records of inBatches(source.records, maxBatch)) {
        // What came last may be half a line.
        if (context.signal.aborted) break
        const wanted = records.filter(({ number }) => number > skip)
        refused.push(...(await writer.write(wanted, typeof tenant === 'string' ? { tenant } : {})))
        last = records.at(-1)?.number ?? last
        progress.update(last, source.share())
      }
    } finally {
      progress.clear()
      await source.close()
    }
    const { added, read: taken } = writer.counts
    const words = [
      isDry ? `${counted(taken, 'event')} can be imported` : `${counted(added, 'event')} imported`,
      ...(isDry || taken === added ? [] : [`${(taken - added).toLocaleString('en')} there already`]),
      ...(refused.length === 0 ? [] : [`${counted(refused.length, 'record')} refused`]),
    ]
    context.note(
      `${context.notePaint.symbol('✔', 'ok:')} ${words.join(', ')}, ${duration((context.clock() - startedAt) / 1_000)}.`,
    )
    if (refused.length > 0)
      context.note(
        `  Records ${refused.slice(0, shownProblems).join(', ')}${refused.length > shownProblems ? ', …' : ''} cannot be stored as events.`,
      )
    if (context.signal.aborted) {
      context.note(`Stopped. To go on: the same command with --skip ${Math.max(skip, last)}`)
      return exitCode.interrupted
    }
    return refused.length > 0 ? exitCode.finding : exitCode.ok
  })
}

function skipOf({ options: { skip = '0' } }: CommandInput): number {
  if (typeof skip === 'string' && /^\d+$/.test(skip)) return Number(skip)
  throw usageError('--skip takes a whole number.')
}

interface ImportWriter {
  readonly counts: { readonly read: number; readonly added: number }
  /** Stores a batch, and answers with the numbers of those records that are no events. */
  write(records: readonly SourceRecord[], options: { readonly tenant?: string }): Promise<readonly number[]>
}

/** Events that have an id are stored as they are; what has none goes through `log()`, which checks and redacts it. */
function createWriter(
  { store }: OpenLog,
  { isDry, clock }: { readonly isDry: boolean; readonly clock: () => number },
): ImportWriter {
  const counts = { read: 0, added: 0 }
  const daybook = createDaybook({ store, clock, enabled: !isDry })
  daybook.on('eventLogged', () => {
    counts.added++
  })

  const append = async (events: readonly DaybookEvent[]) => {
    counts.read += events.length
    if (isDry || events.length === 0) return
    counts.added += (await store.append(events)).inserted.size
  }

  const log = async (number: number, action: string, details: DraftDetails): Promise<number | undefined> => {
    try {
      await daybook.log(action, details as object)
      counts.read++
      return undefined
    } catch (error) {
      // What the record says cannot be stored; anything else ends the import.
      if (isDaybookError(error) && error.name === 'ValidationError') return number
      throw error
    }
  }

  return {
    counts,
    async write(records, options) {
      const events = new Map<string, DaybookEvent>()
      const refused: number[] = []
      const drafts: Promise<number | undefined>[] = []
      for (const { value, number } of records) {
        const importable = toImportable(value, options)
        if (importable === undefined) refused.push(number)
        else if (importable.kind === 'draft') drafts.push(log(number, importable.action, importable.details))
        else if (!events.has(importable.event.id)) events.set(importable.event.id, importable.event)
        else counts.read++
      }
      await append([...events.values()])
      for (const number of await Promise.all(drafts)) if (number !== undefined) refused.push(number)
      return refused.sort((a, b) => a - b)
    },
  }
}
