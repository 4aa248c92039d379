import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Finding } from './fault-row.ts'

/** What became of a row that was provoked. */
export interface Outcome {
  /** How long the run was: 1 is what CI runs, the soak is more. */
  readonly scale: number
  readonly finding?: Finding
  /** Why the run broke off without a finding. */
  readonly error?: string
}

const folder = new URL('../outcomes/', import.meta.url)
const fileOf = (id: string) => new URL(`${id}.json`, folder)

/** Whether everything that the row promises was kept. */
export function isHeld({ finding }: Outcome): boolean {
  if (finding === undefined) return false
  return finding.live && Object.values(finding.verdict).every((count) => count === 0)
}

/** What is known of a row: of its runs the longest, or the last that broke a promise. */
export function knownOutcome(id: string): Outcome | undefined {
  return existsSync(fileOf(id)) ? JSON.parse(readFileSync(fileOf(id), 'utf8')) : undefined
}

/** Keeps an outcome for the page; not one that only says again, after a shorter run, that all was kept. */
export function keepOutcome(id: string, outcome: Outcome): void {
  const known = knownOutcome(id)
  if (known && isHeld(known) && isHeld(outcome) && known.scale > outcome.scale) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileOf(id), `${JSON.stringify(outcome, null, 2)}\n`)
}
