import type { SqlDialect } from '@daybook/sql'
import type { LiveDataSource, TypeormQueryRunner, TypeormTransaction } from '../store/live-data-source.ts'
import { observeTransactions } from '../transactions/observe.ts'

/** The transactions that writes are captured in. */
export interface WriteTransactions {
  /**
   * Runs `work` in the transaction that a statement on `own` is in, else in one of its own. Without `own` the statement
   * is one of the DataSource itself.
   */
  around<T>(own: TypeormQueryRunner | undefined, work: (runner: TypeormQueryRunner) => Promise<T>): Promise<T>
  /** The open transaction of a connection, as a store takes it; null where it has ended. */
  of(runner: TypeormQueryRunner): TypeormTransaction | null
  /** Makes its commit fail. */
  fail(runner: TypeormQueryRunner, error: unknown): void
}

// Whether a BEGIN was sent by hand, which TypeORM does not know of.
const probes: Readonly<Record<Exclude<SqlDialect['name'], 'sqlite'>, string>> = {
  postgres: 'SELECT CASE WHEN transaction_timestamp() <> statement_timestamp() THEN 1 ELSE 0 END AS is_open',
  mariadb: 'SELECT @@in_transaction AS is_open',
}

export function createWriteTransactions(dataSource: LiveDataSource, dialect: SqlDialect): WriteTransactions {
  const { ambient, shared, frames } = observeTransactions(dataSource, dialect)
  const begunByHand = new WeakSet<TypeormQueryRunner>()
  const managers = new WeakMap<TypeormQueryRunner, TypeormTransaction>()

  const isOpenByHand = async (runner: TypeormQueryRunner): Promise<boolean> => {
    if (shared || dialect.name === 'sqlite') return !runner.isTransactionActive && !!shared?.inTransaction()
    const [row] = (await runner.query(probes[dialect.name])) as readonly { readonly is_open: unknown }[]
    return Number(row?.is_open) === 1
  }

  return {
    async around(own, work) {
      if (own?.isTransactionActive) return work(own)
      const runner = shared ? dataSource.createQueryRunner() : own
      if (runner && (await isOpenByHand(runner))) {
        begunByHand.add(runner)
        return work(runner).finally(() => begunByHand.delete(runner))
      }
      const inTransaction = (tx: TypeormTransaction) => work(tx.queryRunner as TypeormQueryRunner)
      return own && !shared ? transactionOf(own.manager)(inTransaction) : ambient.begin(inTransaction)
    },

    of(runner) {
      if (!runner.isTransactionActive && !begunByHand.has(runner)) return null
      const current = ambient.current()
      if (current?.queryRunner === runner) return current
      // TypeORM gives the only runner of SQLite a new manager whenever somebody asks for it.
      const manager = managers.get(runner) ?? runner.manager
      managers.set(runner, manager)
      return manager
    },

    fail: (runner, error) => void frames.beforeCommit(runner, () => Promise.reject(error)),
  }
}

function transactionOf(manager: TypeormTransaction) {
  const { transaction } = manager as TypeormTransaction & Pick<LiveDataSource, 'transaction'>
  return transaction.bind(manager)
}
