import { setTimeout as sleep } from 'node:timers/promises'
import { type DaybookEvent, type EventStore, maxBatch, TimeoutError } from '@daybook/core'
import { eventFromJson } from '../delivery/event-json.ts'
import { beforeDeadline } from './before-deadline.ts'
import { shipEvents } from './ship-events.ts'
import type { Spool, SpoolBatch } from './spool.ts'

/** How the spool is emptied into the store. */
export interface ShipperOptions {
  readonly store: Pick<EventStore, 'append' | 'find'>
  readonly spool: Spool
  readonly storeMillis: number
  readonly retryMillis: number
  readonly maxRetryMillis: number
  readonly onError: (error: unknown) => void
}

/** Brings what is in the spool into the store, in order, until it is told to stop. */
export interface Shipper {
  /** The store did not take the last batch. */
  readonly failing: boolean
  /** Tries at once; resolves with true when nothing is pending, with false at the deadline. */
  drained(deadlineMillis: number): Promise<boolean>
  /** Resolves once nothing is under way any more. */
  stop(): Promise<void>
}

export function createShipper(options: ShipperOptions): Shipper {
  const { store, spool, storeMillis, retryMillis, maxRetryMillis, onError } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const waiting = new Set<() => void>()
  let resting = new AbortController()
  let failing = false
  let changes = 0

  spool.onChange(() => {
    changes++
    for (const wake of waiting) wake()
  })

  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      waiting.add(wake)
      signal.addEventListener('abort', wake)
    })

  const shipBatch = async (batch: SpoolBatch): Promise<void> => {
    const events = batch.records.map(eventFromJson)
    const readable = events.filter((event): event is DaybookEvent => event !== undefined)
    const refused = await shipEvents(store, readable, (work) => beforeDeadline(work, storeMillis))
    const dead = [
      ...batch.records.filter((_, index) => events[index] === undefined),
      ...refused.map(({ event }) => JSON.stringify(event)),
    ]
    if (dead.length > 0) await batch.setAside(dead)
    for (const { error } of refused) onError(error)
    await batch.commit()
  }

  /** Full jitter: processes that lost the store together do not come back together. */
  const pause = async (failures: number): Promise<void> => {
    const longest = Math.min(retryMillis * 2 ** Math.min(failures, 30), maxRetryMillis)
    resting = new AbortController()
    const ended = AbortSignal.any([signal, resting.signal])
    await sleep(Math.random() * longest, undefined, { signal: ended, ref: false }).catch(() => {})
  }

  const run = async (): Promise<void> => {
    let isSilent = false
    for (let failures = 0; !signal.aborted; ) {
      try {
        const before = changes
        // A store that hangs keeps what it was sent in memory, try for try: it is asked with little.
        const batch = await spool.next(isSilent ? 1 : maxBatch)
        if (batch !== undefined) await shipBatch(batch)
        else if (changes === before) await changed()
        failures = 0
        failing = false
        isSilent = false
      } catch (error) {
        isSilent = error instanceof TimeoutError
        // The first of a row tells it; the store is asked again until it answers.
        if (!failing) onError(error)
        failing = true
        await pause(failures++)
      }
    }
  }

  const running = run()

  return {
    get failing() {
      return failing
    },
    async drained(deadlineMillis) {
      let late = false
      const timer = setTimeout(() => {
        late = true
        for (const wake of waiting) wake()
      }, deadlineMillis)
      resting.abort()
      while (!spool.empty && !late && !signal.aborted) await changed()
      clearTimeout(timer)
      return spool.empty
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
