import type { DaybookEvent } from '@daybook/core'
import type { CommandContext } from '../cli/command-context.ts'
import { usageError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { actorText, changeText, detailText, outcomeMark, targetText } from '../output/event-line.ts'
import { createEventWriter } from '../output/event-writer.ts'
import { printable } from '../output/printable.ts'
import { cutToWidth, padToWidth, textWidth } from '../output/text-width.ts'
import { firstEvents, inBatches, withDaybook } from '../query/open-daybook.ts'
import { limitOf, queryOf } from '../query/query-of.ts'

const standardLimit = 1_000

/** `daybook history` */
export const run: RunCommand = async (context, input) => {
  const [, type, id] = /^([^:]+):(.+)$/s.exec(input.arguments[0] ?? '') ?? []
  if (type === undefined || id === undefined)
    throw usageError('A target is its type, a colon and its id.', 'For example: daybook history Invoice:42')
  const limit = limitOf(input, standardLimit)
  const filter = { ...queryOf({ ...input, arguments: [] }, context.clock()), target: { type, id } }
  return withDaybook(context, input, async (open) => {
    const events = firstEvents(open, filter, { limit, order: 'oldest' })
    if (input.options.json || input.options.csv) {
      const writer = await createEventWriter(context, input)
      for await (const batch of inBatches(events, 500)) await writer.write(batch)
      return exitCode.ok
    }
    let shown = 0
    for await (const batch of inBatches(events, 1_000)) {
      if (shown === 0) await context.print(await titleOf(open, batch))
      await context.print(`${batch.map((event) => line(context, event, actorWidth(batch))).join('\n')}\n`)
      shown += batch.length
    }
    if (shown === 0) context.note(`Nothing is known of ${printable(`${type}:${id}`)}.`)
    return exitCode.ok

    async function titleOf({ daybook }: typeof open, batch: readonly DaybookEvent[]): Promise<string> {
      const cap = 10_000
      const count = await daybook.count(filter, { cap })
      const name = targetText(
        batch.findLast(({ target }) => target?.name)?.target ?? batch[0]?.target ?? null,
      )
      const first = batch[0]?.occurredAt.toISOString().slice(0, 16).replace('T', ' ')
      const number = `${count.toLocaleString('en')}${count === cap ? ' or more' : ''} event${count === 1 ? '' : 's'}`
      return `${context.paint.style('bold', name)} (${printable(`${type}:${id}`)})  ${number}, first ${first} UTC\n`
    }
  })
}

function actorWidth(events: readonly DaybookEvent[]): number {
  return Math.min(24, Math.max(...events.map((event) => textWidth(actorText(event)))))
}

function line({ paint, width }: CommandContext, event: DaybookEvent, actors: number): string {
  const { occurredAt, target, changes, action } = event
  const time = occurredAt.toISOString().slice(0, 19).replace('T', ' ')
  // `invoice.paid` of an invoice is `paid`.
  const own = `${target?.type.toLowerCase()}.`
  const verb = printable(action.startsWith(own) ? action.slice(own.length) : action)
  const detail =
    event.outcome === 'success' && changes !== null
      ? printable(
          Object.entries(changes)
            .map(([pointer, change]) => changeText(pointer, change))
            .join(', '),
        )
      : detailText(event)
  const start = `  ${time}  `
  const who = padToWidth(
    width === Number.POSITIVE_INFINITY ? actorText(event) : cutToWidth(actorText(event), actors),
    actors,
  )
  const rest = cutToWidth(`${padToWidth(verb, 12)}  ${detail}`.trimEnd(), width - start.length - actors - 4)
  return `${paint.style('dim', start)}${outcomeMark(paint, event.outcome)} ${who}  ${rest}`
}
