import { createTransactionFrames, type SqlDialect, type TransactionFrame } from '@daybook/sql'
import type {
  LiveMikroOrm,
  MikroOrmFork,
  MikroOrmTransaction,
  TransactionContext,
} from '../store/live-mikro-orm.ts'
import { handleOf } from './handle.ts'
import { createNesting } from './nesting.ts'
import { createTransactionSubscriber } from './subscriber.ts'

/** What is known of an ORM's transactions. */
export interface ObservedTransactions {
  /** The transaction that `em` itself is in, while it is open. */
  openIn(em: MikroOrmTransaction): TransactionContext | undefined
  /** The manager that `orm.em` stands for in the calling code, where that is one of this ORM. */
  context(): MikroOrmFork | undefined
  /** What waits for the end of the innermost savepoint that is open around `em`; nothing if it was not seen to begin. */
  frameOf(em: MikroOrmTransaction): TransactionFrame | undefined
  /** Calls back just before the outermost commit around `em`; false where that will not be seen, or is over. */
  beforeCommit(em: MikroOrmTransaction, callback: (tx: MikroOrmTransaction) => Promise<void>): boolean
}

const observed = new WeakMap<LiveMikroOrm, ObservedTransactions>()

/** Observes an ORM's transactions. Its books share what is known, so that it is listened to once. */
export function observeTransactions(orm: LiveMikroOrm, dialect: SqlDialect): ObservedTransactions {
  const known = observed.get(orm) ?? observe(orm, dialect)
  observed.set(orm, known)
  return known
}

function observe(orm: LiveMikroOrm, dialect: SqlDialect): ObservedTransactions {
  const frames = createTransactionFrames<TransactionContext>()
  const nesting = createNesting(frames)
  const committing = new WeakSet<TransactionContext>()
  const subscriber = createTransactionSubscriber({ frames, nesting, dialect, committing })
  orm.em.getEventManager().registerSubscriber(subscriber)

  const openIn = (em: MikroOrmTransaction): TransactionContext | undefined => {
    const context = em.getTransactionContext() as TransactionContext | undefined
    const root = context && nesting.rootOf(context)
    // A savepoint does not know that the transaction around it has ended.
    return root && !root.isCommitted && !root.isRolledBack ? context : undefined
  }

  return {
    openIn,
    context() {
      // MikroORM finds it by the ORM's name alone, which another may have too.
      const em = orm.em.getContext(false)
      return em.getDriver() === orm.em.getDriver() ? em : undefined
    },
    frameOf(em) {
      const context = openIn(em)
      return context && frames.innermost(nesting.rootOf(context))
    },
    beforeCommit(em, callback) {
      const context = openIn(em)
      const root = context && nesting.rootOf(context)
      const frame = frames.innermost(root)
      if (!root || !frame || committing.has(root)) return false
      frame.beforeCommit.push(() => callback(handleOf(orm, root)))
      return true
    },
  }
}
