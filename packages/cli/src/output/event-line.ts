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

/** How lines of events stand below each other. */
export interface EventLayout {
  readonly actor: number
  readonly action: number
  readonly target: number
}

const most: EventLayout = { actor: 24, action: 28, target: 30 }

/** Columns as wide as these events need, within reason. */
export function layoutOf(events: readonly DaybookEvent[]): EventLayout {
  const widest = (texts: readonly string[], limit: number) =>
    Math.min(limit, Math.max(0, ...texts.map(textWidth)))
  return {
    actor: widest(events.map(actorText), most.actor),
    action: widest(
      events.map(({ action }) => printable(action)),
      most.action,
    ),
    target: widest(
      events.map(({ target }) => targetText(target)),
      most.target,
    ),
  }
}

/** One event on one line. In a pipe nothing is cut; plain lines have tabs between the columns. */
export function eventLine(
  { paint, width, isPlain }: Pick<CommandContext, 'paint' | 'width' | 'isPlain'>,
  event: DaybookEvent,
  layout: EventLayout,
): string {
  const time = event.occurredAt.toISOString().replace('T', ' ').replace('Z', '')
  const action = printable(event.action)
  const target = targetText(event.target)
  const detail = detailText(event)
  if (isPlain) return [time, event.outcome, actorText(event), action, target, detail].join('\t')
  const cell = (text: string, size: number) =>
    padToWidth(width === Number.POSITIVE_INFINITY ? text : cutToWidth(text, size), size)
  const isNarrow = width < 100
  const shownTime = isNarrow ? time.slice(5, 19) : time
  const used = shownTime.length + 4
  const columns = isNarrow ? narrowed(layout, Math.max(0, width - used - 4)) : layout
  const left = width - used - columns.actor - columns.action - columns.target - 6
  return [
    `${paint.style('dim', shownTime)}  ${outcomeMark(paint, event.outcome)} ${cell(actorText(event), columns.actor)}`,
    paint.style('bold', cell(action, columns.action)),
    cell(target, columns.target),
    left < 4 ? '' : cutToWidth(detail, left),
  ]
    .join('  ')
    .trimEnd()
}

/** On a narrow terminal the columns share what there is; details go first. */
function narrowed({ actor, action, target }: EventLayout, room: number): EventLayout {
  const share = Math.floor(room / 3)
  return {
    actor: Math.min(actor, share),
    action: Math.min(action, share),
    target: Math.min(target, Math.max(0, room - Math.min(actor, share) - Math.min(action, share) - 2)),
  }
}
