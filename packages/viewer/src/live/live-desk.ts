import type { DaybookEvent, EventFeed, FindFilter } from '@daybook/core'
import { viewerEvents } from '../access-log/viewer-events.ts'
import { TooSlow, withinTime } from '../viewer/deadline.ts'
import type { ViewerAccess } from '../viewer/viewer.ts'
import { createLiveHub } from './live-hub.ts'
import { lostText } from './live-message.ts'
import { liveStream } from './live-stream.ts'
import { matchingEvents } from './matching-events.ts'

/** How live events are sent. */
export interface LiveOptions {
  /** How many may watch at once, in one process. Beyond that the answer is 503. Default: 100. */
  readonly maxConnections?: number
  /**
   * After how long a connection is ended. Browsers ask again at once, through the app's own sign-in and check of
   * access, so this is also how long somebody still watches whose access was withdrawn. Default: 30,000.
   */
  readonly recheckMillis?: number
  /** How long to wait before looking again when nothing is new. One process looks once, however many watch. Default: 500. */
  readonly pollMillis?: number
}

/** What one reader asks for. */
export interface LiveRequest {
  readonly access: ViewerAccess
  readonly filter: FindFilter
  /** The position that they have reached; absent: what is committed from now on. */
  readonly after: number | undefined
  readonly dataOf: (event: DaybookEvent) => unknown
}

/** Where those are served who watch. */
export interface LiveDesk {
  /** The position of the feed now, for a page to go on from; undefined where nothing can be followed. */
  head(): Promise<number | undefined>
  /** The events of a request as they come; undefined while as many watch as may. */
  open(request: LiveRequest): Promise<ReadableStream<Uint8Array> | undefined>
  /** Looks for news at once. */
  wake(): void
}

interface LiveDeskOptions extends LiveOptions {
  readonly report: (error: unknown) => unknown
}

// Proxies end a connection that is silent for a minute, and many after half of one.
const beatMillis = 10_000

// A feed that nobody ever read has to be put in order once. No page waits for that.
const pageWaitMillis = 500

/** A desk over one feed. */
export function createLiveDesk(
  feed: EventFeed,
  { report, maxConnections = 100, recheckMillis = 30_000, pollMillis = 500 }: LiveDeskOptions,
): LiveDesk {
  const hub = createLiveHub({ feed, pollMillis, report })
  let connections = 0
  let reported = false
  return {
    async head() {
      try {
        return await withinTime(hub.end(), pageWaitMillis)
      } catch (error) {
        if (error instanceof TooSlow) return undefined
        // The list does without. Where it cannot be read either, the page says so.
        if (!reported) report(error)
        reported = true
        return undefined
      }
    },
    async open({ access, filter, after, dataOf }) {
      // Refuses a filter that this reader may not use, before anything is sent.
      await matchingEvents([], access, filter)
      const head = await hub.end()
      // Never given here: the database is another one.
      if (after !== undefined && after > head) return new Blob([lostText(head)]).stream()
      if (connections >= maxConnections) return undefined
      connections++
      return liveStream({
        hub,
        after: after ?? head,
        select: (events) => matchingEvents(events.filter(isShown), access, filter),
        dataOf,
        lifeMillis: recheckMillis,
        beatMillis,
        onEnd(error) {
          connections--
          if (error !== undefined) report(error)
        },
      })
    },
    wake: () => hub.wake(),
  }
}

/** To see oneself looking would never end. */
function isShown({ action }: DaybookEvent): boolean {
  return !Object.hasOwn(viewerEvents, action)
}
