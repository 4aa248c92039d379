import { createTransactionFrames, type TransactionFrame } from '@daybook/sql'
import { type OpenTransaction, outermost } from '../store/live-sequelize.ts'

/**
 * The frames of transactions whose savepoints end as Sequelize ends them: it never releases one, gives those of
 * different depth the same name, and they may be open side by side. What counts is what the database does: going
 * back to a name drops everything since the last savepoint of that name, which itself stays.
 */
export interface SavepointFrames {
  /** `tx` has begun: a transaction, or a savepoint in one. */
  opened(tx: OpenTransaction): void
  /** `tx` is about to commit: whatever its savepoints hold is now its own. */
  committing(tx: OpenTransaction): void
  committed(tx: OpenTransaction): void
  rolledBack(tx: OpenTransaction): void
  /** What ends with the statements that run in `tx` now, if its transaction was seen to begin. */
  innermost(tx: OpenTransaction): TransactionFrame | undefined
  awaitsCommit(tx: OpenTransaction): boolean
  /** Runs what is to happen before the commit of `tx`, a transaction. Answers whether there was anything. */
  runBeforeCommit(tx: OpenTransaction): Promise<boolean>
  /** The database will not commit this transaction, whatever it answers. */
  doom(tx: OpenTransaction): void
}

export function createSavepointFrames(): SavepointFrames {
  const frames = createTransactionFrames<OpenTransaction>()
  const savepoints = new WeakMap<OpenTransaction, (string | undefined)[]>()
  const namesOf = (root: OpenTransaction) => {
    const names = savepoints.get(root) ?? []
    savepoints.set(root, names)
    return names
  }

  const dropTo = (root: OpenTransaction, depth: number): void => {
    const names = namesOf(root)
    while (names.length > depth) {
      names.pop()
      frames.rolledBack(root)
    }
  }
  const open = (tx: OpenTransaction): void => {
    const root = outermost(tx)
    if (tx !== root) namesOf(root).push(tx.name)
    frames.opened(root)
  }

  return {
    opened: open,
    committing(tx) {
      for (const names = namesOf(tx); names.length > 0; names.pop()) frames.committed(tx)
    },
    committed: (tx) => frames.committed(tx),
    rolledBack(tx) {
      const root = outermost(tx)
      if (tx === root) {
        dropTo(root, 0)
        frames.rolledBack(root)
        return
      }
      const depth = namesOf(root).lastIndexOf(tx.name)
      if (depth < 0) return
      dropTo(root, depth)
      open(tx)
    },
    innermost: (tx) => frames.innermost(outermost(tx)),
    awaitsCommit: (tx) => frames.awaitsOutermostCommit(tx),
    runBeforeCommit: (tx) => frames.runBeforeOutermostCommit(tx),
    doom: (tx) => frames.doom(tx),
  }
}
