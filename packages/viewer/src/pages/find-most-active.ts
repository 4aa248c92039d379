import type { FacetCount, TargetReference } from '@daybook/core'
import { startOf, type WindowStart } from '../query/time-window.ts'
import type { EventReader } from '../viewer/event-reader.ts'

/** The most active actors or targets of a window. */
export interface FoundMostActive {
  readonly role: 'actor' | 'target'
  readonly since: WindowStart
  readonly rows: readonly FacetCount<TargetReference>[]
  readonly events: number
  /** Whether only the newest events were looked at. */
  readonly capped: boolean
}

const rows = 100

/** Finds the most active ones. A window without beginning begins at the first event. */
export async function findMostActive(
  reader: EventReader,
  role: 'actor' | 'target',
  since: WindowStart,
  now: number,
): Promise<FoundMostActive> {
  const begin =
    startOf(since, now) ??
    (await reader.find({ order: 'oldest', limit: 1 })).events[0]?.occurredAt ??
    new Date(now)
  const summary = await reader.summarise({ since: begin }, { facets: [role], values: rows + 1 })
  const counts: readonly FacetCount<TargetReference | null>[] = summary.facets[role]
  return {
    role,
    since,
    rows: counts.filter((each): each is FacetCount<TargetReference> => each.value !== null).slice(0, rows),
    events: summary.events,
    capped: summary.capped,
  }
}
