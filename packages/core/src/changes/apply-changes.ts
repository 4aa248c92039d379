import type { Changes, FieldChange } from '../event/daybook-event.ts'
import type { Json, JsonObject } from '../json/json.ts'
import { isMark } from '../normalise/marks.ts'
import { pathOf } from './pointer.ts'

/** What changed at a place, or at the places below it. */
interface Place {
  change?: FieldChange
  readonly below: Map<string, Place>
}

/**
 * The values that a change made of others, which stay as they are: a field with an `after` becomes that, one without is
 * gone, and paths into arrays are read as in the documentation of `changes`.
 */
export function applyChanges(values: JsonObject, changes: Changes): JsonObject {
  const root: Place = { below: new Map() }
  for (const [pointer, change] of Object.entries(changes)) {
    let place = root
    for (const part of pathOf(pointer)) {
      const next = place.below.get(part) ?? { below: new Map() }
      place.below.set(part, next)
      place = next
    }
    if (place !== root) place.change = change
  }
  return applied(values, root) as JsonObject
}

function applied(value: Json | undefined, { change, below }: Place): Json | undefined {
  // The key of a redacted field has its mark instead of two sides.
  if (change !== undefined) return isMark(change as JsonObject) ? (change as JsonObject) : change.after
  if (Array.isArray(value)) return appliedToArray(value, below)
  const result: Record<string, Json> = { ...(isRecord(value) ? value : {}) }
  for (const [key, place] of below) {
    const next = applied(Object.hasOwn(result, key) ? result[key] : undefined, place)
    if (next === undefined) delete result[key]
    else
      Object.defineProperty(result, key, {
        value: next,
        enumerable: true,
        configurable: true,
        writable: true,
      })
  }
  return result
}

function appliedToArray(values: readonly Json[], below: ReadonlyMap<string, Place>): readonly Json[] {
  const places = [...below].map(([key, place]) => ({ index: Number(key), ...place }))
  const gone = new Set(places.flatMap(({ index, change }) => (change && 'before' in change ? [index] : [])))
  const result = values.filter((_, index) => !gone.has(index))
  for (const { index, change } of places.sort((a, b) => a.index - b.index))
    if (change?.after !== undefined) result.splice(index, 0, change.after)
  for (const { index, change, below: deeper } of places)
    if (change === undefined) result[index] = applied(result[index], { below: deeper }) as Json
  return result
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
