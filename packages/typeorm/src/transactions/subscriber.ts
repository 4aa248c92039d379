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
      // PostgreSQL refuses every statement where it will not commit, so what is written now tells as much as a probe.
      const told = dialect.name === 'postgres' && (await frames.runBeforeOutermostCommit(queryRunner))
      if (!told && !(await canCommit(dialect, ({ sql }) => queryRunner.query(sql)))) frames.doom(queryRunner)
      else await frames.runBeforeOutermostCommit(queryRunner)
    },

    afterTransactionCommit: ({ queryRunner }: TransactionEvent) => frames.committed(queryRunner),
    afterTransactionRollback: ({ queryRunner }: TransactionEvent) => frames.rolledBack(queryRunner),
  }
}
