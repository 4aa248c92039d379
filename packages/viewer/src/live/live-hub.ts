import type { EventFeed, FeedEntry } from '@daybook/core'
import { followFeed } from '@daybook/core/relay'

/** What came after a position; lost where it cannot be told, because it was trimmed or is too much to catch up on. */
type LiveStep = { readonly entries: readonly FeedEntry[] } | 'lost'

/** The one reader of a feed in this process, for everybody who watches. Reads only while somebody does. */
export interface LiveHub {
  /** The last position of the feed, once all that is committed now has one. */
  end(): Promise<number>
  /** Begins to watch. Returns the function that ends it. */
  watch(): () => void
  /** What came after `position`: as soon as there is something, and nothing after `waitMillis` without. */
  after(position: number, waitMillis: number): Promise<LiveStep>
  /** Looks now, instead of when the pause is over. */
  wake(): void
}

export interface LiveHubOptions {
  readonly feed: EventFeed
  /** How long to wait before looking again when there was nothing. */
  readonly pollMillis: number
  readonly report: (error: unknown) => unknown
}

/** Of what was read lately, so many entries serve those who are nearly up to date. */
const kept = 1_000
/** Who is further behind reads the list again: replaying it event by event would help nobody. */
const tooFar = 5_000
const stepSize = 200
// However often it is woken, a feed is read no more often than this.
const leastPauseMillis = 50
const longestPauseMillis = 30_000

/** Whoever watches holds a position and nothing else here, so a slow one costs no memory. */
export function createLiveHub({ feed, pollMillis, report }: LiveHubOptions): LiveHub {
  let watchers = 0
  let running = false
  /** Up to where the feed was read; undefined while nobody reads. */
  let latest: number | undefined
  let recent: FeedEntry[] = []
  const waiting = new Set<() => void>()
  let woken = false
  let ending: Promise<number> | undefined
  let endPause: () => void = () => {}

  const wake = () => {
    woken = true
    endPause()
  }

  const tellWaiting = () => {
    for (const go of [...waiting]) go()
  }

  const pause = async (millis: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, leastPauseMillis))
    if (!woken && watchers > 0 && millis > leastPauseMillis)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, millis - leastPauseMillis)
        endPause = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    woken = false
  }

  const read = async (): Promise<void> => {
    running = true
    const leaving = new AbortController()
    let follower: Awaited<ReturnType<typeof followFeed>> | undefined
    for (let failures = 0; watchers > 0; ) {
      try {
        follower ??= await followFeed(feed, { onNews: wake, signal: leaving.signal })
        const entries = await follower.next()
        recent = [...recent, ...entries].slice(-kept)
        latest = follower.position
        failures = 0
        tellWaiting()
        await pause(entries.length > 0 ? 0 : pollMillis)
      } catch (error) {
        if (failures === 0) report(error)
        failures++
        await pause(Math.min(pollMillis * 2 ** failures, longestPauseMillis))
      }
    }
    leaving.abort()
    running = false
    latest = undefined
    recent = []
    // Somebody came while the last pause was under way.
    if (watchers > 0) void read()
  }

  const waitForNews = (millis: number): Promise<void> =>
    new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer)
        waiting.delete(go)
        resolve()
      }
      const timer = setTimeout(go, millis)
      waiting.add(go)
    })

  const known = async (position: number): Promise<LiveStep> => {
    if (latest === undefined || latest <= position) return { entries: [] }
    if (latest - position > tooFar) return 'lost'
    const first = recent[0]?.position
    const entries =
      first !== undefined && first <= position + 1
        ? recent.filter((entry) => entry.position > position).slice(0, stepSize)
        : await feed.read(position, stepSize)
    // Positions have no gaps, but what a relay has trimmed is gone.
    const last = entries.at(-1)?.position
    return last === position + entries.length ? { entries } : 'lost'
  }

  return {
    end() {
      ending ??= followFeed(feed)
        .then(({ position }) => position)
        .finally(() => {
          ending = undefined
        })
      return ending
    },
    watch() {
      watchers++
      if (!running) void read()
      let left = false
      return () => {
        if (left) return
        left = true
        watchers--
        if (watchers === 0) wake()
      }
    },
    async after(position, waitMillis) {
      if (latest === undefined || latest <= position) await waitForNews(waitMillis)
      return known(position)
    },
    wake,
  }
}
