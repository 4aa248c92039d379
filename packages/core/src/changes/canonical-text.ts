import type { Json } from '../json/json.ts'

/** The same text for values that are equal as JSON, whatever the order of their keys. */
export function canonicalText(value: Json): string {
  return JSON.stringify(value, (_, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
      : part,
  )
}
