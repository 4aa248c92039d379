import type { DeliveryOptions } from '@daybook/core'
import type { FaultEngine } from '../../scripts/test-faults.mjs'

/** What an app logs through: a driver without an ORM, or one of the ORMs. */
export type Adapter = 'driver' | 'typeorm' | 'sequelize' | 'mikro-orm'

/** How an event is handed over, and what its acknowledgement means. */
export type Mode = 'immediate' | 'transaction' | 'deferred' | 'spill' | 'accept' | 'queued'

/** What the app under test is told, as JSON in its first argument. */
export interface AppOptions {
  readonly adapter: Adapter
  readonly engine: FaultEngine
  readonly url: string
  readonly mode: Mode
  /** In the target of every event, so that several apps can share a database. */
  readonly run: string
  readonly events: number
  /** How many calls are in flight at once. */
  readonly callers: number
  /** A pause of each caller between its calls. */
  readonly pauseMillis?: number
  /** Calls that begin each second, whatever becomes of those before them; instead of `callers`. */
  readonly perSecond?: number
  /** Where the app writes down what it issued, and what became of it. */
  readonly folder: string
  readonly redisUrl?: string
  /** How long a worker of its queue waits before it tries again. */
  readonly retryMillis?: number
  readonly delivery?: DeliveryOptions
  /** In which the process runs. */
  readonly timeZone?: string
  /** Kills itself inside of its so-many-th `eventLogged`. */
  readonly dieWhenTold?: number
  /** Leaves the signals to `flushOnSignal`, with this deadline. */
  readonly flushOnSignalMillis?: number
}

/** The data of the n-th event of a run: of many sizes, with what databases and encodings stumble over. */
export function payload(run: string, number: number) {
  return {
    run,
    number,
    half: number / 2,
    text: `${'é🧾\\"\u2028'.repeat(number % 40)}${number}`,
    nested: { even: number % 2 === 0, list: [null, number, 'x'] },
  }
}
