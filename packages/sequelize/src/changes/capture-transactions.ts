import { createTurns, type SqlDialect, type Turns } from '@daybook/sql'
import { type LiveSequelize, type OpenTransaction, outermost } from '../store/live-sequelize.ts'
import { observeTransactions } from '../transactions/observe.ts'
import type { StatementOptions } from './stored-rows.ts'

/** The transaction that a write and the record of it share. */
export interface CaptureTransactions {
  /** Runs `work` in the transaction that the statement belongs to, or in one of its own where there is none. */
  within<O extends StatementOptions, T>(
    options: O,
    work: (options: O, tx: OpenTransaction) => Promise<T>,
  ): Promise<T>
  /** One at a time in a transaction: what reads rows before it writes them must not meet another that does. */
  inTurn<T>(tx: OpenTransaction, work: () => Promise<T>): Promise<T>
  /** What was written in `tx` must not be committed, whatever becomes of the error. */
  refuseCommit(tx: OpenTransaction, reason: unknown): void
}

type Transact = <T>(options: object, work: (tx: OpenTransaction) => Promise<T>) => Promise<T>

export function createCaptureTransactions(
  sequelize: LiveSequelize,
  dialect: SqlDialect,
): CaptureTransactions {
  const { ambient, connections, frames } = observeTransactions(sequelize, dialect)
  const turns = new WeakMap<OpenTransaction, Turns>()
  // Nothing is read that another writer could change before it is written.
  const ofOwn = dialect.name === 'sqlite' ? { type: 'IMMEDIATE' } : {}

  /** Where all statements share a connection, an open transaction is theirs whatever they say. */
  const shared = async (): Promise<OpenTransaction | undefined> => {
    if (dialect.name !== 'sqlite') return undefined
    const around = ambient.current()
    return around && outermost(around).connection === (await connections.common()) ? around : undefined
  }

  return {
    async within(options, work) {
      const given = options.transaction === undefined ? ambient.ofSequelize() : options.transaction
      const joined = given ?? (await shared())
      if (joined) return work(options, joined)
      // Read at each call: an app may wrap it too.
      const transact = sequelize.transaction as Transact
      const { logging } = options
      return transact.call(sequelize, { ...ofOwn, ...(logging !== undefined && { logging }) }, (tx) =>
        work({ ...options, transaction: tx }, tx),
      ) as ReturnType<typeof work>
    },

    inTurn(tx, work) {
      const root = outermost(tx)
      const known = turns.get(root) ?? createTurns()
      turns.set(root, known)
      return known.take(work)
    },

    refuseCommit: (tx, reason) => frames.innermost(tx)?.beforeCommit.push(() => Promise.reject(reason)),
  }
}
