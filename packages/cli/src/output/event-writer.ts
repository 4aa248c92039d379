import type { DaybookEvent } from '@daybook/core'
import type { CommandContext } from '../cli/command-context.ts'
import { usageError } from '../cli/command-error.ts'
import type { CommandInput } from '../cli/command-spec.ts'
import { type EventLayout, eventLine, layoutOf } from './event-line.ts'
import { printableJson } from './printable.ts'

/** Events in the form that the options name, a batch at a time. */
export interface EventWriter {
  write(events: readonly DaybookEvent[]): Promise<void>
}

/** Lines for people, NDJSON with `--json`, CSV with `--csv`. */
export async function createEventWriter(
  context: CommandContext,
  { options: { json, csv } }: CommandInput,
): Promise<EventWriter> {
  if (json && csv) throw usageError('--json and --csv exclude each other.')
  if (json)
    return { write: (events) => context.print(events.map((event) => `${printableJson(event)}\n`).join('')) }
  if (csv) {
    const { createCsvWriter } = await import('../transfer/csv-writer.ts')
    const writer = createCsvWriter()
    await context.print(writer.header)
    return { write: (events) => context.print(writer.lines(events)) }
  }
  let layout: EventLayout | undefined
  return {
    write(events) {
      const widened = layoutOf(events, layout)
      layout = widened
      const lines = events.map((event) => eventLine(context, event, widened))
      return context.print(`${lines.join('\n')}\n`)
    },
  }
}
