import { canCommit, type SqlDialect, type SqlStatement } from '@daybook/sql'
import type { Connections } from '../store/connections.ts'
import type { LiveSequelize, OpenTransaction } from '../store/live-sequelize.ts'
import type { SavepointFrames } from './savepoints.ts'

type Step = (tx: OpenTransaction, options: object) => Promise<unknown>

/** Through which Sequelize begins and ends every transaction and savepoint, whoever asks. */
interface TransactionSteps {
  startTransaction: Step
  commitTransaction: Step
  rollbackTransaction: Step
}

/**
 * Tells `frames` of what really becomes of an instance's transactions. Sequelize's own `afterCommit` also calls back
 * for a savepoint and after a COMMIT that failed.
 */
export function watchEnds(
  sequelize: LiveSequelize,
  dialect: SqlDialect,
  frames: SavepointFrames,
  connections: Connections,
): void {
  const steps = sequelize.getQueryInterface() as TransactionSteps
  const start = steps.startTransaction.bind(steps)
  const commit = steps.commitTransaction.bind(steps)
  const rollback = steps.rollbackTransaction.bind(steps)
  const run = async (tx: OpenTransaction, statement: SqlStatement) =>
    tx.connection ? connections.run(tx.connection, statement) : []

  const prepareCommit = async (tx: OpenTransaction): Promise<void> => {
    // An append is refused where the database will not commit, so what is written now tells as much as a probe.
    if (await frames.runBeforeCommit(tx)) return
    if (!(await canCommit(dialect, (statement) => run(tx, statement)))) frames.doom(tx)
  }

  steps.startTransaction = async (tx, options) => {
    const started = await start(tx, options)
    frames.opened(tx)
    return started
  }

  steps.commitTransaction = async (tx, options) => {
    // For a savepoint Sequelize sends nothing.
    if (tx.parent) return commit(tx, options)
    frames.committing(tx)
    try {
      if (frames.awaitsCommit(tx)) await prepareCommit(tx)
      const committed = await commit(tx, options)
      frames.committed(tx)
      return committed
    } catch (error) {
      // It may be open still, on a connection that Sequelize goes on using: no COMMIT was sent, or it failed on SQLite.
      await run(tx, { sql: 'ROLLBACK', parameters: [] }).catch(() => undefined)
      frames.rolledBack(tx)
      throw error
    }
  }

  steps.rollbackTransaction = async (tx, options) => {
    try {
      return await rollback(tx, options)
    } finally {
      frames.rolledBack(tx)
    }
  }
}
