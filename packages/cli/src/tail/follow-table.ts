import type { OpenDaybook } from '../query/open-daybook.ts'
import type { FollowedEvents } from './follow-feed.ts'

const overlapMillis = 60_000

/** Follows the table where there is no feed: looks back a minute each time, for transactions that took that long. */
export async function followTable(
  { daybook }: Pick<OpenDaybook, 'daybook'>,
  clock: () => number,
): Promise<FollowedEvents> {
  /** The time of every event of the last minute that was seen, by its id. */
  const seen = new Map<string, number>()
  const look = async () => {
    const since = clock() - overlapMillis
    const fresh = []
    for await (const event of daybook.stream({ since: new Date(since), order: 'oldest' })) {
      if (seen.has(event.id)) continue
      seen.set(event.id, event.occurredAt.getTime())
      fresh.push(event)
    }
    for (const [id, millis] of seen) if (millis < since) seen.delete(id)
    return fresh
  }
  await look()
  return look
}
