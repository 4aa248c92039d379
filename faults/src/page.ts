import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run-command.mjs'
import { knownOutcome } from './outcomes.ts'
import { rows } from './rows.ts'
import { scorePage } from './scorecard.ts'

/** Where the scorecard is read. */
export const pagePath = join(root, 'docs/reliability.md')

/** The page as the rows and their known outcomes make it. */
export const pageText = (): string => scorePage(rows, knownOutcome)

export function writePage(): void {
  writeFileSync(pagePath, pageText())
}
