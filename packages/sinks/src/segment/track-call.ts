import type { DaybookEvent, JsonObject } from '@daybook/core'

/** A call of `track` in the HTTP API of Segment. */
export interface TrackCall {
  readonly type: 'track'
  readonly messageId: string
  readonly timestamp: string
  readonly userId: string
  readonly event: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly context: Readonly<Record<string, unknown>>
}

/** An event as a call: its data are the properties, what else it says stands under `daybook`. */
export function toTrackCall(event: DaybookEvent, userId: string): TrackCall {
  const { id, occurredAt, action, data, tenant, outcome, reason, actor, target, note } = event
  return {
    type: 'track',
    messageId: id,
    timestamp: occurredAt.toISOString(),
    userId,
    event: action,
    properties: {
      ...(isObject(data) ? data : { value: data }),
      daybook: { tenant, outcome, reason, actor, target, note },
    },
    context: contextOf(event),
  }
}

/** The fields of Segment's context that an event may know of. */
function contextOf({ ip, context }: DaybookEvent): TrackCall['context'] {
  const { userAgent, path, referer } = context
  const page = {
    ...(path !== undefined && { path }),
    ...(referer !== undefined && { referrer: referer }),
  }
  return {
    library: { name: '@daybook/sinks' },
    ...(ip !== null && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    ...(Object.keys(page).length > 0 && { page }),
  }
}

function isObject(data: unknown): data is JsonObject {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}
