import { createTransactionFrames, type SqlDialect, type TransactionFrame } from '@daybook/sql'
import type {
  LiveMikroOrm,
  MikroOrmFork,
  MikroOrmTransaction,
  TransactionContext,
} from '../store/live-mikro-orm.ts'
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
  const subscriber = createTransactionSubscriber(frames, nesting, dialect)
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
  }
}
