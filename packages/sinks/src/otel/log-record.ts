import type { DaybookEvent, JsonObject, Outcome } from '@daybook/core'
import { summaryWithActor } from '@daybook/core/sinks'
import { type Context, ROOT_CONTEXT, type TimeInput, TraceFlags, trace } from '@opentelemetry/api'

/** A value of an attribute. */
type AttributeValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | AttributeValue[]
  | { [key: string]: AttributeValue }

/** What is emitted: a log record of OpenTelemetry, as far as it is used. */
export interface LogRecordLike {
  eventName: string
  timestamp: TimeInput
  severityNumber: number
  severityText: string
  body: string
  attributes: { [key: string]: AttributeValue }
  context: Context
}

const severities: Readonly<Record<Outcome, readonly [number, string]>> = {
  success: [9, 'INFO'],
  denied: [13, 'WARN'],
  failure: [17, 'ERROR'],
}

/** An event with the attributes that the semantic conventions name, and the rest of it under `daybook.`. */
export function toLogRecord(event: DaybookEvent): LogRecordLike {
  const [severityNumber, severityText] = severities[event.outcome]
  return {
    eventName: event.action,
    timestamp: event.occurredAt,
    severityNumber,
    severityText,
    body: summaryWithActor(event),
    attributes: withoutAbsent(attributesOf(event)),
    context: contextOf(event),
  }
}

function attributesOf(event: DaybookEvent): Readonly<Record<string, unknown>> {
  const { actor, target, context } = event
  const user = actor?.type.toLowerCase() === 'user' ? actor : undefined
  return {
    'log.record.uid': event.id,
    'user.id': user?.id,
    'user.name': user?.name,
    'client.address': event.ip,
    'http.response.status_code': event.statusCode,
    'user_agent.original': context.userAgent,
    'daybook.action': event.action,
    'daybook.version': event.version,
    'daybook.outcome': event.outcome,
    'daybook.reason': event.reason,
    'daybook.tenant': event.tenant,
    'daybook.actor.type': actor?.type,
    'daybook.actor.id': actor?.id,
    'daybook.actor.name': actor?.name,
    'daybook.target.type': target?.type,
    'daybook.target.id': target?.id,
    'daybook.target.name': target?.name,
    'daybook.note': event.note || undefined,
    'daybook.request_id': event.requestId,
    'daybook.trace_id': event.traceId,
    'daybook.duration_ms': event.durationMs,
    'daybook.data': event.data,
    'daybook.changes': event.changes,
    'daybook.context': Object.keys(context).length === 0 ? undefined : context,
  }
}

function withoutAbsent(attributes: Readonly<Record<string, unknown>>): LogRecordLike['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      (entry): entry is [string, AttributeValue] => entry[1] !== undefined && entry[1] !== null,
    ),
  )
}

/** The span that the event names. Never the one that happens to be active where it is sent. */
function contextOf({
  traceId,
  context,
}: {
  readonly traceId: string | null
  readonly context: JsonObject
}): Context {
  const { spanId } = context
  if (traceId === null || typeof spanId !== 'string') return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED })
}
