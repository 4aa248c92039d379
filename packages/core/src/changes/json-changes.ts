import type { FieldChange } from '../event/daybook-event.ts'
import type { Json, JsonObject } from '../json/json.ts'
import { jsonEqual } from '../json/json-equal.ts'
import { isMark } from '../normalise/marks.ts'
import { keptElements } from './kept-elements.ts'

/** A place inside a value, and what changed there. */
export interface PathChange {
  readonly path: readonly string[]
  readonly change: FieldChange
}

// With more places than this, or deeper than this, the whole value says it better.
const maxPaths = 100
const maxDepth = 16

/**
 * Where two JSON values differ. In an object, by key. In an array the elements that stayed are found first: an element
 * with only a `before` was removed from that index of the old array, one with only an `after` was put at that index of
 * the new one, one with both was replaced, and a path that goes on leads into an
 * element that kept its index.
 */
export function jsonChanges(before: Json, after: Json): readonly PathChange[] {
  const changes: PathChange[] = []
  const tooMany = !collect(before, after, [], changes)
  return tooMany ? [{ path: [], change: { before, after } }] : changes
}

/** Adds what differs; false where it is too much. */
function collect(before: Json, after: Json, path: readonly string[], changes: PathChange[]): boolean {
  if (changes.length > maxPaths) return false
  if (jsonEqual(before, after)) return true
  if (path.length < maxDepth) {
    if (Array.isArray(before) && Array.isArray(after)) {
      const collected = collectArray(before, after, path, changes)
      if (collected !== undefined) return collected
    } else if (isRecord(before) && isRecord(after)) return collectObject(before, after, path, changes)
  }
  changes.push({ path, change: { before, after } })
  return changes.length <= maxPaths
}

function collectObject(
  before: JsonObject,
  after: JsonObject,
  path: readonly string[],
  changes: PathChange[],
): boolean {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = Object.hasOwn(before, key) ? before[key] : undefined
    const is = Object.hasOwn(after, key) ? after[key] : undefined
    const at = [...path, key]
    if (was !== undefined && is !== undefined) {
      if (!collect(was, is, at, changes)) return false
    } else changes.push({ path: at, change: was === undefined ? { after: is as Json } : { before: was } })
  }
  return changes.length <= maxPaths
}

/** Undefined where the arrays are too large to look for what stayed. */
function collectArray(
  before: readonly Json[],
  after: readonly Json[],
  path: readonly string[],
  changes: PathChange[],
): boolean | undefined {
  const kept = keptElements(before, after)
  if (kept === undefined) return undefined
  // How many were kept of the elements so far, on each side.
  let keptBefore = 0
  let keptAfter = 0
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const was = kept.before.has(index) ? undefined : before[index]
    const is = kept.after.has(index) ? undefined : after[index]
    const at = [...path, String(index)]
    if (was !== undefined && is !== undefined && keptBefore === keptAfter) {
      if (!collect(was, is, at, changes)) return false
    } else if (was !== undefined || is !== undefined)
      changes.push({
        path: at,
        change: { ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) },
      })
    if (changes.length > maxPaths) return false
    if (kept.before.has(index)) keptBefore++
    if (kept.after.has(index)) keptAfter++
  }
  return true
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMark(value)
}
