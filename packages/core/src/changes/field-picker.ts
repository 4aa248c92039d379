import type { Json } from '../json/json.ts'
import { mark } from '../normalise/marks.ts'
import type { FieldRules } from './change-options.ts'
import { pointerOf } from './pointer.ts'
import type { Row } from './row-change.ts'

const rememberedPointers = 1_000

/** Which properties of a row events speak of, and which of them they hide. */
export interface FieldPicker {
  looksAt(property: string): boolean
  /** The properties of a row that are looked at. */
  propertiesOf(row: Row): readonly string[]
  isHidden(property: string): boolean
  /** The JSON Pointer to a property. The same text each time: as the key of an object it is looked up, not made. */
  pointerTo(property: string): string
  /** The value, or the mark in its place. */
  shown(property: string, value: Json): Json
  /** A condition with the values of hidden properties replaced, wherever they stand. */
  hidden(criteria: unknown): unknown
}

export function createFieldPicker(common: FieldRules, own: FieldRules): FieldPicker {
  const only = own.only ?? common.only
  const wanted = only && new Set(only)
  const left = new Set([...(common.except ?? []), ...(own.except ?? [])])
  const redacted = new Set([...(common.redact ?? []), ...(own.redact ?? [])])
  const looksAt = (property: string) => !left.has(property) && (wanted?.has(property) ?? true)
  const pointers = new Map<string, string>()

  const hidden = (criteria: unknown): unknown => {
    if (redacted.size === 0 || typeof criteria !== 'object' || criteria === null) return criteria
    if (Array.isArray(criteria)) return criteria.map(hidden)
    const prototype = Object.getPrototypeOf(criteria)
    if (prototype !== Object.prototype && prototype !== null) return criteria
    return Object.fromEntries(
      Object.entries(criteria).map(([key, value]) => [key, redacted.has(key) ? redactedMark : hidden(value)]),
    )
  }

  return {
    looksAt,
    propertiesOf: (row) => Object.keys(row).filter(looksAt),
    isHidden: (property) => redacted.has(property),
    pointerTo(property) {
      const pointer = pointers.get(property) ?? pointerOf([property])
      if (pointers.size < rememberedPointers) pointers.set(property, pointer)
      return pointer
    },
    shown: (property, value) => (redacted.has(property) ? redactedMark : value),
    hidden,
  }
}

const redactedMark = mark('redacted')
