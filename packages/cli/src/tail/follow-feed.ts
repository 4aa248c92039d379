import type { DaybookEvent, EventFeed } from '@daybook/core'
import { followFeed } from '@daybook/core/relay'

/** What was committed since the last call, each event once; empty where nothing was. */
export type FollowedEvents = () => Promise<readonly DaybookEvent[]>

/** The events of a feed from its end. Fails at once where there is no feed. */
export async function followEvents(feed: EventFeed): Promise<FollowedEvents> {
  const follower = await followFeed(feed)
  return async () => (await follower.next()).map(({ event }) => event).filter((event) => event !== undefined)
}
