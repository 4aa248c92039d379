import { maxBatch } from '../store/event-store.ts'
import type { Waiting } from './waiting.ts'

/** Those who wait, in turns: a tenant with many events does not keep one with few waiting. */
export interface FairQueue {
  readonly length: number
  push(waiting: Waiting): void
  /**
   * Removes the next batch: at most so many, never more than `maxBatch` events and about 4 MiB, in the order of their
   * arrival where all are of one tenant, else in id order.
   */
  take(most?: number): readonly Waiting[]
  /** Removes those that `leaves` says so of. */
  leave(leaves: (waiting: Waiting) => boolean): void
}

/** The events of one tenant. Those before `head` have been taken. */
interface Line {
  readonly tenant: string | null
  readonly entries: Waiting[]
  head: number
}

/** What one statement may carry: a fraction of the smallest packet that a server takes by default (16 MiB). */
const maxStatementSize = 4 * 1024 * 1024

export function createFairQueue(): FairQueue {
  const byTenant = new Map<string | null, Line>()
  /** Those with somebody in them. */
  const lines: Line[] = []
  /** The last that became empty: most apps have one tenant, who comes again. */
  let empty: Line | undefined
  let turn = 0
  let length = 0

  const push = (waiting: Waiting): void => {
    const { tenant } = waiting.event
    let line = byTenant.get(tenant)
    if (line === undefined) {
      line = { tenant, entries: [], head: 0 }
      byTenant.set(tenant, line)
    }
    if (line === empty) empty = undefined
    if (line.entries.push(waiting) === 1) lines.push(line)
    length++
  }

  /** The next of the line whose turn it is. */
  const next = (): Waiting => {
    if (turn >= lines.length) turn = 0
    const line = lines[turn] as Line
    const waiting = line.entries[line.head++] as Waiting
    length--
    if (line.head === line.entries.length) {
      lines.splice(turn, 1)
      if (empty !== undefined) byTenant.delete(empty.tenant)
      line.entries.length = 0
      line.head = 0
      empty = line
      return waiting
    }
    if (line.head === maxBatch) {
      line.entries.splice(0, line.head)
      line.head = 0
    }
    turn++
    return waiting
  }

  return {
    get length() {
      return length
    },
    push,
    take(most = maxBatch) {
      const mixed = lines.length > 1
      const batch: Waiting[] = []
      const last = Math.min(most, maxBatch)
      for (let size = 0; length > 0 && batch.length < last && size < maxStatementSize; ) {
        const waiting = next()
        batch.push(waiting)
        size += waiting.size
      }
      return mixed ? batch.sort((a, b) => (a.event.id < b.event.id ? -1 : 1)) : batch
    },
    leave(leaves) {
      const staying = lines
        .flatMap(({ entries, head }) => entries.slice(head))
        .filter((each) => !leaves(each))
      byTenant.clear()
      lines.length = 0
      empty = undefined
      length = 0
      for (const waiting of staying) push(waiting)
    },
  }
}
