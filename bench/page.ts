import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { comparisonPlot, figurePlot } from './plot.ts'
import {
  aimText,
  type Comparison,
  type Figure,
  type Figures,
  type Kept,
  keeps,
  numberText,
  slug,
} from './results.ts'

// node bench/page.ts: writes docs/benchmarks.md and its pictures from bench/results. With --check it only compares.

const results = new URL('./results/', import.meta.url)
const docs = new URL('../docs/', import.meta.url)
const pictures = new URL('images/benchmarks/', docs)
const isCheck = process.argv.includes('--check')

interface Suite {
  readonly title: string
  readonly text: string
  readonly plotted: boolean
}

/** In the order of the page. */
const suites: Readonly<Record<string, Suite>> = {
  'hot-path': {
    title: 'The way of one event, without a store',
    text: 'What `log()` itself costs, all defaults on: checking, copying, redaction, context, id, signal. Against what nobody can do without, and against loggers that promise less.',
    plotted: true,
  },
  floor: {
    title: 'The floor of event-tracking',
    text: 'The one performance test of the earlier systems, with its three knobs (`DAYBOOK_FLOOR_EVENTS`, `DAYBOOK_FLOOR_BYTES`, `DAYBOOK_FLOOR_SECONDS`; a negative time only reports).',
    plotted: false,
  },
  caller: {
    title: 'One caller who awaits each event',
    text: 'Against the same insert sent by the bare driver, as its manual shows it. Daybook’s statement is prepared.',
    plotted: true,
  },
  callers: {
    title: '64 callers at once',
    text: 'Each awaits the commit of its event. Group commit makes statements of 32 events of them, two in flight.',
    plotted: true,
  },
  append: {
    title: 'Batches of 1,000 through each ORM',
    text: 'Against the best statement of the bare driver under the ORM: same table, same indexes, same guarantee.',
    plotted: true,
  },
  bulk: {
    title: 'The same batches through the ORM’s own bulk insert',
    text: 'How many times as fast Daybook’s append is.',
    plotted: false,
  },
  transaction: {
    title: 'One awaited event in the caller’s transaction',
    text: 'Against the same statement sent through that ORM by hand, in the same transaction.',
    plotted: false,
  },
  modes: {
    title: 'One by one, many callers, deferred',
    text: 'Outside of transactions, against the ORM’s own insert of one row.',
    plotted: false,
  },
  import: {
    title: 'Import',
    text: '`daybook import` of 68,493 events, the start of the process included, into an empty table.',
    plotted: true,
  },
  capture: {
    title: 'Change capture',
    text: 'What it adds to a save, and to an update of 1,000 rows against the three statements that an app would write by hand: select, update, insert of the events. A ratio of 0.63 is 1.6 times the time, 0.77 is 1.3 times.',
    plotted: false,
  },
  web: {
    title: 'Requests',
    text: 'A hello world in a process of its own, without Daybook, with an empty middleware, with the request context, and with a record of each request going into a store that keeps nothing.',
    plotted: true,
  },
  queries: {
    title: 'Reading',
    text: 'Real events over 90 days, again and again. Pages of 50; filters on actor, target, action, tenant and outcome with frequent and rare values in turn. Actors and targets have more events than a page at every size.',
    plotted: false,
  },
  relay: {
    title: 'Relay',
    text: 'From `log()` to two sinks through the feed, one of them away for a while.',
    plotted: false,
  },
  memory: {
    title: 'Memory while the store is away',
    text: 'Deferred events up to the bound in bytes; those beyond it are counted and told.',
    plotted: false,
  },
  'start-up': {
    title: 'Start-up and import',
    text: 'Median of eleven starts, in turn.',
    plotted: false,
  },
  types: {
    title: 'Type-check',
    text: 'What `tsc` takes longer for a large catalog than for the same calls of a function that takes anything.',
    plotted: false,
  },
}

const kept = readdirSync(results)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(new URL(name, results), 'utf8')) as Kept)

const files = new Map<string, string>()
files.set('benchmarks.md', page())
const stale = [...files].filter(([name, text]) => textOf(name) !== text).map(([name]) => name)
if (isCheck) {
  for (const name of stale)
    console.error(`docs/${name} is not what bench/results says: run \`pnpm bench:page\`.`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  rmSync(pictures, { recursive: true, force: true })
  mkdirSync(pictures, { recursive: true })
  for (const [name, text] of files) writeFileSync(new URL(name, docs), text)
  console.log(`${files.size} files written.`)
}

function textOf(name: string): string | undefined {
  try {
    return readFileSync(new URL(name, docs), 'utf8')
  } catch {
    return undefined
  }
}

function page(): string {
  const unknown = kept.filter(({ suite }) => !(suite in suites)).map(({ suite }) => suite)
  if (unknown.length > 0) throw new Error(`Suites without a place on the page: ${unknown.join(', ')}`)
  const machines = [...new Set(kept.map(({ machine, on }) => `${machine} (${on})`))]
  const parts = Object.entries(suites).flatMap(([name, suite]) => {
    const own = kept.filter((each) => each.suite === name)
    return own.length === 0 ? [] : [section(suite, own)]
  })
  return `# Benchmarks

Every figure here is made by a file of [\`bench/\`](../bench), is a ratio against a named baseline of the same run, and can be
made again: \`pnpm bench\` (minutes), \`pnpm bench:full\` (half an hour, with ten million rows), then \`pnpm bench:page\`. Contestants
take turns in every round, so that whatever slows the machine slows them alike; a rate is the median of the rounds, a ratio
the median of the pairs. A run fails when the rows it counts are not really there. Nothing of this is part of the tests.

Measured on: ${machines.join('; ')}. ✖ marks an aim that is missed.

${parts.join('\n')}`
}

function section({ title, text, plotted }: Suite, own: readonly Kept[]): string {
  const comparisons = own.filter((each) => each.kind === 'comparison')
  const figures = own.filter((each) => each.kind === 'figures')
  const durability = [...new Set(own.map((each) => each.durability).filter((said) => said !== undefined))]
  return [
    `## ${title}\n\n${text}\n`,
    ...(durability.length > 0 ? [`${durability.map((said) => `\`${said}\``).join('; ')}.\n`] : []),
    ...(plotted ? comparisons.map(picture) : []),
    ...(comparisons.length > 0 ? [comparisonTable(comparisons)] : []),
    ...(own[0]?.suite === 'queries' ? queryParts(figures) : figures.length > 0 ? [figureTable(figures)] : []),
  ].join('\n')
}

function picture(comparison: Comparison): string {
  return drawn(comparison.suite, comparison.title, comparisonPlot(comparison))
}

function drawn(suite: string, title: string, svg: string): string {
  const name = `images/benchmarks/${suite}-${slug(title)}.svg`
  files.set(name, svg)
  return `![${title}](${name})\n`
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.flatMap(({ title, rows, aims = {} }) =>
    rows.map(
      ({ name, rate, ratio, spread: [least, most] }) =>
        `| ${title} | ${name} | ${numberText(rate)} | ${ratio.toFixed(2)} | ${aimCell(aims[name], ratio)} | ${numberText(least)} to ${numberText(most)} |`,
    ),
  )
  return `| run | contestant | a second | ratio | aim | spread |\n| --- | --- | ---: | ---: | --- | --- |\n${rows.join('\n')}\n`
}

function figureTable(figures: readonly Figures[]): string {
  const rows = figures.flatMap(({ title, rows }) =>
    rows.map(
      ({ name, value, unit, aim }) =>
        `| ${title} | ${name} | ${numberText(value)} ${unit} | ${aimCell(aim, value)} |`,
    ),
  )
  return `| run | figure | value | aim |\n| --- | --- | ---: | --- |\n${rows.join('\n')}\n`
}

function aimCell(aim: Figure['aim'], value: number): string {
  return aim === undefined ? '' : `${aimText(aim)}${keeps(aim, value) ? '' : ' ✖'}`
}

/** A table for each engine with a column for each size, and how the times grow from the smallest to the largest. */
function queryParts(all: readonly Figures[]): readonly string[] {
  const engineOf = ({ title }: Figures) => title.split(' on ')[1] as string
  const sizeOf = ({ title }: Figures) => Number((title.split(' ')[0] as string).replaceAll(',', ''))
  return [...new Set(all.map(engineOf))].flatMap((engine) => {
    const sizes = all.filter((each) => engineOf(each) === engine).sort((a, b) => sizeOf(a) - sizeOf(b))
    const [first, last] = [sizes[0] as Figures, sizes.at(-1) as Figures]
    const names = last.rows.map(({ name }) => name)
    const cell = (figures: Figures, name: string) => figures.rows.find((row) => row.name === name)
    const rows = names.map((name) => {
      const { aim, value } = cell(last, name) as Figure
      const cells = sizes.map((each) => {
        const found = cell(each, name)
        return found ? `${numberText(found.value)} ${found.unit}` : ''
      })
      const before = cell(first, name)
      const growth = name.endsWith('p50') && before && first !== last ? (value / before.value).toFixed(2) : ''
      return `| ${name} | ${cells.join(' | ')} | ${growth} | ${aimCell(aim, value)} |`
    })
    const heads = sizes.map((each) => `${sizeOf(each).toLocaleString('en')} rows`)
    const pages = last.rows.filter(({ name }) => /^find:.*p95$/.test(name))
    return [
      drawn(
        'queries',
        `${last.title}: p95 of a page in the store`,
        figurePlot(`${last.title}: p95 of a page in the store`, pages),
      ),
      `| ${engine} | ${heads.join(' | ')} | growth | aim |\n| --- | ${heads.map(() => '---:').join(' | ')} | ---: | --- |\n${rows.join('\n')}\n`,
    ]
  })
}
