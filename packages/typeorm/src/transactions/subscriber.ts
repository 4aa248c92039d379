import { canCommit, type SqlDialect, type TransactionFrames } from '@daybook/sql'
import type { TypeormQueryRunner } from '../store/live-data-source.ts'

interface TransactionEvent {
  readonly queryRunner: TypeormQueryRunner
}

/** TypeORM's transaction events, translated into frames. */
export function createTransactionSubscriber(
  frames: TransactionFrames<TypeormQueryRunner>,
  dialect: SqlDialect,
): object {
  return {
    afterTransactionStart: ({ queryRunner }: TransactionEvent) => frames.opened(queryRunner),

    async beforeTransactionCommit({ queryRunner }: TransactionEvent) {
      if (!frames.awaitsOutermostCommit(queryRunner)) return
      // An append is refused where the database will not commit, so what is written now tells as much as a probe.
      if (await frames.runBeforeOutermostCommit(queryRunner)) return
      if (!(await canCommit(dialect, ({ sql }) => queryRunner.query(sql)))) frames.doom(queryRunner)
    },

    afterTransactionCommit: ({ queryRunner }: TransactionEvent) => frames.committed(queryRunner),
    afterTransactionRollback: ({ queryRunner }: TransactionEvent) => frames.rolledBack(queryRunner),
  }
}
