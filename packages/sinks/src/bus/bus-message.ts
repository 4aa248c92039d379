import { createHash } from 'node:crypto'
import { type DaybookEvent, isEventId, type JsonObject, ValidationError } from '@daybook/core'
import { eventFromJson } from '@daybook/core/sinks'

/** An event that something other than a daybook has published. */
interface ForeignMessage {
  readonly action: string
  readonly occurredAt: string
  /** The same when the message is delivered again. */
  readonly idempotencyKey: string
  readonly data: unknown
  readonly context: JsonObject
}

/** What a message of a bus holds. `source` is that of a CloudEvent. */
export interface BusMessage {
  readonly action: string
  readonly source: string | undefined
  readonly content: { readonly event: DaybookEvent } | { readonly foreign: ForeignMessage }
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads the JSON of an event as sinks publish it, a CloudEvent, or the `name`, `timestamp`, `data` and `context` of
 * earlier systems; the parts of the last two may be JSON texts.
 *
 * @throws ValidationError `DAYBOOK_BAD_MESSAGE`.
 */
export function readMessage(message: string | Uint8Array | object): BusMessage {
  const fields = asFields(
    message instanceof Uint8Array ? parsed(new TextDecoder().decode(message)) : parsed(message),
  )
  if (fields?.specversion !== undefined) return readCloudEvent(fields)
  const event = ownEvent(fields)
  if (event !== undefined) return { action: event.action, source: undefined, content: { event } }
  const { name, timestamp, data, context } = fields ?? {}
  const action = asText(name)
  const occurredAt = asText(timestamp)
  const identity = [action, occurredAt, JSON.stringify(data), JSON.stringify(context)]
  return {
    action,
    source: undefined,
    content: {
      foreign: {
        action,
        occurredAt,
        idempotencyKey: digest(identity),
        data: parsed(data),
        context: contextOf(context),
      },
    },
  }
}

function readCloudEvent({ id, source, type, time, data }: Fields): BusMessage {
  const action = asText(type)
  const from = asText(source)
  const event = ownEvent({ ...asFields(data), id, action })
  if (event !== undefined) return { action, source: from, content: { event } }
  const foreign = {
    action,
    occurredAt: asText(time),
    idempotencyKey: digest([from, asText(id)]),
    data: parsed(data),
    context: { source: from },
  }
  return { action, source: from, content: { foreign } }
}

const eventFields = ['version', 'outcome', 'actor', 'target', 'data', 'context', 'tenant']

/** The event of another daybook, whole as it was stored there. */
function ownEvent(fields: Fields | undefined): DaybookEvent | undefined {
  if (fields === undefined || typeof fields.id !== 'string' || !isEventId(fields.id)) return undefined
  return eventFields.every((name) => name in fields) ? eventFromJson(fields) : undefined
}

function parsed(part: unknown): unknown {
  if (typeof part !== 'string') return part
  try {
    return JSON.parse(part)
  } catch {
    // A text like any other.
    return part
  }
}

function contextOf(context: unknown): JsonObject {
  return (asFields(parsed(context)) ?? {}) as JsonObject
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

function asText(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new ValidationError({
    code: 'DAYBOOK_BAD_MESSAGE',
    message: 'A message of the bus is no event: it has no name, or does not say when or what it was.',
    fix: 'Set it aside: it will be the same when it is delivered again.',
  })
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
