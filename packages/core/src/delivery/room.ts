import type { Delivery } from './delivery-options.ts'

/** The memory that events may take while they wait for the store. */
export interface Room {
  readonly events: number
  readonly bytes: number
  /** Events are turned away for want of room: from the first of them until half of the room is free again. */
  readonly short: boolean
  /** Whether there was room for so many more, which is for all of them or for none. */
  take(size: number, count?: number): boolean
  release(size: number, count?: number): void
}

/** `changed` is called when it becomes short of room and when it is no longer. */
export function createRoom(
  { maxEvents, maxBytes }: Pick<Delivery, 'maxEvents' | 'maxBytes'>,
  changed: () => void,
): Room {
  let events = 0
  let bytes = 0
  let short = false
  const become = (next: boolean): void => {
    if (short === next) return
    short = next
    changed()
  }
  return {
    get events() {
      return events
    },
    get bytes() {
      return bytes
    },
    get short() {
      return short
    },
    take(size, count = 1) {
      const next = events + count
      // A single event always fits, however large.
      const fits = next === 1 || (next <= maxEvents && bytes + size <= maxBytes)
      if (!fits) become(true)
      else {
        events = next
        bytes += size
      }
      return fits
    },
    release(size, count = 1) {
      events -= count
      bytes -= size
      if (events <= maxEvents / 2 && bytes <= maxBytes / 2) become(false)
    },
  }
}
