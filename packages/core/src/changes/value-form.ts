import { digest } from '../crypto/digest.ts'
import type { Json } from '../json/json.ts'
import { jsonEqual } from '../json/json-equal.ts'
import { mark } from '../normalise/marks.ts'
import { createNormaliser } from '../normalise/normalise.ts'
import { measure } from '../normalise/text-measure.ts'
import { canonicalText } from './canonical-text.ts'
import { decimalKey } from './decimal-key.ts'
import type { FieldKind, Row } from './row-change.ts'

/** What the values of a row are compared and stored as. */
export interface ValueForm {
  /** The JSON form of a property; undefined where the row has none. */
  read(row: Row | undefined, property: string): Json | undefined
  equal(property: string, before: Json | undefined, after: Json | undefined): boolean
  /** The value, or a mark with its hash and length where it is too large for an event. */
  stored(value: Json): Json
}

export interface ValueFormOptions {
  readonly kinds: Readonly<Record<string, FieldKind>>
  readonly fields: Readonly<Record<string, (value: unknown) => unknown>>
  readonly maxValueBytes: number | undefined
}

const defaultMaxValueBytes = 16_384

// An event shows no more of binary data than this, so larger ones are told apart by their hash.
const maxBinaryBytes = 4_096

// Rows are bounded by their database: nothing is cut before it is compared.
const jsonForm = createNormaliser({
  keepMarks: true,
  limits: {
    maxBytes: Number.POSITIVE_INFINITY,
    maxEntries: Number.POSITIVE_INFINITY,
    maxStringLength: Number.POSITIVE_INFINITY,
    maxDepth: 200,
  },
})

export function createValueForm({ kinds, fields, maxValueBytes }: ValueFormOptions): ValueForm {
  const maxBytes = maxValueBytes ?? defaultMaxValueBytes
  return {
    read(row, property) {
      const value = row && ownValue(row, property)
      if (value === undefined) return undefined
      const transform = Object.hasOwn(fields, property) ? fields[property] : undefined
      return toForm(transform ? transform(value) : value, kinds[property], Math.min(maxBytes, maxBinaryBytes))
    },
    equal: (property, before, after) =>
      kinds[property] === 'decimal' && typeof before === 'string' && typeof after === 'string'
        ? decimalKey(before) === decimalKey(after)
        : jsonEqual(before, after),
    stored: (value) => shortened(value, maxBytes),
  }
}

/** The values of rows laid over each other, those of later ones on top. */
export function ownValues(...rows: readonly (Row | undefined)[]): Row {
  const values: Record<string, unknown> = Object.create(null)
  for (const row of rows)
    for (const property of Object.keys(row ?? {})) {
      const value = ownValue(row as Row, property)
      if (value !== undefined) values[property] = value
    }
  return values
}

/** A property's value, without calling an accessor or waiting for a promise. */
function ownValue(row: Row, property: string): unknown {
  const value = Object.getOwnPropertyDescriptor(row, property)?.value
  return typeof value === 'function' || typeof value?.then === 'function' ? undefined : value
}

function toForm(value: unknown, kind: FieldKind | undefined, maxBinary: number): Json | undefined {
  if (value === undefined) return undefined
  if (value === null) return null
  const known = kind === undefined ? undefined : ofKind(value, kind)
  if (known !== undefined) return known
  if (typeof value === 'string' || typeof value === 'boolean') return value
  const bytes = bytesOf(value)
  if (bytes !== undefined && bytes.length > maxBinary) return hashed(bytes, bytes.length)
  return jsonForm(value).value
}

/** What a kind makes of a value; undefined where it has nothing to say. */
function ofKind(value: unknown, kind: FieldKind): Json | undefined {
  switch (kind) {
    case 'decimal':
    case 'bigint':
      return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
    case 'boolean':
      return value === 1 || value === 1n ? true : value === 0 || value === 0n ? false : undefined
    case 'number':
      return numberOf(value)
    case 'date':
      return instantOf(value)
    default:
      return undefined
  }
}

function numberOf(value: unknown): number | undefined {
  const isText = typeof value === 'string' && value.trim() !== ''
  const number = isText || typeof value === 'bigint' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

/** The instant as ISO text. A text without a zone says no instant: the adapter knows which one is meant. */
function instantOf(value: unknown): string | undefined {
  const isText = typeof value === 'string' && /\d[T ]\d.*(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(value)
  const time = isText || typeof value === 'number' ? new Date(value).getTime() : Number.NaN
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (!ArrayBuffer.isView(value)) return undefined
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

function shortened(value: Json, maxBytes: number): Json {
  if (typeof value === 'string')
    return value.length * 6 > maxBytes && measure(value).bytes > maxBytes ? hashed(value) : value
  if (typeof value !== 'object' || value === null) return value
  const text = JSON.stringify(value)
  return text.length * 3 > maxBytes && measure(text).bytes > maxBytes ? hashed(canonicalText(value)) : value
}

function hashed(
  content: string | Uint8Array,
  length = new TextEncoder().encode(content as string).length,
): Json {
  return mark('hashed', { sha256: digest(content), length })
}
