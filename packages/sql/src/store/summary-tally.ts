import type { SummaryRequest } from '@daybook/core'
import { totalPart } from '../statement/summary-statement.ts'
import type { EventRow } from './event-row.ts'

/** Makes the rows of one summary of those of its slices. */
export interface SummaryTally {
  add(rows: readonly EventRow[]): void
  rows(): readonly EventRow[]
}

/** What is counted together. */
interface Group {
  readonly part: number
  readonly value: string | null
  readonly id: string | null
  name: unknown
  found: number
}

export function createSummaryTally({ facets, values }: SummaryRequest): SummaryTally {
  const groups = new Map<string, Group>()
  const compare = (a: Group, b: Group) =>
    b.found - a.found ||
    (facets[a.part] === 'statusCode' && a.value !== null && b.value !== null
      ? Number(a.value) - Number(b.value)
      : compareTexts(a.value, b.value)) ||
    compareTexts(a.id, b.id)
  return {
    add(rows) {
      for (const row of rows) {
        const part = Number(row.part)
        const value = row.value as Group['value']
        const id = part === totalPart ? null : (row.id as Group['id'])
        const key = JSON.stringify([part, value, id])
        const known = groups.get(key)
        if (known === undefined)
          groups.set(key, { part, value, id, name: row.name, found: Number(row.found) })
        else {
          known.name ??= row.name
          known.found += Number(row.found)
        }
      }
    },
    rows() {
      const ofPart = Map.groupBy(groups.values(), ({ part }) => part)
      const kept = [...ofPart].flatMap(([part, all]) => (part < 0 ? all : first(all, values, compare)))
      return kept.map((group) => ({ ...group }))
    },
  }
}

/** The first of `all` in order, without sorting all of them. */
function first<T>(all: readonly T[], limit: number, compare: (a: T, b: T) => number): readonly T[] {
  let kept: T[] = []
  for (const each of all) {
    if (kept.length === 2 * limit) kept = kept.sort(compare).slice(0, limit)
    kept.push(each)
  }
  return kept.sort(compare).slice(0, limit)
}

/** None before all, and texts as the engine does: JavaScript's own order is another beyond the first plane. */
function compareTexts(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null)
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
