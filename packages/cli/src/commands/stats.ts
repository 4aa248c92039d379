import type { FacetCount, Reference, Summary } from '@daybook/core'
import type { TextFilter } from '@daybook/core/query'
import type { CommandContext } from '../cli/command-context.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { printable, printableJson } from '../output/printable.ts'
import { cutToWidth, padToWidth, textWidth } from '../output/text-width.ts'
import { firstEvents, type OpenDaybook, withDaybook } from '../query/open-daybook.ts'
import { limitOf, queryOf } from '../query/query-of.ts'

const standardWindow = '30d'
const cap = 1_000_000

interface Day {
  readonly day: string
  events: number
  success: number
  failure: number
  denied: number
  readonly actors: Set<string>
}

/** `daybook stats` */
export const run: RunCommand = async (context, input) => {
  const asked = queryOf(input, context.clock())
  const filter = { ...asked, since: asked.since ?? standardWindow }
  const values = Math.min(limitOf(input, 10, 'top'), 1_000)
  return withDaybook(context, input, async ({ daybook }) => {
    const days = await countDays(daybook, filter)
    if (input.options.csv) {
      await context.print('day,events,success,failure,denied,uniqueActors\n')
      for (const { day, events, success, failure, denied, actors } of days)
        await context.print(`${[day, events, success, failure, denied, actors.size].join(',')}\n`)
      return exitCode.ok
    }
    const summary = await daybook.summarise(filter, { facets: ['action', 'actor', 'outcome'], values, cap })
    const usage = await daybook.stats({ ...newcomers(daybook, input.options.signup) })
    if (input.options.json) {
      const perDay = days.map(({ actors, ...day }) => ({ ...day, uniqueActors: actors.size }))
      await context.print(`${printableJson({ ...summary, buckets: undefined, days: perDay, usage })}\n`)
      return exitCode.ok
    }
    await context.print(report(context, summary, days, usage))
    return exitCode.ok
  })
}

/** Who did the signing-up action inside a window is new there. */
function newcomers(daybook: OpenDaybook['daybook'], action: string | boolean | undefined) {
  if (typeof action !== 'string') return {}
  return {
    isNew: async (actor: Reference, since: Date) =>
      (await daybook.count({ actor: { type: actor.type, id: actor.id }, action, since }, { cap: 1 })) > 0,
  }
}

async function countDays(daybook: OpenDaybook['daybook'], filter: TextFilter): Promise<readonly Day[]> {
  const days = new Map<string, Day>()
  for await (const { occurredAt, outcome, actor } of firstEvents({ daybook }, filter, {
    limit: Number.POSITIVE_INFINITY,
    order: 'oldest',
  })) {
    const day = occurredAt.toISOString().slice(0, 10)
    const counted = days.get(day) ?? { day, events: 0, success: 0, failure: 0, denied: 0, actors: new Set() }
    days.set(day, counted)
    counted.events++
    counted[outcome]++
    if (actor !== null) counted.actors.add(JSON.stringify([actor.type, actor.id]))
  }
  return withEmptyDays([...days.values()])
}

const dayMillis = 86_400_000

function withEmptyDays(days: readonly Day[]): readonly Day[] {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const known = new Map(days.map((each) => [each.day, each]))
  const start = Date.parse(first.day)
  const count = (Date.parse(last.day) - start) / dayMillis + 1
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(start + index * dayMillis).toISOString().slice(0, 10)
    return known.get(day) ?? { day, events: 0, success: 0, failure: 0, denied: 0, actors: new Set() }
  })
}

type Counted = Summary<'action' | 'actor' | 'outcome'>

function report(
  context: CommandContext,
  summary: Counted,
  days: readonly Day[],
  usage: readonly { readonly days: number; readonly used: number; readonly active: number }[],
): string {
  const { paint } = context
  const { events, capped, facets } = summary
  const title = (text: string) => paint.style('bold', text)
  const outcomes = facets.outcome
    .map(({ value, count }) => `${count.toLocaleString('en')} ${value}`)
    .join(', ')
  const total = `${events.toLocaleString('en')}${capped ? ' or more' : ''} events`
  const lines = [
    `${title(total)}${outcomes && `  ${outcomes}`}`,
    ...usage.map(
      ({ days: window, used, active }) =>
        `${`${used.toLocaleString('en')} actors used it`.padEnd(22)} in the last ${window} days, ${active.toLocaleString('en')} of them active before`,
    ),
  ]
  if (days.length > 0) {
    const first = days[0]?.day
    const range = `${first} to ${days.at(-1)?.day}`
    lines.push('', title('Each day'))
    lines.push(
      `  events   ${sparkline(
        context,
        days.map((day) => day.events),
      )}  ${range}`,
    )
    lines.push(
      `  actors   ${sparkline(
        context,
        days.map((day) => day.actors.size),
      )}`,
    )
    lines.push(
      `  denied   ${sparkline(
        context,
        days.map((day) => day.denied),
      )}`,
    )
  }
  lines.push(
    ...table(context, 'Actions', facets.action, (value) => value),
    ...table(context, 'Actors', facets.actor, (value) =>
      value === null ? 'nobody' : (value.name ?? `${value.type} ${value.id}`),
    ),
  )
  return `${lines.join('\n')}\n`
}

function table<V>(
  context: CommandContext,
  title: string,
  counts: readonly FacetCount<V>[],
  nameOf: (value: V) => string,
): readonly string[] {
  const most = counts[0]?.count
  if (most === undefined) return []
  const names = counts.map(({ value }) => cutToWidth(printable(nameOf(value)), 40))
  const width = Math.max(...names.map(textWidth))
  const bars = Math.max(0, Math.min(24, context.width - width - 16))
  return [
    '',
    context.paint.style('bold', title),
    ...counts.map(({ count }, index) => {
      const bar = context.paint.symbol('━', '#').repeat(Math.round((count / most) * bars))
      return `  ${padToWidth(names[index] ?? '', width)}  ${count.toLocaleString('en').padStart(9)}  ${context.paint.style('cyan', bar)}`.trimEnd()
    }),
  ]
}

const levels = '▁▂▃▄▅▆▇█'

/** One character a day, the newest ones where they do not all fit; numbers where symbols are not wanted. */
function sparkline({ paint, width, isPlain }: CommandContext, counts: readonly number[]): string {
  if (isPlain) return counts.join(' ')
  const room = Math.max(10, Math.min(counts.length, width - 40))
  const shown = counts.slice(-room)
  const most = Math.max(1, ...shown)
  const bars = shown.map((count) => (count === 0 ? ' ' : levels[Math.ceil((count / most) * 8) - 1])).join('')
  return paint.style('cyan', bars)
}
