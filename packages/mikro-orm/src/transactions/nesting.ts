import type { TransactionFrames } from '@daybook/sql'
import type { TransactionContext } from '../store/live-mikro-orm.ts'

/** Which transactions have savepoints in them. MikroORM has an object of its own for each of both. */
export interface Nesting {
  /** `context` has begun, in `parent` where it is a savepoint. */
  opened(context: TransactionContext, parent: TransactionContext | undefined): void
  /** `context` is about to be committed: nothing is open in it any more. */
  committing(context: TransactionContext): void
  committed(context: TransactionContext): void
  rolledBack(context: TransactionContext): void
  /** The transaction that a savepoint is in; itself for a transaction. */
  rootOf(context: TransactionContext): TransactionContext
}

/** Keeps the frames of transactions by what happens to their contexts. */
export function createNesting(frames: TransactionFrames<TransactionContext>): Nesting {
  const roots = new WeakMap<TransactionContext, TransactionContext>()
  const open = new WeakMap<TransactionContext, TransactionContext[]>()

  /** Closes what was opened in `context` and is still open. Answers the stack, at whose top `context` is then. */
  const closeInner = (
    context: TransactionContext,
  ): { root: TransactionContext; stack: TransactionContext[] } | undefined => {
    const root = roots.get(context)
    const stack = root && open.get(root)
    const depth = stack?.lastIndexOf(context) ?? -1
    if (!root || !stack || depth < 0) return undefined
    // The drivers of MySQL and MariaDB release savepoints without an event.
    for (const _ of stack.splice(depth + 1)) frames.committed(root)
    return { root, stack }
  }

  const close = (context: TransactionContext): TransactionContext | undefined => {
    const closed = closeInner(context)
    closed?.stack.pop()
    return closed?.root
  }

  return {
    opened(context, parent) {
      const root = parent === undefined ? context : roots.get(parent)
      // A savepoint in a transaction that was not seen to begin: its release would be taken for the commit.
      if (root === undefined) return
      roots.set(context, root)
      const stack = open.get(root)
      if (stack) stack.push(context)
      else open.set(root, [context])
      frames.opened(root)
    },
    committing: (context) => void closeInner(context),
    committed(context) {
      const root = close(context)
      if (root) frames.committed(root)
    },
    rolledBack(context) {
      const root = close(context)
      if (root) frames.rolledBack(root)
    },
    rootOf: (context) => roots.get(context) ?? context,
  }
}
