import type { Delivery } from './delivery-options.ts'

/** The memory that events may take while they wait for the store. */
export interface Room {
  readonly events: number
  readonly bytes: number
  /** Events are turned away for want of room: from the first of them until half of the room is free again. */
  readonly short: boolean
  /** Whether there was room for one more. */
  take(size: number): boolean
  release(size: number): void
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
    take(size) {
      // A single event always fits, however large.
      const fits = events === 0 || (events < maxEvents && bytes + size <= maxBytes)
      if (!fits) become(true)
      else {
        events++
        bytes += size
      }
      return fits
    },
    release(size) {
      events--
      bytes -= size
      if (events <= maxEvents / 2 && bytes <= maxBytes / 2) become(false)
    },
  }
}
