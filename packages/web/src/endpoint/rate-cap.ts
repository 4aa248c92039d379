const windowMillis = 60_000
const maxClients = 10_000

/** Counts what each client does in a minute. */
export interface RateCap {
  /** Zero where the client may go on, else the seconds until it may. */
  waitSeconds(client: string): number
}

/** At most `max` a minute for each client. Above 10,000 clients, those that come last share one count. */
export function createRateCap(max: number, clock: () => number = () => performance.now()): RateCap {
  const counts = new Map<string, number>()
  let endsAt = Number.NEGATIVE_INFINITY
  return {
    waitSeconds(client) {
      const now = clock()
      if (now >= endsAt) {
        counts.clear()
        endsAt = now + windowMillis
      }
      const counted = counts.has(client) || counts.size < maxClients ? client : ''
      const count = (counts.get(counted) ?? 0) + 1
      counts.set(counted, count)
      return count <= max ? 0 : Math.ceil((endsAt - now) / 1_000)
    },
  }
}
