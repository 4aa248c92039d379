import { digest } from '../crypto/digest.ts'

const maxMillis = 2 ** 48 - 1
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** An id and the millisecond inside it. */
export interface Stamp {
  readonly id: string
  readonly millis: number
}

/** Where the random bits of ids come from. Default: the cryptographic source of the platform. */
export interface RandomSource {
  nextUint32(): number
}

/** Makes event ids. Each id made by `next` sorts after all that `next` made before, whatever the clock does. */
export interface EventIds {
  /** An id for an event that happens now, and the clock reading it holds. */
  next(): Stamp
  /** An id for an event that happened at `millis`. Consecutive calls with one time sort in call order. */
  at(millis: number): string
}

// RFC 9562, section 6.2, method 1: behind the millisecond a counter of 42 bits, and behind that 32 random bits. It begins
// anew in each millisecond, at a random number of 41 bits, so that at least 2 ** 41 ids are left: years of one reading.
const lowCounter = 2 ** 30

// Of each byte. Every event has an id, and `toString(16)` takes five times as long.
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Ids over one clock. The reading never goes back: when the clock does, ids and times go on from the last one. */
export function createEventIds(clock: () => number, random: RandomSource = cryptographicRandom()): EventIds {
  const present = countedIds(random)
  const supplied = countedIds(random)
  let last = 0

  return {
    next() {
      last = Math.max(last, Math.floor(clock()))
      return { id: present(last), millis: last }
    },
    at: supplied,
  }
}

/** Makes ids that rise within one millisecond. */
function countedIds({ nextUint32 }: RandomSource): (millis: number) => string {
  let present = -1
  let high = 0
  let low = 0
  /** The digits before `low`. */
  let start = ''

  const begin = (millis: number, first: number, second: number): void => {
    present = millis
    high = first
    low = second
    start = `${timePart(millis)}-7${high.toString(16).padStart(3, '0')}-`
  }

  return (millis) => {
    if (millis !== present) begin(millis, nextUint32() >>> 21, nextUint32() >>> 2)
    else if (++low === lowCounter) begin(millis, high + 1, 0)
    const tail = nextUint32()
    // The variant, and then 30 bits.
    return `${start}${pair(0x8000 + (low >>> 16))}-${pair(low)}${pair(tail >>> 16)}${pair(tail)}`
  }
}

function timePart(millis: number): string {
  const high = Math.floor(millis / 2 ** 16)
  return `${pair(high >>> 16)}${pair(high)}-${pair(millis % 2 ** 16)}`
}

/** The two low bytes in digits. */
function pair(bytes: number): string {
  return `${digits[(bytes >>> 8) & 0xff]}${digits[bytes & 0xff]}`
}

/**
 * The id of an event with an idempotency key: a UUIDv8 (RFC 9562, section 5.8) whose first 48 bits are the
 * time and whose remaining bits come from SHA-256 over tenant, action and key. The same input is the same id.
 */
export function idFromKey(millis: number, tenant: string, action: string, key: string): string {
  const hash = digest(JSON.stringify([tenant, action, key]))
  const variant = ((Number.parseInt(hash.charAt(3), 16) & 0x3) | 0x8).toString(16)
  return `${timePart(millis)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}

/** The milliseconds since 1970 that an event id holds. */
export function millisOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) * 0x10000 + Number.parseInt(id.slice(9, 13), 16)
}

/** The platform's source, asked for 4 KiB at a time: asking is what costs. */
function cryptographicRandom(): RandomSource {
  const numbers = new Uint32Array(1_024)
  let next = numbers.length
  return {
    nextUint32() {
      if (next === numbers.length) {
        crypto.getRandomValues(numbers)
        next = 0
      }
      return numbers[next++] as number
    },
  }
}

/** The smallest id of a millisecond: ids from `since` on sort at or after `firstIdAt(since)`. */
export function firstIdAt(millis: number): string {
  const bounded = Math.min(Math.max(Math.ceil(millis), 0), maxMillis)
  return `${timePart(bounded)}-0000-0000-000000000000`
}

/** Whether `value` is an event id in canonical form: lower case, version 7 or 8. */
export function isEventId(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value)
}
