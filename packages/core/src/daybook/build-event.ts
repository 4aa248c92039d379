import type { Catalog } from '../catalog/define-events.ts'
import { type Validated, type Validating, validate } from '../catalog/validate.ts'
import type { ContextValues } from '../context/context.ts'
import { type Surroundings, surroundingsOf } from '../context/surroundings.ts'
import { ValidationError } from '../errors/daybook-error.ts'
import { type Changes, type DaybookEvent, type Outcome, outcomes } from '../event/daybook-event.ts'
import { type EventIds, idFromKey, isEventId, millisOfId, type Stamp } from '../event/event-id.ts'
import { toMillis } from '../event/instant.ts'
import { limits, maxFutureMillis } from '../event/limits.ts'
import {
  type EntityReferences,
  type Reference,
  type TargetReference,
  toReference,
} from '../event/reference.ts'
import { checkFreeText, checkText } from '../event/text.ts'
import type { JsonObject } from '../json/json.ts'
import {
  createNormaliser,
  defaultNormaliseLimits,
  type Normalised,
  type NormaliseOptions,
  type Normaliser,
} from '../normalise/normalise.ts'
import type { Details } from './daybook.ts'
import { isAnonymous } from './request-like.ts'

/** What building an event needs from its daybook. */
export interface EventBuilder {
  readonly catalog: Catalog | undefined
  readonly validation: 'throw' | 'warn'
  readonly clock: () => number
  readonly ids: EventIds
  readonly ofEntity: EntityReferences | undefined
  /** The ambient values of a call. */
  readonly locateContext: () => ContextValues
  readonly normalising: Normalising
  /** Hears why the ambient actor could not be resolved, and what a lenient catalog found. */
  readonly onError: (error: unknown) => void
}

/** {@link Details} whose references and transaction are whatever they are. */
export interface AnyDetails extends Omit<Details<string, object, unknown>, 'actor' | 'target'> {
  readonly actor?: object | null | undefined
  readonly target?: object | null | undefined
}

const emptyObject: JsonObject = Object.freeze({})
const nothing: Normalised = { value: emptyObject, bytes: 0 }
const noChanges: Normalised = { value: null, bytes: 0 }

/** {@link Surroundings} whose actor has been resolved. */
export interface Around extends Surroundings {
  actor: Reference | null
  /** The JSON of the rest, for as many events as have room for it. */
  context?: Normalised
}

/** What surrounds a call at this moment: the ambient values, and over them its own. */
export function around(builder: EventBuilder, details: AnyDetails): Around {
  const found = surroundingsOf(builder.locateContext(), details.context, builder.onError)
  if (details.actor !== undefined) found.actor = savedReference(details.actor, builder.ofEntity)
  else
    try {
      const { actor } = found
      found.actor = savedReference(typeof actor === 'function' ? actor() : actor, builder.ofEntity)
    } catch (error) {
      builder.onError(error)
      found.actor = null
      found.rest = { ...found.rest, actorUnresolved: true }
    }
  return found as Around
}

/**
 * The event for one call of `log()`: complete and checked, not frozen yet, with everything of the caller copied. Runs
 * within the call, never later: pool callbacks have another context, and the caller may change its objects.
 * `surroundings` are those of the call.
 */
export function buildEvent(
  builder: EventBuilder,
  action: string,
  details: AnyDetails,
  surroundings: Around,
): DaybookEvent {
  checkText('action', action, limits.action, { empty: false })
  const target = toReference(details.target, 'target', builder.ofEntity)
  const { version, data } = validated(builder, action, { data: details.data, target, reason: details.reason })
  const tenant = toTenant(details.tenant === undefined ? surroundings.tenant : details.tenant)
  const stamp = toStamp(builder, action, details, tenant)
  const json = jsonParts(builder.normalising, data, details.changes, surroundings)

  return {
    id: stamp.id,
    occurredAt: new Date(stamp.millis),
    recordedAt: null,
    tenant,
    action,
    version,
    outcome: toOutcome(details.outcome),
    reason: details.reason === undefined ? null : checkFreeText('reason', details.reason, limits.reason),
    actor: surroundings.actor,
    target,
    note: details.note === undefined ? '' : checkFreeText('note', details.note, limits.note),
    requestId: toText('requestId', surroundings.requestId, limits.requestId),
    traceId: toText('traceId', surroundings.traceId, limits.traceId),
    ip: toText('ip', surroundings.ip, limits.ip),
    statusCode: toNumber('statusCode', surroundings.statusCode, 999, Number.isInteger),
    durationMs: toNumber('durationMs', surroundings.durationMs, Number.MAX_SAFE_INTEGER, Number.isFinite),
    data: json.data,
    changes: json.changes,
    context: json.context,
  }
}

/**
 * What processors made of `before`, checked and normalised like anything of a caller's. Its id, its times and its
 * tenant stay: they say which event it is.
 */
export function resealEvent(
  before: DaybookEvent,
  after: DaybookEvent,
  { processed }: Normalising,
): DaybookEvent {
  if (after === before) return before
  const part = <T>(old: T, value: T): T => (value === old ? old : (processed(value).value as T))
  return Object.freeze({
    ...after,
    id: before.id,
    occurredAt: before.occurredAt,
    recordedAt: before.recordedAt,
    tenant: before.tenant,
    action: checkText('action', after.action, limits.action, { empty: false }),
    outcome: toOutcome(after.outcome),
    reason: after.reason === null ? null : checkFreeText('reason', after.reason, limits.reason),
    note: checkFreeText('note', after.note, limits.note),
    actor: after.actor === before.actor ? before.actor : savedReference(after.actor, undefined),
    target: after.target === before.target ? before.target : toReference(after.target, 'target', undefined),
    requestId: toText('requestId', after.requestId, limits.requestId),
    traceId: toText('traceId', after.traceId, limits.traceId),
    ip: toText('ip', after.ip, limits.ip),
    statusCode: toNumber('statusCode', after.statusCode, 999, Number.isInteger),
    durationMs: toNumber('durationMs', after.durationMs, Number.MAX_SAFE_INTEGER, Number.isFinite),
    data: part(before.data, after.data),
    changes: part(before.changes, after.changes),
    context: part(before.context, after.context),
  })
}

function validated(builder: EventBuilder, action: string, parts: Validating): Validated {
  try {
    return validate(builder.catalog, action, parts)
  } catch (error) {
    if (builder.validation === 'throw') throw error
    builder.onError(error)
    return { version: builder.catalog?.[action]?.version ?? 1, data: parts.data }
  }
}

function jsonParts(
  { data: normaliseData, changes: normaliseChanges, maxBytes }: Normalising,
  data: unknown,
  changes: Changes | undefined,
  surroundings: Around,
): Pick<DaybookEvent, 'data' | 'changes' | 'context'> {
  // The three share one budget, in the order of their worth.
  const ofData = data === undefined || data === null ? nothing : normaliseData(data, maxBytes)
  const left = Math.max(0, maxBytes - ofData.bytes)
  const ofChanges = hasChanges(changes) ? normaliseChanges(changes, left) : noChanges
  return {
    data: ofData.value,
    changes: ofChanges.value as Changes | null,
    context: contextOf(surroundings, normaliseData, maxBytes, left - ofChanges.bytes),
  }
}

/** The JSON of the rest: made once, for as many events as have room for all of it. */
function contextOf(surroundings: Around, normalise: Normaliser, maxBytes: number, left: number): JsonObject {
  const { rest } = surroundings
  if (rest === undefined) return emptyObject
  surroundings.context ??= normalise(rest, maxBytes)
  const { value, bytes } = surroundings.context
  return (bytes <= left ? value : normalise(rest, Math.max(0, left)).value) as JsonObject
}

/** The walks that an event's JSON goes through, made once for a daybook. */
export interface Normalising {
  readonly data: Normaliser
  readonly changes: Normaliser
  /** For what processors made of an event's JSON: its marks are marks already. */
  readonly processed: Normaliser
  readonly maxBytes: number
}

/** The walks of a daybook with these options. */
export function createNormalising(options: NormaliseOptions): Normalising {
  return {
    data: createNormaliser(options),
    changes: createNormaliser({ ...options, ...pointersRedacted(options) }),
    processed: createNormaliser({ ...options, keepMarks: true }),
    maxBytes: options.limits?.maxBytes ?? defaultNormaliseLimits.maxBytes,
  }
}

function hasChanges(changes: unknown): boolean {
  if (changes === undefined || changes === null) return false
  if (typeof changes === 'object' && !Array.isArray(changes)) return true
  throw new ValidationError({
    code: 'DAYBOOK_INVALID_FIELD',
    message: '`changes` must be an object keyed by JSON Pointer.',
    fix: "Pass { '/status': { before, after } }.",
  })
}

/** The keys of changes are pointers: each of their parts is a key. */
function pointersRedacted({ isRedacted }: NormaliseOptions): NormaliseOptions {
  return isRedacted ? { isRedacted: (pointer) => pointer.split('/').some(isRedacted) } : {}
}

function savedReference(input: unknown, ofEntity: EntityReferences | undefined): Reference | null {
  if (isAnonymous(input)) return null
  const reference: TargetReference | null = toReference(input, 'actor', ofEntity)
  if (reference === null) return null
  if (reference.id !== null) return reference as Reference
  throw new ValidationError({
    code: 'DAYBOOK_BAD_REFERENCE',
    message: '`actor` could not be turned into a reference: it has no id yet.',
    fix: 'Save it first: only a target may be without an id.',
  })
}

function toStamp(builder: EventBuilder, action: string, details: AnyDetails, tenant: string | null): Stamp {
  const { id, idempotencyKey, occurredAt } = details
  if (occurredAt === undefined && id === undefined && idempotencyKey === undefined) return builder.ids.next()
  if (id !== undefined) return callersId(builder, details, id)
  if (occurredAt === undefined)
    throw new ValidationError({
      code: 'DAYBOOK_KEY_WITHOUT_TIME',
      message: 'An `idempotencyKey` needs `occurredAt` beside it: the time is part of the id.',
      fix: 'Pass the time at which it happened, the same one on every try.',
    })
  const millis = inRange(builder, toMillis('occurredAt', occurredAt))
  if (idempotencyKey === undefined) return { id: builder.ids.at(millis), millis }
  if (checkFreeText('idempotencyKey', idempotencyKey, limits.idempotencyKey) === '')
    throw new ValidationError({
      code: 'DAYBOOK_INVALID_FIELD',
      message: '`idempotencyKey` must not be empty.',
      fix: 'Leave it out where there is none.',
    })
  return { id: idFromKey(millis, tenant ?? '', action, idempotencyKey), millis }
}

function callersId(builder: EventBuilder, { idempotencyKey, occurredAt }: AnyDetails, id: string): Stamp {
  const millis = isEventId(id) ? millisOfId(id) : Number.NaN
  const agrees = occurredAt === undefined || toMillis('occurredAt', occurredAt) === millis
  if (Number.isNaN(millis) || !agrees || idempotencyKey !== undefined)
    throw new ValidationError({
      code: 'DAYBOOK_BAD_ID',
      message: Number.isNaN(millis)
        ? '`id` is not a lower-case UUIDv7.'
        : agrees
          ? '`id` and `idempotencyKey` exclude each other.'
          : 'The time inside `id` is not `occurredAt`.',
      fix: 'Pass a UUIDv7 made for the time of the event, or an `idempotencyKey` instead.',
    })
  return { id, millis: inRange(builder, millis) }
}

function inRange({ clock }: EventBuilder, millis: number): number {
  if (millis >= 0 && millis <= clock() + maxFutureMillis) return millis
  throw new ValidationError({
    code: 'DAYBOOK_BAD_TIME',
    message: '`occurredAt` lies before 1970 or more than 24 hours ahead.',
    fix: 'Check the unit and the clock that the time comes from.',
  })
}

function toTenant(tenant: unknown): string | null {
  return checkText('tenant', tenant ?? '', limits.tenant, { empty: true }) || null
}

function toOutcome(outcome: Outcome | undefined): Outcome {
  if (outcome === undefined) return 'success'
  if (outcomes.includes(outcome)) return outcome
  throw new ValidationError({
    code: 'DAYBOOK_INVALID_FIELD',
    message: `\`outcome\` must be one of ${outcomes.join(', ')}.`,
    fix: 'Put anything finer into `reason` or `data`.',
  })
}

function toText(field: string, value: unknown, maxLength: number): string | null {
  return value === undefined || value === null ? null : checkText(field, value, maxLength, { empty: true })
}

function toNumber(
  field: string,
  value: unknown,
  max: number,
  valid: (value: unknown) => boolean,
): number | null {
  if (value === undefined || value === null) return null
  if (valid(value) && (value as number) >= 0 && (value as number) <= max) return value as number
  throw new ValidationError({
    code: 'DAYBOOK_INVALID_FIELD',
    message: `\`${field}\` must be a number from 0 to ${max}.`,
    fix: 'Pass null where it is not known.',
  })
}
