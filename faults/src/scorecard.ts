import type { FaultRow, Finding } from './fault-row.ts'

/** What became of a row. */
export interface Outcome {
  readonly row: FaultRow
  readonly finding?: Finding
  readonly skipped?: string
  readonly error?: unknown
}

/** Whether everything that the row promises was kept. */
export function isHeld({ finding, error }: Outcome): boolean {
  if (error !== undefined) return false
  return (
    finding === undefined || (finding.live && Object.values(finding.verdict).every((count) => count === 0))
  )
}

/** One line of the scorecard. */
export function scoreLine(outcome: Outcome, millis: number): string {
  const { row, finding, skipped } = outcome
  const seconds = `${(millis / 1_000).toFixed(1)} s`.padStart(8)
  const head = `${isHeld(outcome) ? '✔' : '✖'} ${row.id.padEnd(16)} ${seconds}  `
  if (skipped !== undefined) return `${head}skipped: ${skipped}`
  if (outcome.error !== undefined) return `${head}failed: ${String(outcome.error).split('\n')[0]}`
  if (finding === undefined) return `${head}proven by ${row.proofs?.length ?? 0} tests`
  return head + [numbersOf(finding), ...figuresOf(finding)].join(', ')
}

const numbersOf = ({ verdict, live }: Finding): string =>
  [...Object.entries(verdict).map(([name, count]) => `${name} ${count}`), `live ${live ? 'yes' : 'no'}`].join(
    ', ',
  )

const figuresOf = ({ figures }: Finding): readonly string[] =>
  Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en') : value}`,
  )

const sections = {
  A: 'The process dies or ends',
  B: 'The database or the network fails',
  C: 'Transactions',
  D: 'Through a queue',
  E: 'More than the store can take',
  F: 'Time, ids, many processes',
  N: 'Load',
}

/** The page that users read. Rows without an outcome stand there as they do in `before`. */
export function scorePage(rows: readonly FaultRow[], outcomes: readonly Outcome[], before = ''): string {
  const found = new Map(outcomes.map((outcome) => [outcome.row, outcome]))
  const paragraphOf = (row: FaultRow) => {
    const outcome = found.get(row)
    return outcome ? paragraph(outcome) : paragraphIn(before, row)
  }
  const lines = [
    '# Reliability',
    '',
    'What happens to events when things fail, and how that is known. Each fault is provoked: processes and servers are',
    'killed or stopped, connections cut, frozen or reset, disks filled. Then another program compares what the app was',
    'told with what is in the database:',
    '',
    '| | |',
    '|---|---|',
    '| lost | acknowledged, and not stored |',
    '| dup | stored more than once |',
    '| phantom | stored, and never logged; or left behind by a transaction that was rolled back |',
    '| mangled | stored with other content |',
    '| live | a fresh event is stored within five seconds after the fault |',
    '',
    '`pnpm faults` provokes them and prints this scorecard, `pnpm faults B01` one of them; `pnpm faults --write` writes',
    'this page, with the figures of that run. `npm test` runs them as well, `pnpm test:soak` ten times as long, and',
    '`pnpm test:soak N01 --scale=100` one of them longer still.',
    '',
    'A kill of a process or of a server does not try whether the disk keeps what it says it keeps: after a power failure,',
    'the settings of your database decide.',
  ]
  for (const [letter, title] of Object.entries(sections)) {
    const own = rows.filter(({ id }) => id.startsWith(letter)).flatMap(paragraphOf)
    if (own.length > 0) lines.push('', `## ${title}`, ...own)
  }
  return `${lines.join('\n')}\n`
}

function paragraphIn(page: string, { id }: FaultRow): readonly string[] {
  const line = page.split('\n').find((each) => each.startsWith(`**${id}. `))
  return line === undefined ? [] : ['', line]
}

function paragraph(outcome: Outcome): readonly string[] {
  const { row, finding, skipped } = outcome
  const proofs = (row.proofs ?? []).map(
    ({ file, title }) => `“${title}” in [${file.split('/').at(-1)}](../${file})`,
  )
  const found =
    finding &&
    `${isHeld(outcome) ? '' : '**Broken.** '}Measured: ${[numbersOf(finding), ...figuresOf(finding)].join(', ')}.`
  const proven = proofs.length > 0 ? `Tested: ${proofs.join('; ')}.` : undefined
  const notRun = skipped && `Not tried in this run: ${skipped}.`
  return [
    '',
    `**${row.id}. ${row.title}.** ${[row.promise, found, notRun, proven].filter(Boolean).join(' ')}`,
  ]
}
