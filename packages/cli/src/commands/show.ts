import type { DaybookEvent, Json } from '@daybook/core'
import type { CommandContext } from '../cli/command-context.ts'
import { findingError, usageError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { actorText, outcomeMark, pointerText, targetText } from '../output/event-line.ts'
import { printable, printableJson } from '../output/printable.ts'
import { withDaybook } from '../query/open-daybook.ts'

/** `daybook show` */
export const run: RunCommand = async (context, input) => {
  const id = input.arguments[0]?.toLowerCase() ?? ''
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw usageError(
      'This is no id of an event.',
      'An id is a UUID, such as the last column of `daybook find --csv`.',
    )
  return withDaybook(context, input, async ({ daybook }) => {
    const event = await daybook.get(id)
    if (event === null)
      throw findingError(`There is no event ${id}.`, 'It may be pruned, or in another database or table.')
    await context.print(input.options.json ? `${printableJson(event)}\n` : details(context, event))
    return exitCode.ok
  })
}

function details({ paint }: CommandContext, event: DaybookEvent): string {
  const { actor, target, changes } = event
  const rows: readonly (readonly [string, string | number | null])[] = [
    ['id', event.id],
    ['occurred', event.occurredAt.toISOString()],
    ['recorded', event.recordedAt?.toISOString() ?? null],
    ['actor', actor && `${actorText(event)} (${printable(`${actor.type}:${actor.id}`)})`],
    ['target', target && `${targetText(target)} (${printable(`${target.type}:${target.id ?? ''}`)})`],
    ['tenant', event.tenant],
    ['outcome', event.outcome],
    ['reason', event.reason],
    ['note', event.note],
    ['request', event.requestId],
    ['trace', event.traceId],
    ['ip', event.ip],
    ['status', event.statusCode],
    ['duration', event.durationMs === null ? null : `${event.durationMs} ms`],
    ['version', event.version],
  ]
  const lines = rows
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `  ${paint.style('dim', name.padEnd(10))}${printable(String(value))}`)
  const diff = Object.entries(changes ?? {}).flatMap(([pointer, { before, after }]) => [
    `  ${printable(pointerText(pointer))}`,
    ...(before === undefined ? [] : [paint.style('red', `    - ${printableJson(before)}`)]),
    ...(after === undefined ? [] : [paint.style('green', `    + ${printableJson(after)}`)]),
  ])
  const parts = [
    `${outcomeMark(paint, event.outcome)} ${paint.style('bold', printable(event.action))}`,
    ...lines,
    ...(diff.length > 0 ? ['', paint.style('bold', 'Changes'), ...diff] : []),
    ...block(paint.style('bold', 'Data'), event.data),
    ...block(paint.style('bold', 'Context'), event.context),
  ]
  return `${parts.join('\n')}\n`
}

function block(title: string, value: Json): readonly string[] {
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return []
  const text = JSON.stringify(value, null, 2)
  return ['', title, ...text.split('\n').map((line) => `  ${printable(line)}`)]
}
