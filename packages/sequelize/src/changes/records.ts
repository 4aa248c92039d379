import type { ChangeRecorder, Row } from '@daybook/core/changes'
import type { OpenTransaction, SequelizeTransaction } from '../store/live-sequelize.ts'
import type { CaptureTransactions } from './capture-transactions.ts'
import { criteriaOf } from './criteria.ts'
import type { Where } from './stored-rows.ts'
import type { RowSides, TrackedTable, WriteOperation } from './tracked-tables.ts'
import type { IsExpression } from './written-values.ts'

/** A statement that wrote more rows than are recorded one by one. */
interface ManyRows {
  readonly table: TrackedTable
  readonly operation: WriteOperation
  /** Absent: all rows. */
  readonly where?: Where
  readonly count: number | undefined
  /** What it wrote, by attribute. */
  readonly written?: Row
}

/** Records what became of the rows of captured tables. `tx` is null where they are committed already. */
export interface Records {
  record(
    table: TrackedTable,
    operation: WriteOperation,
    sides: readonly RowSides[],
    tx: OpenTransaction | null,
  ): Promise<void>
  summarise(many: ManyRows, tx: OpenTransaction | null): Promise<void>
  /** @throws ValidationError `DAYBOOK_BULK_REFUSED` where such statements are refused. */
  refuseBulk(table: TrackedTable, operation: WriteOperation, written?: Row): void
}

export function createRecords({
  recorder,
  transactions,
  isExpression,
}: {
  readonly recorder: ChangeRecorder<SequelizeTransaction>
  readonly transactions: CaptureTransactions
  readonly isExpression: IsExpression
}): Records {
  /** Where the app keeps the error to itself, what could not be recorded must not be committed either. */
  const kept = async (tx: OpenTransaction | null, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (tx) transactions.refuseCommit(tx, error)
      throw error
    }
  }

  return {
    record: (table, operation, sides, tx) =>
      kept(tx, async () => {
        const changes = sides.flatMap((each) => table.changeOf(operation, each) ?? [])
        if (changes.length > 0) await recorder.record(changes, tx)
      }),

    summarise: ({ table, operation, where, count, written }, tx) =>
      kept(tx, () =>
        recorder.summarise(
          {
            operation: table.operationOf(operation, written),
            type: table.type,
            criteria: criteriaOf(table.model, where, isExpression),
            count,
            ...(written && { columns: Object.keys(written) }),
          },
          tx,
        ),
      ),

    refuseBulk: ({ type, operationOf }, operation, written) =>
      recorder.assertBulkAllowed({ type, operation: operationOf(operation, written) }),
  }
}
