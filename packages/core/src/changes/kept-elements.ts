import type { Json } from '../json/json.ts'
import { canonicalText } from './canonical-text.ts'

/** The indexes of the elements that are in both arrays, in the same order. */
export interface KeptElements {
  readonly before: ReadonlySet<number>
  readonly after: ReadonlySet<number>
}

// The table of the longest common subsequence has the product of both lengths.
const maxTable = 1_000_000

/** The longest common subsequence of two arrays; undefined where looking for it would take too long. */
export function keptElements(before: readonly Json[], after: readonly Json[]): KeptElements | undefined {
  const numbers = new Map<string, number>()
  const numbered = (values: readonly Json[]) =>
    values.map((value) => {
      const text = canonicalText(value)
      const known = numbers.get(text) ?? numbers.size
      numbers.set(text, known)
      return known
    })
  const a = numbered(before)
  const b = numbered(after)
  const kept = { before: new Set<number>(), after: new Set<number>() }
  const keep = (i: number, j: number): void => {
    kept.before.add(i)
    kept.after.add(j)
  }

  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) keep(start, start++)
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) keep(--endA, --endB)

  const rows = endA - start
  const width = endB - start + 1
  if (rows * width > maxTable) return undefined
  // lengths[i * width + j]: how many can be kept of what follows a[i] and b[j].
  const lengths = new Uint32Array((rows + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] as number
  for (let i = rows - 1; i >= 0; i--)
    for (let j = width - 2; j >= 0; j--)
      lengths[i * width + j] =
        a[start + i] === b[start + j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  for (let i = 0, j = 0; i < rows && j < width - 1; ) {
    if (a[start + i] === b[start + j]) keep(start + i++, start + j++)
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return kept
}
