import { withinTime } from './deadline.ts'

/** The reader has left, or was told that it takes too long. It is why reads end, and no failure. */
export class NobodyWaits extends Error {
  override get name(): string {
    return 'NobodyWaits'
  }
}

/** How long the one who sent a request waits for the log. */
export interface Patience {
  /** Aborted when they have left, or were told that it takes too long: what is still being read is for nobody. */
  readonly signal: AbortSignal
  /** `work`, or TooSlow when it takes too long; then all that the request still reads is given up. */
  soon<T>(work: Promise<T>): Promise<T>
}

export function createPatience(left: AbortSignal, timeLimitMillis: number): Patience {
  const reading = new AbortController()
  const giveUp = () => reading.abort(new NobodyWaits('Nobody waits for the log any more'))
  if (left.aborted) giveUp()
  else left.addEventListener('abort', giveUp, { once: true })
  return { signal: reading.signal, soon: (work) => withinTime(work, timeLimitMillis, giveUp) }
}
