import type { DaybookEvent } from '@daybook/core'
import { countCap } from '../format/count-text.ts'
import type { EventReader } from '../viewer/event-reader.ts'

/** One event, and what surrounds it. */
export interface FoundEvent {
  readonly event: DaybookEvent
  /** How many events its request has, itself among them; none without a request. */
  readonly sameRequest: number
  /** The events right after and before it, whatever they are about, the newest first, itself among them. */
  readonly around: readonly DaybookEvent[]
  readonly now: number
}

// So many on each side.
const side = 10

/** Finds an event with its surroundings; undefined where there is none. */
export async function findEvent(
  reader: EventReader,
  id: string,
  now: number,
): Promise<FoundEvent | undefined> {
  const event = await reader.get(id)
  if (!event) return undefined
  const { requestId, occurredAt } = event
  const [sameRequest, newer, older] = await Promise.all([
    requestId === null ? 0 : reader.count({ requestId }, { cap: countCap }),
    reader.find({ since: occurredAt, order: 'oldest', limit: side + 1 }),
    reader.find({ until: new Date(occurredAt.getTime() + 1), limit: side + 1 }),
  ])
  return { event, sameRequest, around: surroundings(event, [...newer.events, ...older.events]), now }
}

function surroundings(event: DaybookEvent, events: readonly DaybookEvent[]): readonly DaybookEvent[] {
  const byId = new Map([event, ...events].map((each) => [each.id, each]))
  const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1))
  const at = sorted.findIndex(({ id }) => id === event.id)
  return sorted.slice(Math.max(at - side, 0), at + side + 1)
}
