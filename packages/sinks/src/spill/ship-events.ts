import { isDeepStrictEqual } from 'node:util'
import { ConflictError, type DaybookEvent, type EventStore, isDaybookError, isPoison } from '@daybook/core'

/** An event that the store will never take, and why. */
export interface Refused {
  readonly event: DaybookEvent
  readonly error: unknown
}

type Target = Pick<EventStore, 'append' | 'find'>

/**
 * Brings events into the store and answers those that it refuses for what they say: one of them never sinks its
 * neighbours. Rejects when the store is not to be had; sending the same events again is safe then.
 */
export async function shipEvents(
  store: Target,
  events: readonly DaybookEvent[],
  deadlined: <T>(work: Promise<T>) => Promise<T>,
): Promise<readonly Refused[]> {
  const [only, ...others] = events
  if (only === undefined) return []
  try {
    const { inserted } = await deadlined(store.append(events))
    const first = new Set<string>()
    const doubtful = events.filter(({ id }) => {
      const isNew = inserted.has(id) && !first.has(id)
      first.add(id)
      return !isNew
    })
    return doubtful.length === 0 ? [] : await deadlined(conflicting(store, doubtful))
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (others.length === 0) return [{ event: only, error }]
    const middle = events.length >> 1
    const refused = await shipEvents(store, events.slice(0, middle), deadlined)
    return [...refused, ...(await shipEvents(store, events.slice(middle), deadlined))]
  }
}

/** Those under whose ids something else is stored. The others were stored by an earlier try. */
async function conflicting(store: Target, events: readonly DaybookEvent[]): Promise<readonly Refused[]> {
  const values = [...new Set(events.map(({ id }) => id))]
  const filter = { conditions: [{ field: 'id', values }] } as const
  const found = await store.find({ filter, order: 'newest', limit: values.length })
  const stored = new Map(found.map((event) => [event.id, event]))
  return events
    .filter((event) => {
      const there = stored.get(event.id)
      return there !== undefined && !isDeepStrictEqual(contentOf(there), contentOf(event))
    })
    .map((event) => ({ event, error: conflict(event) }))
}

/** What an event says, without what only tells of the try that brought it. */
function contentOf(event: DaybookEvent): unknown {
  const { recordedAt, requestId, traceId, ip, statusCode, durationMs, context, ...content } = event
  return JSON.parse(JSON.stringify(content))
}

/** It is what an event says that the store will not have, and not the store that is not to be had. */
function isRefusal(error: unknown): boolean {
  return isPoison(error) || (isDaybookError(error) && error.name === 'ValidationError')
}

function conflict({ id }: DaybookEvent): ConflictError {
  return new ConflictError({
    code: 'DAYBOOK_CONFLICT',
    message: `Another event with the id ${id} is stored already. The spilled one was set aside.`,
    fix: 'Use a new id or idempotencyKey for an event that says something else.',
  })
}
