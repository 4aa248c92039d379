import { V7Generator } from 'uuidv7'
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

/**
 * Ids over one clock. The reading never goes back: when the clock does, or when one millisecond's counter is
 * used up, ids and times go on from the last reading, so id order is always call order.
 */
export function createEventIds(clock: () => number, random: RandomSource = cryptographicRandom()): EventIds {
  const present = new V7Generator(random)
  const supplied = new V7Generator(random)
  supplied.setRollbackAllowance(0)
  let last = 0

  return {
    next() {
      const reading = Math.max(last, Math.floor(clock()))
      const made = present.generateOrResetWithTs(reading)
      // A used-up counter moves the generator one millisecond on.
      last = Math.max(reading, millisOfBytes(made.bytes))
      return { id: made.toString(), millis: last }
    },
    at(millis) {
      let made = supplied.generateOrResetWithTs(millis).toString()
      // A used-up counter moves the generator one millisecond on; a caller's time is kept, so it starts afresh.
      while (millisOfId(made) !== millis) made = supplied.generateOrResetWithTs(millis).toString()
      return made
    },
  }
}

/**
 * The id of an event with an idempotency key: a UUIDv8 (RFC 9562, section 5.8) whose first 48 bits are the
 * time and whose remaining bits come from SHA-256 over tenant, action and key. The same input is the same id.
 */
export function idFromKey(millis: number, tenant: string, action: string, key: string): string {
  const hash = digest(JSON.stringify([tenant, action, key]))
  const time = millis.toString(16).padStart(12, '0')
  const variant = ((Number.parseInt(hash.charAt(3), 16) & 0x3) | 0x8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}

/** The milliseconds since 1970 that an event id holds. */
export function millisOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) * 0x10000 + Number.parseInt(id.slice(9, 13), 16)
}

function millisOfBytes(bytes: Readonly<Uint8Array>): number {
  let millis = 0
  for (let index = 0; index < 6; index++) millis = millis * 0x100 + (bytes[index] as number)
  return millis
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
  const time = bounded.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}

/** Whether `value` is an event id in canonical form: lower case, version 7 or 8. */
export function isEventId(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value)
}
