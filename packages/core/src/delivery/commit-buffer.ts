import type { StoreTransactions } from '../store/event-store.ts'
import type { Room } from './room.ts'
import type { Consignment } from './waiting.ts'

/** Finished events that wait for the commit of their transactions. */
export interface CommitBuffer<Tx> {
  /** Keeps an event until `write` is to bring it into the store; false where that must be done at once. */
  hold(tx: Tx, consignment: Consignment, write: (tx: Tx) => Promise<void>): boolean
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
  const byTransaction = new WeakMap<object, Set<Consignment>>()
  const take = (held: Set<Consignment>, consignment: Consignment): boolean => {
    if (!held.delete(consignment)) return false
    room.release(consignment.size)
    return true
  }
  const forgotten = new FinalizationRegistry<Set<Consignment>>((held) => {
    for (const consignment of held) if (take(held, consignment)) lost(consignment)
  })
  const heldFor = (tx: object): Set<Consignment> => {
    const known = byTransaction.get(tx)
    if (known !== undefined) return known
    const held = new Set<Consignment>()
    byTransaction.set(tx, held)
    forgotten.register(tx, held)
    return held
  }

  return {
    hold(tx, consignment, write) {
      if (beforeCommit === undefined || !room.take(consignment.size)) return false
      const held = heldFor(tx as object).add(consignment)
      const isSeen = beforeCommit(tx, async (open) => {
        if (take(held, consignment)) await write(open)
      })
      if (!isSeen) take(held, consignment)
      else
        afterEnd(tx, (outcome) => {
          if (take(held, consignment) && outcome === 'committed') lost(consignment)
        })
      return isSeen
    },
  }
}
