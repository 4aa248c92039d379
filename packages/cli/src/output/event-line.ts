import type { DaybookEvent, FieldChange, Json, Outcome, TargetReference } from '@daybook/core'
import { isMark } from '@daybook/core'
import { pathOf } from '@daybook/core/changes'
import type { CommandContext } from '../cli/command-context.ts'
import type { Paint } from './paint.ts'
import { printable } from './printable.ts'
import { cutToWidth, padToWidth, textWidth } from './text-width.ts'

const outcomeMarks: Readonly<
  Record<Outcome, readonly [symbol: string, style: Parameters<Paint['style']>[0]]>
> = {
  success: ['○', 'green'],
  failure: ['◆', 'yellow'],
  denied: ['⊘', 'red'],
}

/** The symbol of an outcome, in its colour; its name where symbols are not wanted. */
export function outcomeMark(paint: Paint, outcome: Outcome): string {
  const [symbol, style] = outcomeMarks[outcome]
  return paint.style(style, paint.symbol(symbol, outcome))
}

/** `Invoice INV-0042`, `Invoice 42`, or the name of an actor. */
export function actorText({ actor }: Pick<DaybookEvent, 'actor'>): string {
  return actor === null ? 'nobody' : printable(actor.name ?? `${actor.type} ${actor.id}`)
}

/** A target for people. */
export function targetText(target: TargetReference | null): string {
  return target === null ? '' : printable(`${target.type} ${target.name ?? target.id ?? ''}`.trimEnd())
}

const longest = 200

/** One line that says what an event did: why it failed, else what changed, else some of its data, else its note. */
export function detailText(event: DaybookEvent): string {
  const { outcome, reason, changes, data, note } = event
  const fields = changes === null ? [] : Object.entries(changes)
  const text =
    (outcome !== 'success' && reason) ||
    (fields.length === 1 ? fields.map(([pointer, change]) => changeText(pointer, change)).join('') : '') ||
    fields.map(([pointer]) => pointerText(pointer)).join(', ') ||
    plainValues(data) ||
    note ||
    reason ||
    ''
  return printable(text.slice(0, longest))
}

/** `/status` as `status`, `/lines/0/price` as `lines.0.price`. */
export function pointerText(pointer: string): string {
  return pathOf(pointer).join('.')
}

/** `status "open" → "paid"`. */
export function changeText(pointer: string, { before, after }: FieldChange): string {
  const side = (value: Json | undefined) => (value === undefined ? '·' : JSON.stringify(value))
  return `${pointerText(pointer)} ${side(before)} → ${side(after)}`
}

function plainValues(data: Json): string {
  if (typeof data !== 'object' || data === null) return data === null ? '' : String(data)
  if (Array.isArray(data) || isMark(data)) return ''
  return Object.entries<Json>(data)
    .filter(([, value]) => typeof value !== 'object')
    .slice(0, 3)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ')
}

/** How wide the columns are in which lines of events stand below each other. */
export interface EventLayout {
  readonly actor: number
  readonly action: number
  readonly target: number
}

const most: EventLayout = { actor: 24, action: 28, target: 30 }
const mostIfNarrow: EventLayout = { actor: 14, action: 20, target: 16 }

/** Below, times are short, and columns narrow. */
export const narrowBelow = 100
/** Below, an event takes two lines: columns would say nothing. */
export const twoLinesBelow = 72

/** Columns as wide as these events need and those before them did, within reason. */
export function layoutOf(events: readonly DaybookEvent[], before?: EventLayout): EventLayout {
  const widest = (column: keyof EventLayout, textOf: (event: DaybookEvent) => string) =>
    Math.min(
      most[column],
      Math.max(before?.[column] ?? 0, ...events.map((event) => textWidth(textOf(event)))),
    )
  return {
    actor: widest('actor', actorText),
    action: widest('action', ({ action }) => printable(action)),
    target: widest('target', ({ target }) => targetText(target)),
  }
}

type LineContext = Pick<CommandContext, 'paint' | 'width' | 'isPlain' | 'clock'>

/** One event for people. In a pipe nothing is cut; plain lines have tabs between the columns. */
export function eventLine(context: LineContext, event: DaybookEvent, layout: EventLayout): string {
  const { paint, width, isPlain } = context
  const time = event.occurredAt.toISOString().replace('T', ' ').replace('Z', '')
  const [actor, action, target] = [actorText(event), printable(event.action), targetText(event.target)]
  const detail = detailText(event)
  if (isPlain) return [time, event.outcome, actor, action, target, detail].join('\t')
  const isNarrow = width < narrowBelow
  const start = isNarrow ? shortTime(time, context) : time
  if (width < twoLinesBelow)
    return eventOnTwoLines(context, event, { start, title: action, details: [actor, target, detail] })
  const columns = (['actor', 'action', 'target'] as const)
    .map((name) => ({ name, size: isNarrow ? Math.min(layout[name], mostIfNarrow[name]) : layout[name] }))
    .filter(({ size }) => size > 0)
  const cells = columns.map(({ name, size }) => {
    const text = { actor, action, target }[name]
    const cell = padToWidth(width === Number.POSITIVE_INFINITY ? text : cutToWidth(text, size), size)
    return name === 'action' ? paint.style('bold', cell) : cell
  })
  const used = columns.reduce((sum, { size }) => sum + size + 2, start.length + 4)
  const text = [...cells, cutToWidth(detail, width - used)].join('  ')
  return `${paint.style('dim', start)}  ${outcomeMark(paint, event.outcome)} ${text}`.trimEnd()
}

/** An event where there is no room for columns. */
export function eventOnTwoLines(
  { paint, width }: LineContext,
  { outcome }: DaybookEvent,
  {
    start,
    title,
    details,
  }: { readonly start: string; readonly title: string; readonly details: readonly string[] },
): string {
  const name = cutToWidth(title, width - start.length - 4)
  const rest = details.filter((text) => text !== '').join('  ')
  return [
    `${paint.style('dim', start)}  ${outcomeMark(paint, outcome)} ${paint.style('bold', name)}`,
    `    ${cutToWidth(rest, width - 4)}`,
  ].join('\n')
}

/** The time of day for what happened today, else the day and the minute. */
function shortTime(time: string, { clock }: Pick<CommandContext, 'clock'>): string {
  const today = new Date(clock()).toISOString().slice(0, 10)
  return time.startsWith(today) ? time.slice(11, 19).padStart(11) : time.slice(5, 16)
}
