import type { JsonObject } from '../json/json.ts'
import { isOwnMark, type MarkKind } from './marks.ts'
import { wellFormed } from './text-measure.ts'

/** How a value that is no JSON primitive is written. */
export type JsonForm =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'mark'; readonly mark: MarkKind; readonly detail?: JsonObject }
  | {
      readonly kind: 'array'
      readonly source: object
      /** How many entries it has; `values` and `keys` may hold only the first `maxEntries` of them. */
      readonly size: number
      readonly values: ArrayLike<unknown>
    }
  | {
      readonly kind: 'object'
      readonly source: object
      readonly size: number
      readonly keys: readonly string[]
      readonly values: Readonly<Record<string, unknown>>
    }
  /** Look at this value instead. */
  | { readonly kind: 'again'; readonly value: unknown }

/** What reading a value needs to know of its walk. */
export interface FormOptions {
  /** No more than this many entries are taken out of a Map or Set. */
  readonly maxEntries: number
  readonly isRedacted: ((key: string) => boolean) | undefined
}

const unreadable: JsonForm = { kind: 'mark', mark: 'unreadable' }

// Stands for a value that was not looked at, where there is no key left to tell by.
const redacted = Symbol('redacted')

// Names of classes, functions and symbols are cut after this many characters.
const maxNameLength = 128

// Longer binary data is shown by its length alone.
const maxBinaryBytes = 4_096

/** The form of anything but string, number, boolean and null. Never throws. */
export function toJsonForm(value: unknown, options: FormOptions): JsonForm {
  try {
    switch (typeof value) {
      case 'bigint':
        return { kind: 'text', value: value.toString() }
      case 'undefined':
        return { kind: 'again', value: null }
      case 'symbol':
        return value === redacted
          ? { kind: 'mark', mark: 'redacted' }
          : unsupported('symbol', value.description)
      case 'function':
        return unsupported('function', value.name)
      default:
        return ofObject(value as object, options)
    }
  } catch {
    return unreadable
  }
}

function ofObject(value: object, options: FormOptions): JsonForm {
  if (Array.isArray(value)) return { kind: 'array', source: value, size: sizeOf(value.length), values: value }
  const prototype = Object.getPrototypeOf(value)
  const plain = prototype === Object.prototype || prototype === null
  if (!plain) {
    const builtIn = ofBuiltIn(value, options)
    if (builtIn) return builtIn
  } else if (isOwnMark(value)) return ofMark(value)
  if (isLiveHandle(value)) return unsupported(className(value))
  const record = value as Readonly<Record<string, unknown>>
  if (typeof record.toJSON === 'function') return { kind: 'again', value: ownJson(value, record.toJSON()) }
  return objectOf(value, Object.keys(value), record)
}

function ofMark({ $daybook, ...detail }: JsonObject & { readonly $daybook: MarkKind }): JsonForm {
  return { kind: 'mark', mark: $daybook, detail }
}

/** By tag, so that a Date from another realm (a worker's vm context, Jest) is one too. */
function ofBuiltIn(value: object, options: FormOptions): JsonForm | undefined {
  switch (Object.prototype.toString.call(value)) {
    case '[object Date]': {
      const time = Date.prototype.getTime.call(value)
      return Number.isNaN(time)
        ? { kind: 'mark', mark: 'date' }
        : { kind: 'text', value: new Date(time).toISOString() }
    }
    case '[object Error]':
      return ofError(value as Error)
    case '[object Map]':
      return ofMap(value as ReadonlyMap<unknown, unknown>, options)
    case '[object Set]':
      return ofSet(value as ReadonlySet<unknown>, options)
    case '[object RegExp]':
    case '[object URL]':
    case '[object URLSearchParams]':
      return { kind: 'text', value: String(value) }
    case '[object String]':
    case '[object Number]':
    case '[object Boolean]':
    case '[object BigInt]':
      return { kind: 'again', value: (value as { valueOf(): unknown }).valueOf() }
    case '[object ArrayBuffer]':
    case '[object SharedArrayBuffer]':
      return ofBytes(new Uint8Array(value as ArrayBuffer))
    case '[object Promise]':
    case '[object WeakMap]':
    case '[object WeakSet]':
    case '[object WeakRef]':
    case '[object Generator]':
    case '[object AsyncGenerator]':
    case '[object Symbol]':
      return unsupported(className(value))
  }
  if (ArrayBuffer.isView(value))
    return ofBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  if (value instanceof Error) return ofError(value)
  return undefined
}

/** Name, message, code, cause and the errors of an aggregate; no stack, which tells of the machine. */
function ofError(error: Error): JsonForm {
  const { name, message, code, cause, errors } = error as Error & { code?: unknown; errors?: unknown }
  const values = { name, message, code, cause, errors }
  const present = Object.entries(values).filter(([, part]) => part !== undefined)
  return objectOf(
    error,
    present.map(([key]) => key),
    values,
  )
}

/** An object where every key is a string, else an array of pairs. */
function ofMap(map: ReadonlyMap<unknown, unknown>, { maxEntries, isRedacted }: FormOptions): JsonForm {
  const entries = firstOf(map, maxEntries)
  const size = entries.length < maxEntries ? entries.length : Math.max(entries.length, sizeOf(map.size))
  if (!entries.every(([key]) => typeof key === 'string')) {
    const hidden = (key: unknown) => typeof key === 'string' && isRedacted?.(key)
    const values = entries.map(([key, value]) => [key, hidden(key) ? redacted : value])
    return { kind: 'array', source: map, size, values }
  }
  const values: Record<string, unknown> = Object.create(null)
  for (const [key, value] of entries as [string, unknown][]) values[key] = value
  return { ...objectOf(map, Object.keys(values), values), size }
}

function ofSet(set: ReadonlySet<unknown>, { maxEntries }: FormOptions): JsonForm {
  const values = firstOf(set, maxEntries)
  const size = values.length < maxEntries ? values.length : Math.max(values.length, sizeOf(set.size))
  return { kind: 'array', source: set, size, values }
}

function objectOf(source: object, keys: readonly string[], values: object): JsonForm & { kind: 'object' } {
  return { kind: 'object', source, size: keys.length, keys, values: values as Record<string, unknown> }
}

/** The first entries of something that may have millions, or no end. */
function firstOf<T>(entries: Iterable<T>, count: number): readonly T[] {
  const first: T[] = []
  for (const entry of entries) if (first.push(entry) >= count) break
  return first
}

/** A length as it should be: that of a proxy may be anything, and is then unreadable. */
function sizeOf(length: unknown): number {
  if (Number.isSafeInteger(length) && (length as number) >= 0) return length as number
  throw new TypeError('not a length')
}

function ofBytes(bytes: Uint8Array): JsonForm {
  if (bytes.length > maxBinaryBytes) return { kind: 'mark', mark: 'bytes', detail: { length: bytes.length } }
  const base64 = btoa(String.fromCharCode(...bytes))
  return { kind: 'mark', mark: 'bytes', detail: { length: bytes.length, base64 } }
}

/** Streams, sockets, requests, responses and framework contexts: large, alive and full of credentials. */
function isLiveHandle(value: object): boolean {
  const { req, res } = value as Record<string, unknown>
  return isEmitter(value) || (isEmitter(req) && isObject(res)) || (isObject(req) && isEmitter(res))
}

function isEmitter(value: unknown): boolean {
  if (!isObject(value)) return false
  const record = value as Record<string, unknown>
  return (
    typeof record.on === 'function' &&
    (typeof record.pipe === 'function' || typeof record.emit === 'function')
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** What `toJSON` returned, or the object's own keys where it returned itself. */
function ownJson(value: object, json: unknown): unknown {
  return json === value ? { ...value, toJSON: undefined } : json
}

/** @param name - anything: a class may have a static `name` of its own. */
function unsupported(type: string, name?: unknown): JsonForm {
  const shown = shortName(name)
  return { kind: 'mark', mark: 'unsupported', detail: shown ? { type, name: shown } : { type } }
}

function className(value: object): string {
  return shortName(Object.getPrototypeOf(value)?.constructor?.name) || 'object'
}

function shortName(name: unknown): string {
  return typeof name === 'string' ? wellFormed(name.slice(0, maxNameLength)) : ''
}
