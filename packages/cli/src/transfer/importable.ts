import { createHash } from 'node:crypto'
import {
  type DaybookEvent,
  isEventId,
  type JsonObject,
  limits,
  millisOfId,
  type Outcome,
  type TargetReference,
} from '@daybook/core'

/** What a record is: an event as it was stored somewhere, or what happened, for a new event. */
export type Importable =
  | { readonly kind: 'event'; readonly event: DaybookEvent }
  | { readonly kind: 'draft'; readonly action: string; readonly details: DraftDetails }

/** What `log()` takes of a record. */
export interface DraftDetails {
  readonly idempotencyKey: string
  readonly occurredAt: string
  readonly actor?: TargetReference
  readonly target?: TargetReference
  readonly outcome?: Outcome
  readonly reason?: string
  readonly note?: string
  readonly tenant?: string
  readonly data?: JsonObject
  readonly changes?: Readonly<Record<string, object>>
  readonly context: JsonObject
}

type Fields = Readonly<Record<string, unknown>>

/** Reads a record; undefined where it is neither. A record without an id gets one from all that it says. */
export function toImportable(
  value: unknown,
  { tenant }: { readonly tenant?: string } = {},
): Importable | undefined {
  if (!isObject(value)) return undefined
  const fields = value.specversion === '1.0' ? fromCloudEvent(value) : value
  const owned = fields.tenant == null && tenant !== undefined ? { ...fields, tenant } : fields
  return typeof owned.id === 'string' && isEventId(owned.id) ? storedEvent(owned, owned.id) : draft(owned)
}

function storedEvent(fields: Fields, id: string): Importable | undefined {
  const { action, actor, target, data, changes, context, outcome } = fields
  if (!isName(action, limits.action)) return undefined
  const [who, what] = [reference(actor), reference(target)]
  if (who === undefined || what === undefined || (who !== null && who.id === null)) return undefined
  const names = ['tenant', 'requestId', 'traceId', 'ip'] as const
  const texts = ['reason', 'note'] as const
  if (!names.every((name) => fields[name] == null || isName(fields[name], limits[name]))) return undefined
  if (!texts.every((name) => fields[name] == null || isText(fields[name], limits[name]))) return undefined
  const numbers = ['statusCode', 'durationMs', 'version'] as const
  if (!numbers.every((name) => fields[name] == null || Number.isFinite(fields[name]))) return undefined
  if (!isOutcome(outcome ?? 'success')) return undefined
  if (![changes, context].every((each) => each == null || isObject(each))) return undefined
  const text = (name: (typeof names)[number] | (typeof texts)[number]) =>
    (fields[name] ?? null) as string | null
  const number = (name: (typeof numbers)[number]) => (fields[name] ?? null) as number | null
  return {
    kind: 'event',
    event: Object.freeze({
      id,
      occurredAt: new Date(millisOfId(id)),
      recordedAt: null,
      tenant: text('tenant'),
      action,
      version: number('version') ?? 1,
      outcome: (outcome ?? 'success') as Outcome,
      reason: text('reason'),
      actor: who as DaybookEvent['actor'],
      target: what,
      note: text('note') ?? '',
      requestId: text('requestId'),
      traceId: text('traceId'),
      ip: text('ip'),
      statusCode: number('statusCode'),
      durationMs: number('durationMs'),
      data: (data ?? {}) as DaybookEvent['data'],
      changes: (changes ?? null) as DaybookEvent['changes'],
      context: (context ?? {}) as JsonObject,
    }),
  }
}

/** `log()` checks the rest. */
function draft(fields: Fields): Importable | undefined {
  const { id, action, occurredAt, key, requestId, traceId, ip, statusCode, durationMs, context } = fields
  if (typeof action !== 'string' || typeof occurredAt !== 'string') return undefined
  const given = ['actor', 'target', 'outcome', 'reason', 'note', 'tenant', 'data', 'changes'].filter(
    (name) => fields[name] != null,
  )
  const surroundings = { requestId, traceId, ip, statusCode, durationMs }
  return {
    kind: 'draft',
    action,
    details: {
      ...(Object.fromEntries(given.map((name) => [name, fields[name]])) as Partial<DraftDetails>),
      occurredAt,
      idempotencyKey: typeof key === 'string' ? key : keyOf(id, fields),
      context: {
        ...(isObject(context) ? (context as JsonObject) : {}),
        ...(Object.fromEntries(
          Object.entries(surroundings).filter(([, each]) => each != null),
        ) as JsonObject),
      },
    },
  }
}

/** Its id in the other system; without one, a record is known by all that it says. */
function keyOf(id: unknown, fields: Fields): string {
  if ((typeof id === 'string' && id !== '') || Number.isSafeInteger(id)) return String(id)
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url')
}

/** Ours hold the whole event; another's becomes a new event under its type. */
function fromCloudEvent({ id, source, type, time, subject, data }: Fields): Fields {
  if (typeof id === 'string' && isEventId(id) && isObject(data) && 'outcome' in data)
    return { ...data, id, action: type }
  return {
    action: type,
    occurredAt: time,
    key: `${source}\n${id}`,
    ...(typeof subject === 'string' && subject !== '' && { target: { type: 'subject', id: subject } }),
    data: isObject(data) ? data : data === undefined ? {} : { value: data },
    context: { source },
  }
}

function reference(value: unknown): TargetReference | null | undefined {
  if (value == null) return null
  if (!isObject(value)) return undefined
  const { type, id, name } = value
  if (!isName(type, limits.referenceType)) return undefined
  if (id !== null && !isName(id, limits.referenceId)) return undefined
  if (name !== undefined && !isText(name, limits.referenceName)) return undefined
  return { type, id, ...(name !== undefined && { name }) }
}

function isOutcome(value: unknown): value is Outcome {
  return value === 'success' || value === 'failure' || value === 'denied'
}

/** What identifies something holds no control characters. */
function isName(value: unknown, length: number): value is string {
  return isText(value, length) && value !== '' && !/\p{Cc}/u.test(value)
}

function isText(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length <= length && !value.includes('\0') && value.isWellFormed()
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
