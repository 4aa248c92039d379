import { canCommit, type SqlDialect, type TransactionFrames } from '@daybook/sql'
import { runOn } from '../store/connection.ts'
import type { TransactionContext } from '../store/live-mikro-orm.ts'
import type { Nesting } from './nesting.ts'

interface TransactionEvent {
  readonly em: object
  /** In `beforeTransactionStart`, what a savepoint will be in. */
  readonly transaction?: TransactionContext
}

type EndingEvent = Required<TransactionEvent>

interface SubscriberParts {
  readonly frames: TransactionFrames<TransactionContext>
  readonly nesting: Nesting
  readonly dialect: SqlDialect
  /** Takes the transactions that have done what was to happen before their commit. */
  readonly committing: WeakSet<TransactionContext>
}

/** MikroORM's transaction events, translated into frames. */
export function createTransactionSubscriber({
  frames,
  nesting,
  dialect,
  committing,
}: SubscriberParts): object {
  const parents = new WeakMap<object, TransactionContext>()

  const prepareCommit = async (transaction: TransactionContext): Promise<void> => {
    // An append is refused where the database will not commit, so what is written now tells as much as a probe.
    if (await frames.runBeforeOutermostCommit(transaction)) return
    if (!(await canCommit(dialect, (statement) => runOn(transaction, statement)))) frames.doom(transaction)
  }

  return {
    beforeTransactionStart({ em, transaction: parent }: TransactionEvent) {
      if (parent) parents.set(em, parent)
      else parents.delete(em)
    },

    afterTransactionStart: ({ em, transaction }: EndingEvent) => nesting.opened(transaction, parents.get(em)),

    async beforeTransactionCommit({ transaction }: EndingEvent) {
      nesting.committing(transaction)
      if (nesting.rootOf(transaction) !== transaction) return
      if (frames.awaitsOutermostCommit(transaction)) await prepareCommit(transaction)
      committing.add(transaction)
    },

    afterTransactionCommit: ({ transaction }: EndingEvent) => nesting.committed(transaction),
    afterTransactionRollback: ({ transaction }: EndingEvent) => nesting.rolledBack(transaction),
  }
}
