import { createEventIds, type EventIds } from '../event/event-id.ts'

/** A clock that only moves when it is told to. */
export interface FixedClock {
  (): number
  /** Moves on by so many milliseconds. */
  advance(millis: number): void
}

/** A clock that stands at `start`. Default: the first of January 2026. */
export function createFixedClock(start: Date | string = '2026-01-01T00:00:00.000Z'): FixedClock {
  let now = new Date(start).getTime()
  return Object.assign(() => now, {
    advance(millis: number) {
      now += millis
    },
  })
}

/** Ids that are the same in every run: their random bits come from a counter. */
export function createFixedIds(clock: () => number): EventIds {
  let state = 0
  // A Weyl sequence: every 32-bit number once before the first repeats.
  const nextUint32 = () => (state = (state + 0x9e3779b9) >>> 0)
  return createEventIds(clock, { nextUint32 })
}
