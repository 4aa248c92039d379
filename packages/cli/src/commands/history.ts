import type { DaybookEvent } from '@daybook/core'
import type { CommandContext } from '../cli/command-context.ts'
import { usageError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { counted } from '../output/counted.ts'
import {
  actorText,
  changeText,
  detailText,
  eventOnTwoLines,
  narrowBelow,
  outcomeMark,
  targetText,
  twoLinesBelow,
} from '../output/event-line.ts'
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
      const layout = layoutOf(batch)
      await context.print(`${batch.map((event) => line(context, event, layout)).join('\n')}\n`)
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
      const number = count === cap ? `${cap.toLocaleString('en')} or more events` : counted(count, 'event')
      const who = `${name} (${printable(`${type}:${id}`)})`
      const what = `${number}, first ${first} UTC`
      const gap = textWidth(who) + textWidth(what) + 2 > context.width ? '\n  ' : '  '
      return `${context.paint.style('bold', name)}${who.slice(name.length)}${gap}${what}\n`
    }
  })
}

interface HistoryLayout {
  readonly actor: number
  readonly verb: number
}

function layoutOf(events: readonly DaybookEvent[]): HistoryLayout {
  const widest = (limit: number, textOf: (event: DaybookEvent) => string) =>
    Math.min(limit, Math.max(...events.map((event) => textWidth(textOf(event)))))
  return { actor: widest(24, actorText), verb: widest(16, verbOf) }
}

/** `invoice.paid` of an invoice is `paid`. */
function verbOf({ action, target }: DaybookEvent): string {
  const own = `${target?.type.toLowerCase()}.`
  return printable(action.startsWith(own) ? action.slice(own.length) : action)
}

function line(context: CommandContext, event: DaybookEvent, layout: HistoryLayout): string {
  const { paint, width } = context
  const { occurredAt, changes, outcome } = event
  const time = occurredAt
    .toISOString()
    .slice(0, width < narrowBelow ? 16 : 19)
    .replace('T', ' ')
  const detail =
    outcome === 'success' && changes !== null
      ? printable(
          Object.entries(changes)
            .map(([pointer, change]) => changeText(pointer, change))
            .join(', '),
        )
      : detailText(event)
  const [start, actor, verb] = [`  ${time}`, actorText(event), verbOf(event)]
  if (width < twoLinesBelow)
    return eventOnTwoLines(context, event, { start, title: verb, details: [actor, detail] })
  const isCut = width !== Number.POSITIVE_INFINITY
  const who = padToWidth(isCut ? cutToWidth(actor, layout.actor) : actor, layout.actor)
  const rest = `${padToWidth(verb, layout.verb)}  ${detail}`.trimEnd()
  return `${paint.style('dim', start)}  ${outcomeMark(paint, outcome)} ${who}  ${cutToWidth(rest, width - start.length - layout.actor - 6)}`
}
