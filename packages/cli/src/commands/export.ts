import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DaybookEvent } from '@daybook/core'
import { toCloudEvent } from '@daybook/core/sinks'
import type { CommandContext } from '../cli/command-context.ts'
import { findingError, usageError } from '../cli/command-error.ts'
import type { CommandInput, RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { counted } from '../output/counted.ts'
import { printableJson } from '../output/printable.ts'
import { createProgress, duration } from '../output/progress.ts'
import { firstEvents, inBatches, withDaybook } from '../query/open-daybook.ts'
import { limitOf, queryOf } from '../query/query-of.ts'

const countCap = 10_000_000

/** `daybook export` */
export const run: RunCommand = async (context, input) => {
  const asked = queryOf(input, context.clock())
  // One moment for the whole export, however long it takes.
  const filter = { ...asked, until: asked.until ?? new Date(context.clock() + 1) }
  const limit = limitOf(input, Number.POSITIVE_INFINITY)
  const form = await formOf(input)
  return withDaybook(context, input, async (open) => {
    const target = await openTarget(context, input)
    const progress = createProgress(context, 'Exporting')
    const startedAt = context.clock()
    let [done, bytes] = [0, 0]
    const write = async (text: string) => {
      bytes += Buffer.byteLength(text)
      await target.write(text)
    }
    try {
      const total = context.stderr.isTTY
        ? Math.min(limit, await open.daybook.count(filter, { cap: countCap }))
        : undefined
      await write(form.head)
      for await (const events of inBatches(firstEvents(open, filter, { limit, order: 'oldest' }), 500)) {
        await write(form.body(events, done === 0))
        done += events.length
        progress.update(done, total ? done / total : undefined)
        if (context.signal.aborted) return await target.giveUp(done)
      }
      await write(form.tail(done === 0))
      await target.finish()
    } catch (error) {
      await target.giveUp(done)
      throw error
    } finally {
      progress.clear()
    }
    const seconds = (context.clock() - startedAt) / 1_000
    context.note(
      `${context.notePaint.symbol('✔', 'ok:')} ${counted(done, 'event')}, ${sizeOf(bytes)}, ${duration(seconds)}.${form.remark()}`,
    )
    return exitCode.ok
  })
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

interface Form {
  readonly head: string
  body(events: readonly DaybookEvent[], isFirst: boolean): string
  tail(isEmpty: boolean): string
  remark(): string
}

async function formOf({ options: { format = 'ndjson', raw = false } }: CommandInput): Promise<Form> {
  if (raw && format !== 'csv')
    throw usageError('--raw is for --format csv: the other forms are exact anyway.')
  const lines = (toLine: (event: DaybookEvent) => unknown): Form => ({
    head: '',
    body: (events) => events.map((event) => `${printableJson(toLine(event))}\n`).join(''),
    tail: () => '',
    remark: () => '',
  })
  if (format === 'cloudevents') return lines((event) => toCloudEvent(event, { source: 'daybook' }))
  if (format === 'json')
    return {
      head: '[',
      body: (events, isFirst) =>
        events
          .map((event, index) => `${isFirst && index === 0 ? '' : ','}\n${printableJson(event)}`)
          .join(''),
      tail: (isEmpty) => (isEmpty ? ']\n' : '\n]\n'),
      remark: () => '',
    }
  if (format !== 'csv') return lines((event) => event)
  const { createCsvWriter } = await import('../transfer/csv-writer.ts')
  const writer = createCsvWriter({ raw: raw === true })
  return {
    head: writer.header,
    body: (events) => writer.lines(events),
    tail: () => '',
    remark: () =>
      writer.defused === 0
        ? ''
        : ` Defused ${counted(writer.defused, 'cell')} that a spreadsheet would run or a terminal obey (--raw turns this off).`,
  }
}

interface Target {
  write(text: string): Promise<void>
  finish(): Promise<void>
  /** Leaves no half of a file. */
  giveUp(done: number): Promise<number>
}

async function openTarget(context: CommandContext, { options: { out } }: CommandInput): Promise<Target> {
  if (typeof out !== 'string')
    return {
      write: context.print,
      finish: async () => {},
      giveUp: async () => exitCode.interrupted,
    }
  const path = resolve(context.cwd, out)
  if (await stat(path).catch(() => undefined))
    throw findingError(`${out} is there already.`, 'Name a new file, or remove it first.')
  const part = `${path}.part`
  const file = createWriteStream(part)
  const settled = (act: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve_, reject) => {
      file.once('error', reject)
      act((error) => {
        file.off('error', reject)
        if (error) reject(error)
        else resolve_()
      })
    })
  return {
    write: (text) => settled((done) => file.write(text, done)),
    async finish() {
      await settled((done) => file.end(() => done()))
      await rename(part, path)
    },
    async giveUp(done) {
      file.destroy()
      await rm(part, { force: true })
      context.note(`Stopped after ${counted(done, 'event')}; ${out} was not written.`)
      return exitCode.interrupted
    },
  }
}
