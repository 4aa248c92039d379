import type { StoreTransactions } from '../store/event-store.ts'
import type { Room } from './room.ts'
import type { Consignment } from './waiting.ts'

/** Finished events that wait for the commit of their transactions. */
export interface CommitBuffer<Tx> {
  /** Keeps events until `write` is to bring them into the store; false where that must be done at once. */
  hold(tx: Tx, consignments: readonly Consignment[], write: (tx: Tx) => Promise<unknown>): boolean
  /** Keeps an event that has its part of the room until `start`, after the commit. Throws where the store does. */
  keep(tx: Tx, consignment: Consignment, start: () => void): void
}

/** Events that came together. */
interface Held {
  readonly consignments: readonly Consignment[]
  readonly size: number
}

/**
 * What is held takes its part of the room; where there is none left, or the store does not see the commit, nothing is
 * held. `lost` hears of events whose transaction ended, or was forgotten, without its commit having been seen.
 */
export function createCommitBuffer<Tx>(
  { beforeCommit, afterEnd }: Pick<StoreTransactions<Tx>, 'beforeCommit' | 'afterEnd'>,
  room: Pick<Room, 'take' | 'release'>,
  lost: (consignment: Consignment) => void,
): CommitBuffer<Tx> {
  const byTransaction = new WeakMap<object, Set<Held>>()
  const take = (all: Set<Held>, held: Held): boolean => {
    if (!all.delete(held)) return false
    room.release(held.size, held.consignments.length)
    return true
  }
  const lose = (all: Set<Held>, held: Held): void => {
    if (take(all, held)) held.consignments.forEach(lost)
  }
  const forgotten = new FinalizationRegistry<Set<Held>>((all) => {
    for (const held of all) lose(all, held)
  })
  const heldFor = (tx: Tx): Set<Held> => {
    const known = byTransaction.get(tx as object)
    if (known !== undefined) return known
    const all = new Set<Held>()
    byTransaction.set(tx as object, all)
    forgotten.register(tx as object, all)
    return all
  }

  // Each callback looks its events up by `tx`. So it keeps the handle, which some ORMs make anew for each savepoint, until
  // the transaction around it has ended: what waits for that is not forgotten.
  return {
    hold(tx, consignments, write) {
      let size = 0
      for (const each of consignments) size += each.size
      if (beforeCommit === undefined || !room.take(size, consignments.length)) return false
      const held = { consignments, size }
      heldFor(tx).add(held)
      const isSeen = beforeCommit(tx, async (open) => {
        if (take(heldFor(tx), held)) await write(open)
      })
      if (!isSeen) take(heldFor(tx), held)
      else afterEnd(tx, (outcome) => void (outcome === 'committed' ? lose : take)(heldFor(tx), held))
      return isSeen
    },
    keep(tx, consignment, start) {
      const held = { consignments: [consignment], size: consignment.size }
      heldFor(tx).add(held)
      try {
        afterEnd(tx, (outcome) => {
          if (outcome === 'rolled-back') take(heldFor(tx), held)
          else if (heldFor(tx).delete(held)) start()
        })
      } catch (error) {
        take(heldFor(tx), held)
        throw error
      }
    },
  }
}
