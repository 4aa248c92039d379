import type { TransactionFrames } from '@daybook/sql'
import type { TypeormQueryRunner } from '../store/live-data-source.ts'

interface TransactionEvent {
  readonly queryRunner: TypeormQueryRunner
}

/** TypeORM's transaction events, translated into frames. `probes`: ask before COMMIT whether it can succeed. */
export function createTransactionSubscriber(
  frames: TransactionFrames<TypeormQueryRunner>,
  probes: boolean,
): object {
  return {
    afterTransactionStart: ({ queryRunner }: TransactionEvent) => frames.opened(queryRunner),

    async beforeTransactionCommit({ queryRunner }: TransactionEvent) {
      if (!probes || !frames.awaitsOutermostCommit(queryRunner)) return
      // After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error; any statement tells.
      await queryRunner.query('SELECT 1').catch(() => frames.doom(queryRunner))
    },

    afterTransactionCommit: ({ queryRunner }: TransactionEvent) => frames.committed(queryRunner),
    afterTransactionRollback: ({ queryRunner }: TransactionEvent) => frames.rolledBack(queryRunner),
  }
}
