import { ValidationError } from '../errors/daybook-error.ts'
import type { Json, JsonObject } from '../json/json.ts'
import { type FormOptions, toJsonForm } from './json-form.ts'
import { escapeKey, type MarkKind, mark } from './marks.ts'
import { measure, wellFormed } from './text-measure.ts'

/** The bounds of one normalising walk. */
export interface NormaliseLimits {
  /** UTF-8 bytes of JSON. Further values are left out, and a mark says so. */
  readonly maxBytes: number
  /** Levels of nesting. */
  readonly maxDepth: number
  /** Entries of one array or object. */
  readonly maxEntries: number
  /** UTF-16 code units of one string. */
  readonly maxStringLength: number
}

export const defaultNormaliseLimits: NormaliseLimits = Object.freeze({
  maxBytes: 256 * 1024,
  maxDepth: 20,
  maxEntries: 10_000,
  maxStringLength: 65_536,
})

export interface NormaliseOptions {
  readonly limits?: Partial<NormaliseLimits>
  /** Keys whose values become a `redacted` mark without being looked at. */
  readonly isRedacted?: (key: string) => boolean
  /** The input is an event's JSON already: its marks are marks, and are not escaped. */
  readonly keepMarks?: boolean
  /** Throw instead of marking what has no JSON form or is over a limit. */
  readonly strict?: boolean
}

export interface Normalised {
  /** Deeply frozen and independent of the input. */
  readonly value: Json
  /** The size of `value` as JSON, in bytes, never less than it really is. */
  readonly bytes: number
}

/** Makes the JSON form of values, each within `maxBytes`; default: the limit it was made with. */
export type Normaliser = (input: unknown, maxBytes?: number) => Normalised

// Longer keys are cut.
const maxKeyLength = 1_024

// How often a `toJSON` may answer with something that has a `toJSON` of its own.
const maxHops = 8

const rememberedKeys = 10_000

// Few values are deeper, and a set for each walk costs more than it saves.
const lookedThrough = 8

/** What is true of a key wherever it stands. */
interface KeyForm {
  readonly name: string
  readonly bytes: number
  readonly redacted: boolean
}

/** An array or object under construction. */
interface Frame {
  /** What it is made from, for recognising cycles. */
  readonly source: object
  readonly keys: readonly string[] | undefined
  readonly values: ArrayLike<unknown> | Readonly<Record<string, unknown>>
  readonly result: Json[] | Record<string, Json>
  readonly size: number
  next: number
}

/**
 * Makes the documented JSON form of any value (`docs/reference/json-forms.md`), as a frozen snapshot. Walks without
 * recursion, stops at the limits instead of measuring afterwards, and reads each property once. Keys come again and
 * again, so what is true of one is remembered.
 */
export function createNormaliser(options: NormaliseOptions = {}): Normaliser {
  const limits = { ...defaultNormaliseLimits, ...options.limits }
  const known = new Map<string, KeyForm>()

  const formOf = (key: string): KeyForm => {
    const seen = known.get(key)
    if (seen !== undefined) return seen
    const short = wellFormed(key.length <= maxKeyLength ? key : `${key.slice(0, maxKeyLength - 1)}…`)
    const name = options.keepMarks ? short : escapeKey(short)
    const form = { name, bytes: measure(name).bytes + 2, redacted: options.isRedacted?.(key) ?? false }
    if (known.size < rememberedKeys && key.length <= 64) known.set(key, form)
    return form
  }

  const settings: WalkSettings = {
    limits,
    strict: options.strict ?? false,
    reading: { maxEntries: limits.maxEntries, isRedacted: options.isRedacted },
    formOf,
  }
  return (input, maxBytes = limits.maxBytes) => new Walk(settings, maxBytes).run(input)
}

/**
 * {@link createNormaliser} for one value.
 *
 * @throws ValidationError `DAYBOOK_NOT_JSON`, only under `strict`.
 */
export function normalise(input: unknown, options: NormaliseOptions = {}): Normalised {
  return createNormaliser(options)(input)
}

interface WalkSettings {
  readonly limits: NormaliseLimits
  readonly strict: boolean
  readonly reading: FormOptions
  readonly formOf: (key: string) => KeyForm
}

/** One walk over one value. */
class Walk {
  readonly #settings: WalkSettings
  readonly #maxBytes: number
  readonly #frames: Frame[] = []
  /** The containers that are being filled, where they are too many to look through. */
  #open: Set<object> | undefined
  #bytes = 0

  constructor(settings: WalkSettings, maxBytes: number) {
    this.#settings = settings
    this.#maxBytes = maxBytes
  }

  run(input: unknown): Normalised {
    const { maxEntries } = this.#settings.limits
    const value = this.#begin(input)
    for (let frame = this.#frames.at(-1); frame; frame = this.#frames.at(-1)) {
      if (frame.next < frame.size && frame.next < maxEntries && this.#bytes < this.#maxBytes)
        this.#step(frame)
      else this.#finish(frame)
    }
    return { value, bytes: this.#bytes }
  }

  /** Takes the next entry of a container. */
  #step(frame: Frame): void {
    const index = frame.next++
    if (frame.keys === undefined) {
      ;(frame.result as Json[])[index] = this.#take(frame.values, index) ?? this.#begin(null)
      this.#bytes += 1
      return
    }
    const key = frame.keys[index] as string
    const { name, bytes, redacted } = this.#settings.formOf(key)
    if (this.#settings.strict && key.length > maxKeyLength) throw notJson('truncated', this.#frames)
    const json = redacted ? this.#marked('redacted') : this.#take(frame.values, key)
    // What is left out costs something too, or a walk over it would have no bound.
    this.#bytes += json === undefined ? 1 : bytes
    if (json !== undefined) setOwn(frame.result as Record<string, Json>, name, json)
  }

  #finish(frame: Frame): void {
    this.#frames.pop()
    this.#open?.delete(frame.source)
    const omitted = frame.size - frame.next
    if (omitted > 0) {
      // Counted as a mark inside an array; the two keys of an object are as long, but for these.
      const rest = this.#marked('truncated', { omitted })
      this.#bytes += 16
      if (frame.keys === undefined) (frame.result as Json[]).push(rest)
      else Object.assign(frame.result, { $daybook: 'truncated', $daybookOmitted: omitted })
    }
    Object.freeze(frame.result)
  }

  /** The JSON of one entry, undefined where there is none. Each entry is read once, here. */
  #take(values: Frame['values'], key: string | number): Json | undefined {
    let entry: unknown
    try {
      entry = (values as Readonly<Record<string | number, unknown>>)[key]
    } catch {
      return this.#marked('unreadable')
    }
    return entry === undefined ? undefined : this.#begin(entry)
  }

  /** The JSON of `value`, or, for a container, what has been begun of it: the loop fills it. */
  #begin(value: unknown, hops = 0): Json {
    if (typeof value === 'string') return this.#text(value)
    if (typeof value === 'boolean' || value === null) {
      this.#bytes += 5
      return value
    }
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) return this.#marked('number', { value: String(value) })
      // The longest ones are like -0.0000010935221552731302.
      this.#bytes += Number.isInteger(value) && Math.abs(value) < 1e9 ? 10 : 25
      return value + 0
    }
    const form = toJsonForm(value, this.#settings.reading)
    if (form.kind === 'text') return this.#text(form.value)
    if (form.kind === 'again')
      return hops < maxHops ? this.#begin(form.value, hops + 1) : this.#marked('unreadable')
    if (form.kind === 'mark') return this.#marked(form.mark, form.detail)
    const { maxDepth } = this.#settings.limits
    if (this.#frames.length >= maxDepth) return this.#marked('truncated', { depth: maxDepth })
    if (this.#isOpen(form.source)) return this.#marked('circular')
    this.#bytes += 2
    const result: Json[] | Record<string, Json> = form.kind === 'array' ? [] : {}
    const keys = form.kind === 'array' ? undefined : form.keys
    this.#frames.push({ source: form.source, keys, values: form.values, result, size: form.size, next: 0 })
    return result
  }

  #isOpen(source: object): boolean {
    if (this.#frames.length > lookedThrough) this.#open ??= new Set(this.#frames.map((frame) => frame.source))
    if (this.#open === undefined) return this.#frames.some((frame) => frame.source === source)
    if (this.#open.has(source)) return true
    this.#open.add(source)
    return false
  }

  #text(value: string): Json {
    const { maxStringLength } = this.#settings.limits
    // A long text is never read to its end.
    const size = value.length <= maxStringLength ? measure(value) : undefined
    if (size && this.#bytes + size.bytes <= this.#maxBytes) {
      this.#bytes += size.bytes
      return size.clean ? value : wellFormed(value)
    }
    const room = Math.max(0, Math.min(maxStringLength, Math.floor((this.#maxBytes - this.#bytes) / 6)))
    return this.#marked('truncated', { value: wellFormed(value.slice(0, room)), length: value.length })
  }

  #marked(kind: MarkKind, detail?: JsonObject): JsonObject {
    if (this.#settings.strict && kind !== 'redacted' && kind !== 'hashed') throw notJson(kind, this.#frames)
    const made = mark(kind, detail)
    const size = measure(JSON.stringify(made)).bytes
    if (detail !== undefined && this.#bytes + size > this.#maxBytes) return this.#marked('truncated')
    this.#bytes += size
    return made
  }
}

/** Sets an own property also where the key is `__proto__`. */
function setOwn(record: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })
  else record[key] = value
}

function notJson(kind: MarkKind, frames: readonly Frame[]): ValidationError {
  const path = frames.map((frame) => (frame.keys ? frame.keys[frame.next - 1] : frame.next - 1))
  return new ValidationError({
    code: 'DAYBOOK_NOT_JSON',
    message: `The value at "/${path.join('/')}" has no exact JSON form (${kind}).`,
    fix: 'Convert it before the call, or leave `strict` off to have it marked.',
  })
}
