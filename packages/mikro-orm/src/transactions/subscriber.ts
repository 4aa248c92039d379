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

/** MikroORM's transaction events, translated into frames. */
export function createTransactionSubscriber(
  frames: TransactionFrames<TransactionContext>,
  nesting: Nesting,
  dialect: SqlDialect,
): object {
  const parents = new WeakMap<object, TransactionContext>()
  return {
    beforeTransactionStart({ em, transaction: parent }: TransactionEvent) {
      if (parent) parents.set(em, parent)
      else parents.delete(em)
    },

    afterTransactionStart: ({ em, transaction }: EndingEvent) => nesting.opened(transaction, parents.get(em)),

    async beforeTransactionCommit({ transaction }: EndingEvent) {
      if (!frames.awaitsOutermostCommit(transaction)) return
      if (!(await canCommit(dialect, (statement) => runOn(transaction, statement)))) frames.doom(transaction)
    },

    afterTransactionCommit: ({ transaction }: EndingEvent) => nesting.committed(transaction),
    afterTransactionRollback: ({ transaction }: EndingEvent) => nesting.rolledBack(transaction),
  }
}
