import {
  type Appended,
  ClosedError,
  ConfigurationError,
  type DaybookEvent,
  type EventStore,
  isDaybookError,
  isPoison,
  type NoReferences,
} from '@daybook/core'
import { beforeDeadline } from './before-deadline.ts'
import { membersOf } from './members-of.ts'
import { createShipper } from './shipper.ts'
import { spillFull } from './spill-error.ts'
import { createSpool } from './spool.ts'

/** When events take the way over the disk, and how much of it they may fill. */
export interface SpillOptions {
  /**
   * `fallback`: events go to the store, and to the disk from when the store fails until it has taken all of what is
   * there. `accept`: all go to the disk first and are shipped from there. `chosen`: only events of actions whose
   * failure policy is `spill` go that way, all others to the store alone. Default: `fallback`.
   */
  readonly mode?: 'fallback' | 'accept' | 'chosen'
  /** The most that the directory may hold, in bytes, give or take what other processes write meanwhile. Default: 256 MiB. */
  readonly maxBytes?: number
  /** At which size a new file is begun; a file is removed when all of it is in the store. Default: 4 MiB. */
  readonly segmentBytes?: number
  /** How long the store may take for one append, in milliseconds, before it counts as failed. Default: 5,000. */
  readonly storeMillis?: number
  /** The pause before the store is tried again, at most; doubled each time, and drawn by chance. Default: 100. */
  readonly retryMillis?: number
  /** What that pause grows to. Default: 30,000. */
  readonly maxRetryMillis?: number
  /**
   * Hears when the store begins to fail, of each event that it refuses, and of damaged files. Default: one line on
   * standard error each.
   */
  readonly onError?: (error: unknown) => void
}

/** What a spilling store has on disk. */
export interface SpillState {
  /** Events acknowledged from the disk that the store does not have yet. */
  readonly pending: number
  /** How much of `maxBytes` is used. */
  readonly bytes: number
  /** The store has not taken what was last shipped. */
  readonly failing: boolean
  /** Files of events that the store refuses for what they say. */
  readonly deadFiles: number
  /** Damaged records that were set aside since the start. */
  readonly corrupt: number
  /** Files found since the start whose last write, never acknowledged, was cut short. */
  readonly torn: number
}

/** How long `flush()` and `close()` wait for the store. */
export interface SpillDeadline {
  /** Default: 5,000. */
  readonly deadlineMillis?: number
}

/** A store whose appends survive that it is away. Everything but `append` is the store's own. */
export interface SpillingStore<Tx = never, R extends object = NoReferences> extends EventStore<Tx, R> {
  /** Events acknowledged from the disk that the store does not have yet. */
  pending(): number
  spillState(): SpillState
  /** Waits until the store has everything; false where it did not within the deadline. */
  flush(options?: SpillDeadline): Promise<boolean>
  /** Tries the events again that the store had refused. Resolves with how many, before they are stored. */
  retryDeadLetters(): Promise<number>
  /**
   * Waits until the store has everything or the deadline has passed, and lets go of the directory; `spilled` events
   * stay there for the next start. The store stays open. The same promise however often it is called.
   */
  close(options?: SpillDeadline): Promise<{ readonly spilled: number }>
  [Symbol.asyncDispose](): Promise<void>
}

const closeMillis = 5_000

const modes: ReadonlySet<unknown> = new Set(['fallback', 'accept', 'chosen'])

/**
 * A store that keeps events in `directory` when it cannot bring them to `store`, and brings them there later: in
 * order, once each, by whichever process is alive. `append` resolves when the store has committed or the disk has
 * fsynced. Several processes may share a directory; it must be on a disk of their own machine.
 *
 * An append in a transaction goes straight to the store. Until a spilled event is stored, `find` does not see it, and
 * that its id was used before shows only then: an equal event is dropped, another one goes to the dead letters.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_SPILL` for an option with which nothing could be kept.
 */
export function spilling<Tx = never, R extends object = NoReferences>(
  store: EventStore<Tx, R>,
  directory: string,
  options: SpillOptions = {},
): SpillingStore<Tx, R> {
  const {
    mode = 'fallback',
    maxBytes = 256 * 1024 * 1024,
    segmentBytes = 4 * 1024 * 1024,
    storeMillis = 5_000,
    retryMillis = 100,
    maxRetryMillis = 30_000,
  } = options
  const onError = guarded(options.onError ?? printError)
  assertUsable(directory, { mode, maxBytes, segmentBytes, storeMillis, retryMillis, maxRetryMillis })

  const spool = createSpool(directory, { maxBytes, segmentBytes, onError })
  const shipper = createShipper({
    store: { append: (events) => store.append(events), find: (query) => store.find(query) },
    spool,
    storeMillis,
    retryMillis,
    maxRetryMillis,
    onError,
  })
  let closing: Promise<{ readonly spilled: number }> | undefined

  // What an earlier run left is shipped without waiting for the first event.
  spool.start().catch(onError)

  const keep = async (events: readonly DaybookEvent[]): Promise<Appended> => {
    await spool.start()
    await spool.append(events.map((event) => JSON.stringify(event)))
    return { inserted: new Set(events.map(({ id }) => id)), recordedAt: new Date(), spilled: true }
  }

  const spill = async (events: readonly DaybookEvent[]): Promise<Appended> => {
    if (closing !== undefined) throw closed()
    if (events.length === 0) return store.append(events)
    if (mode === 'accept') return keep(events)
    await spool.start().catch(() => {})
    if (!spool.empty) return keep(events)
    try {
      return await beforeDeadline(store.append(events), storeMillis)
    } catch (error) {
      if (!isOutage(error)) throw error
      return keep(events)
    }
  }

  const ready = async (): Promise<void> => {
    if (closing !== undefined) throw closed()
    await spool.start()
    if (spool.bytes >= maxBytes) throw spillFull(directory, maxBytes)
  }

  const close = async ({ deadlineMillis = closeMillis }: SpillDeadline = {}) => {
    await spool.start().catch(() => {})
    await shipper.drained(deadlineMillis)
    await shipper.stop()
    await spool.close()
    return { spilled: spool.pending }
  }

  const closeOnce = (closeOptions?: SpillDeadline): Promise<{ readonly spilled: number }> => {
    closing ??= close(closeOptions)
    return closing
  }

  return Object.assign(membersOf(store), {
    async append(events, appendOptions) {
      if (mode === 'chosen' || (appendOptions?.tx !== undefined && appendOptions.tx !== null))
        return store.append(events, appendOptions)
      return spill(events)
    },
    spill,
    // What is not to be spilled needs the database itself.
    ...(mode !== 'chosen' && { ready }),

    pending: () => spool.pending,
    spillState: () => ({
      pending: spool.pending,
      bytes: spool.bytes,
      failing: shipper.failing,
      deadFiles: spool.deadFiles,
      corrupt: spool.corrupt,
      torn: spool.torn,
    }),

    async flush({ deadlineMillis = closeMillis } = {}) {
      await spool.start()
      const drained = await shipper.drained(deadlineMillis)
      if (drained) await spool.tidy()
      return drained
    },

    async retryDeadLetters() {
      await spool.start()
      return spool.requeueDead()
    },

    close: closeOnce,
    async [Symbol.asyncDispose]() {
      await closeOnce()
    },
  } satisfies Pick<
    SpillingStore<Tx, R>,
    | 'append'
    | 'spill'
    | 'pending'
    | 'spillState'
    | 'flush'
    | 'retryDeadLetters'
    | 'close'
    | typeof Symbol.asyncDispose
  >)
}

function printError(error: unknown): void {
  console.error('[daybook]', error)
}

/** What `onError` throws itself stops nothing. */
function guarded(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onError(error)
    } catch (failure) {
      printError(failure)
    }
  }
}

/** The store, or the way to it, is what failed, and not what it was asked to do. */
function isOutage(error: unknown): boolean {
  return isDaybookError(error) && 'ambiguous' in error && !isPoison(error)
}

function assertUsable(directory: string, options: Readonly<Record<string, string | number>>): void {
  const { mode, ...numbers } = options
  const wrong = [
    ...(typeof directory === 'string' && directory !== '' ? [] : ['directory']),
    ...(modes.has(mode) ? [] : ['mode']),
    ...Object.keys(numbers).filter((name) => !(Number(numbers[name]) > 0)),
  ]
  if (wrong.length === 0) return
  throw new ConfigurationError({
    code: 'DAYBOOK_BAD_SPILL',
    message: `spilling() cannot work with this: ${wrong.join(', ')}.`,
    fix: 'Give a directory, a mode of `fallback`, `accept` or `chosen`, and numbers above 0, or leave them out.',
  })
}

function closed(): ClosedError {
  return new ClosedError({
    code: 'DAYBOOK_CLOSED',
    message: 'The spilling store was closed before. Nothing was written.',
    fix: 'Close the daybook first, then its store.',
  })
}
