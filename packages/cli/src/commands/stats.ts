import type { FacetCount, Reference, Summary, UsageStats } from '@daybook/core'
import type { TextFilter } from '@daybook/core/query'
import type { CommandContext } from '../cli/command-context.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { counted } from '../output/counted.ts'
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
    const summary = await summarise(daybook, filter, values)
    const { tenant } = filter
    const book = typeof tenant === 'string' ? daybook.forTenant(tenant) : daybook
    const usage = await book.stats({ ...newcomers(book, input.options.signup) })
    if (input.options.json) {
      const perDay = days.map(({ actors, ...day }) => ({ ...day, uniqueActors: actors.size }))
      await context.print(`${printableJson({ ...summary, buckets: undefined, days: perDay, usage })}\n`)
      return exitCode.ok
    }
    await context.print(report(context, summary, days, { usage, isOfAll: isNarrowed(filter) }))
    return exitCode.ok
  })
}

const outcomes = 3

/** Every outcome, and the `values` most frequent actions and actors. */
async function summarise(
  daybook: OpenDaybook['daybook'],
  filter: TextFilter & { since: string | Date },
  values: number,
): Promise<Counted> {
  const summary = await daybook.summarise(filter, {
    facets: ['action', 'actor', 'outcome'],
    values: Math.max(values, outcomes),
    cap,
  })
  const { action, actor, outcome } = summary.facets
  return { ...summary, facets: { action: action.slice(0, values), actor: actor.slice(0, values), outcome } }
}

/** Whether a filter leaves out actors of its tenant: usage is counted without it. */
function isNarrowed({ since, until, tenant, ...rest }: TextFilter): boolean {
  return Object.keys(rest).length > 0
}

/** Who did the signing-up action inside a window is new there. */
function newcomers(daybook: Pick<OpenDaybook['daybook'], 'count'>, action: string | boolean | undefined) {
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
  { usage, isOfAll }: { readonly usage: readonly UsageStats[]; readonly isOfAll: boolean },
): string {
  const { paint } = context
  const { events, capped, facets } = summary
  const title = (text: string) => paint.style('bold', text)
  const outcomes = facets.outcome
    .map(({ value, count }) => `${count.toLocaleString('en')} ${value}`)
    .join(', ')
  const total = capped ? `${events.toLocaleString('en')} or more events` : counted(events, 'event')
  const gap = textWidth(total) + textWidth(outcomes) + 2 > context.width ? '\n  ' : '  '
  const figure = (value: number) => value.toLocaleString('en').padStart(9)
  const lines = [
    `${title(total)}${outcomes && `${gap}${outcomes}`}`,
    '',
    title(`${(isOfAll ? 'All actors' : 'Actors').padEnd(18)}${'used'.padStart(9)}${'active'.padStart(9)}`),
    ...usage.map(
      ({ days: window, used, active }) =>
        `  ${`last ${window} days`.padEnd(16)}${figure(used)}${figure(active)}`,
    ),
  ]
  const shown = days.slice(-Math.max(10, context.width - sparklineStart))
  const [first, last] = [shown[0], shown.at(-1)]
  if (first && last) {
    lines.push('', title(`Each day, ${first.day} to ${last.day}`))
    for (const [name, countOf] of dailyCounts)
      lines.push(`  ${name.padEnd(9)}${sparkline(context, shown.map(countOf))}`)
  }
  lines.push(
    ...table(context, 'Top actions', facets.action, (value) => value),
    ...table(context, 'Top actors', facets.actor, (value) =>
      value === null ? 'nobody' : (value.name ?? `${value.type} ${value.id}`),
    ),
  )
  return `${lines.join('\n')}\n`
}

const sparklineStart = 11
const dailyCounts: readonly (readonly [name: string, countOf: (day: Day) => number])[] = [
  ['events', ({ events }) => events],
  ['actors', ({ actors }) => actors.size],
  ['denied', ({ denied }) => denied],
]

function table<V>(
  context: CommandContext,
  title: string,
  counts: readonly FacetCount<V>[],
  nameOf: (value: V) => string,
): readonly string[] {
  const most = counts[0]?.count
  if (most === undefined) return []
  const longest = Math.min(40, context.width - 13)
  const names = counts.map(({ value }) => cutToWidth(printable(nameOf(value)), longest))
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

/** One character a day; numbers where symbols are not wanted. */
function sparkline({ paint, isPlain }: CommandContext, counts: readonly number[]): string {
  if (isPlain) return counts.join(' ')
  const most = Math.max(1, ...counts)
  const bars = counts.map((count) => (count === 0 ? ' ' : levels[Math.ceil((count / most) * 8) - 1])).join('')
  return paint.style('cyan', bars.trimEnd())
}
