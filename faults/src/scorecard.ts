import type { FaultRow, Finding } from './fault-row.ts'
import { isHeld, type Outcome } from './outcomes.ts'

/** One line of the scorecard. */
export function scoreLine({ id }: FaultRow, outcome: Outcome, millis: number): string {
  const seconds = `${(millis / 1_000).toFixed(1)} s`.padStart(8)
  const head = `${isHeld(outcome) ? '✔' : '✖'} ${id.padEnd(20)} ${seconds}  `
  const { finding, error = '' } = outcome
  return head + (finding ? textOf(finding) : `failed: ${error.split('\n')[0]}`)
}

/** The same for a row that was not run. */
export function restLine({ id, proofs = [] }: FaultRow, skipped: string | undefined): string {
  const head = `${skipped ? '-' : '✔'} ${id.padEnd(20)} ${''.padStart(8)}  `
  return head + (skipped ? `skipped: ${skipped}` : `proven by ${proofs.length} tests`)
}

const textOf = ({ verdict, live, figures }: Finding): string =>
  [
    ...Object.entries(verdict).map(([name, count]) => `${name} ${count}`),
    `live ${live ? 'yes' : 'no'}`,
    ...Object.entries(figures).map(
      ([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en') : value}`,
    ),
  ].join(', ')

const sections = {
  A: 'The process dies or ends',
  B: 'The database or the network fails',
  C: 'Transactions',
  D: 'Through a queue',
  E: 'More than the store can take',
  F: 'Time, ids, many processes',
  N: 'Load',
}

const head = [
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
  '`pnpm faults` provokes them and prints this scorecard, `pnpm faults B01` one of them. `npm test` runs them as well, and',
  '`pnpm test:soak` longer: ten times as many kills and events, a minute without a database. *Soaked* are the figures of',
  'such a run, *measured* those of a short one. With `--write` the figures go onto this page; a shorter run does not replace',
  'a longer one, unless it breaks a promise.',
  '',
  'A kill of a process or of a server does not try whether the disk keeps what it says it keeps: after a power failure,',
  'the settings of your database decide.',
]

/** The page that users read. */
export function scorePage(rows: readonly FaultRow[], outcomeOf: (id: string) => Outcome | undefined): string {
  const lines = [...head]
  for (const [letter, title] of Object.entries(sections)) {
    const own = rows.filter(({ id }) => id.startsWith(letter))
    lines.push('', `## ${title}`, ...own.flatMap((row) => ['', paragraph(row, outcomeOf(row.id))]))
  }
  return `${lines.join('\n')}\n`
}

function paragraph(row: FaultRow, outcome: Outcome | undefined): string {
  const proofs = (row.proofs ?? []).map(
    ({ file, title }) => `“${title}” in [${file.split('/').at(-1)}](../${file})`,
  )
  const proven = proofs.length > 0 ? `Tested: ${proofs.join('; ')}.` : undefined
  return [`**${row.id}. ${row.title}.** ${row.promise}`, outcome && figuresOf(outcome), proven]
    .filter(Boolean)
    .join(' ')
}

function figuresOf(outcome: Outcome): string {
  const { finding, error, scale } = outcome
  const broken = isHeld(outcome) ? '' : '**Broken.** '
  return `${broken}${scale > 1 ? 'Soaked' : 'Measured'}: ${finding ? textOf(finding) : error}.`
}
