import { ValidationError } from '../errors/daybook-error.ts'
import { wellFormed } from '../normalise/text-measure.ts'
import { limits } from './limits.ts'
import { checkText } from './text.ts'

/**
 * Points at an object of the app without holding it: the name of its type and its key as text. Nothing in the
 * database ties it to the object, so an event outlives what it is about.
 */
export interface Reference<T extends string = string> {
  readonly type: T
  /** The key as text. A composite key is a JSON array of strings in primary-key order. */
  readonly id: string
  /** The display name at the moment of the event. */
  readonly name?: string
}

/** A target as stored: like a {@link Reference}, but `id` is null when the object had not been saved yet. */
export interface TargetReference<T extends string = string> {
  readonly type: T
  readonly id: string | null
  readonly name?: string
}

/** One part of a key as callers hold it. It is stored as text. */
export type KeyPart = string | number | bigint

/** A reference as a caller writes it. An array is a composite key in primary-key order. */
export interface ReferenceInput<T extends string = string> {
  readonly type: T
  readonly id: KeyPart | readonly KeyPart[] | null
  readonly name?: string | null | undefined
}

/** The registered classes of an app that registers none. Else: a record from stored type name to instance type. */
export type NoReferences = Readonly<Record<never, never>>

/** What a caller may pass as an actor or a target: a reference, an object of a registered class, or null. */
export type ReferenceLike<T extends string, R> =
  | ReferenceInput<T>
  | (string extends T ? R[keyof R] : T extends keyof R ? R[T] : never)
  | null

/**
 * The text form of a key: one part as it is, several as a JSON array of strings.
 * A key with a part that is null or undefined has no text form: null.
 */
export function encodeKey(parts: readonly unknown[]): string | null {
  if (parts.length === 0 || parts.some((part) => part === null || part === undefined)) return null
  return parts.length === 1 ? String(parts[0]) : JSON.stringify(parts.map(String))
}

/** The parts of a key of `length` columns, or undefined where `id` is no such key. Undoes {@link encodeKey}. */
export function decodeKey(id: string, length: number): readonly string[] | undefined {
  if (length === 1) return [id]
  try {
    const parts: unknown = JSON.parse(id)
    const valid =
      Array.isArray(parts) && parts.length === length && parts.every((part) => typeof part === 'string')
    return valid ? parts : undefined
  } catch {
    return undefined
  }
}

/** One text for a reference, for looking it up in a Map. */
export function referenceKey({ type, id }: Pick<TargetReference, 'type' | 'id'>): string {
  return JSON.stringify([type, id])
}

/** How the app's own objects become references: what an {@link EventStore} knows of its ORM's entities. */
export type EntityReferences = (entity: object) => TargetReference | undefined

/**
 * Turns what a caller passed as `role` into a reference.
 *
 * @throws ValidationError `DAYBOOK_BAD_REFERENCE` when it is neither a reference nor a known object.
 */
export function toReference(
  input: unknown,
  role: 'actor' | 'target',
  ofEntity: EntityReferences | undefined,
): TargetReference | null {
  if (input === null || input === undefined) return null
  if (typeof input !== 'object') throw badReference(role, `a ${typeof input}`)
  if (input instanceof Promise) {
    // It is refused here, so nobody else will listen to what becomes of it.
    input.catch(() => {})
    throw badReference(role, 'a promise')
  }
  const known = ofEntity?.(input)
  return checked(known ?? plainReference(input, role), role)
}

function plainReference(input: object, role: string): TargetReference {
  const { type, id, name } = readable(input, role)
  if (typeof type !== 'string') throw badReference(role, 'an object without a `type`')
  if (id === undefined) throw badReference(role, 'an object without an `id`')
  const parts: readonly unknown[] = Array.isArray(id) ? id : [id]
  if (!parts.every(isKeyPart)) throw badReference(role, 'an `id` that is no string, number or bigint')
  const key = encodeKey(parts)
  return typeof name === 'string' ? { type, id: key, name } : { type, id: key }
}

function isKeyPart(part: unknown): boolean {
  return (
    part === null || part === undefined || ['string', 'bigint'].includes(typeof part) || Number.isFinite(part)
  )
}

/** The fields of an object whose getters may throw. */
function readable(value: object, role: string): Partial<ReferenceInput> {
  try {
    const { type, id, name } = value as ReferenceInput
    return { type, id, name }
  } catch {
    throw badReference(role, 'an object that cannot be read')
  }
}

function checked({ type, id, name }: TargetReference, role: string): TargetReference {
  checkText(`${role}.type`, type, limits.referenceType, { empty: false })
  if (id !== null) checkText(`${role}.id`, id, limits.referenceId, { empty: false })
  if (name === undefined) return Object.freeze({ type, id })
  return Object.freeze({ type, id, name: cut(name, limits.referenceName) })
}

function cut(text: string, length: number): string {
  const whole = wellFormed(text)
  return whole.length <= length ? whole : `${whole.slice(0, length - 1).toWellFormed()}…`
}

function badReference(role: string, got: string): ValidationError {
  return new ValidationError({
    code: 'DAYBOOK_BAD_REFERENCE',
    message: `\`${role}\` could not be turned into a reference: got ${got}.`,
    fix: "Pass { type, id, name }, an object of a class named in the store's `references`, or null.",
  })
}
