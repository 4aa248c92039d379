import type { Json, JsonObject } from '../json/json.ts'

/**
 * Why a value is not there as it was:
 *
 * - `redacted`: its key is on the redaction list.
 * - `truncated`: it, or the rest of the container that holds the mark, was over a limit.
 * - `circular`: it contains itself.
 * - `unreadable`: reading it threw.
 * - `unsupported`: it has no JSON form: a function, symbol, promise, stream, request, weak collection, …
 * - `number`: NaN or an infinity, which JSON lacks.
 * - `date`: a Date that holds no time.
 * - `bytes`: binary data, as base64.
 * - `hashed`: a changed value that was too large: its SHA-256 and its length in bytes.
 */
export type MarkKind =
  | 'redacted'
  | 'truncated'
  | 'circular'
  | 'unreadable'
  | 'unsupported'
  | 'number'
  | 'date'
  | 'bytes'
  | 'hashed'

/**
 * Every mark has this one shape: the key `$daybook` says what kind, other keys say more. Keys of the caller that
 * could be taken for it are escaped by {@link escapeKey}, so a mark in a stored event was made by Daybook.
 */
export function mark(kind: MarkKind, detail?: JsonObject): JsonObject {
  const made: JsonObject = Object.freeze({ $daybook: kind, ...detail })
  own.add(made)
  return made
}

// A mark that is put into an event is told from an object of the caller's that looks like one.
const own = new WeakSet<object>()

/** Whether a value, which may be anything, is what {@link mark} made. */
export function isOwnMark(value: object): value is JsonObject & { readonly $daybook: MarkKind } {
  return Object.hasOwn(value, '$daybook') && own.has(value)
}

/** Whether a stored value is a mark, or a container whose rest was cut. */
export function isMark(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '$daybook')
}

const reserved = /^\$+daybook/

/** A key that starts with `$daybook` gets one more `$`, as does one that was escaped before. */
export function escapeKey(key: string): string {
  return key.charCodeAt(0) === 36 && reserved.test(key) ? `$${key}` : key
}
