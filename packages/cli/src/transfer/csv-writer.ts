import type { DaybookEvent } from '@daybook/core'
import { stringify } from 'csv-stringify/sync'
import { printable } from '../output/printable.ts'
import { cellsOf, csvColumns } from './event-cells.ts'

// What a spreadsheet takes for the beginning of a formula, in half and full width.
const formula = /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/

/** Events as CSV, piece by piece. */
export interface CsvWriter {
  readonly header: string
  lines(events: readonly DaybookEvent[]): string
  /** How many cells were changed so that neither a spreadsheet nor a terminal obeys them. */
  readonly defused: number
}

/** `raw` writes every cell as it is, for reading it back. */
export function createCsvWriter({ raw = false } = {}): CsvWriter {
  let defused = 0
  const defuse = (cell: string) => {
    const visible = cell.split('\n').map(printable).join('\n')
    const safe = formula.test(cell) ? `'${visible}` : visible
    if (safe !== cell) defused++
    return safe
  }
  return {
    header: stringify([csvColumns]),
    lines: (events) => stringify(events.map((event) => (raw ? cellsOf(event) : cellsOf(event).map(defuse)))),
    get defused() {
      return defused
    },
  }
}
