import type { TransactionFrames } from '@daybook/sql'
import { runOn } from '../store/connection.ts'
import type { TransactionContext } from '../store/live-mikro-orm.ts'
import type { Nesting } from './nesting.ts'

interface TransactionEvent {
  readonly em: object
  /** In `beforeTransactionStart`, what a savepoint will be in. */
  readonly transaction?: TransactionContext
}

type EndingEvent = Required<TransactionEvent>

/** MikroORM's transaction events, translated into frames. `probes`: ask before COMMIT whether it can succeed. */
export function createTransactionSubscriber(
  frames: TransactionFrames<TransactionContext>,
  nesting: Nesting,
  probes: boolean,
): object {
  const parents = new WeakMap<object, TransactionContext>()
  return {
    beforeTransactionStart({ em, transaction: parent }: TransactionEvent) {
      if (parent) parents.set(em, parent)
      else parents.delete(em)
    },

    afterTransactionStart: ({ em, transaction }: EndingEvent) => nesting.opened(transaction, parents.get(em)),

    async beforeTransactionCommit({ transaction }: EndingEvent) {
      if (!probes || !frames.awaitsOutermostCommit(transaction)) return
      // After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error; any statement tells.
      await runOn(transaction, { sql: 'SELECT 1', parameters: [] }).catch(() => frames.doom(transaction))
    },

    afterTransactionCommit: ({ transaction }: EndingEvent) => nesting.committed(transaction),
    afterTransactionRollback: ({ transaction }: EndingEvent) => nesting.rolledBack(transaction),
  }
}
