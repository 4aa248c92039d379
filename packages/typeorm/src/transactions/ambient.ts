import { AsyncLocalStorage } from 'node:async_hooks'
import { type Turns, untilFree } from '@daybook/sql'
import type { LiveDataSource, TypeormTransaction } from '../store/live-data-source.ts'

type Work<T = unknown> = (manager: TypeormTransaction) => Promise<T>

// TypeORM's two forms, and what DataSource.transaction() makes of the first: (work, undefined).
type Transaction = (isolationOrWork: string | Work, work?: Work) => Promise<unknown>

/** The transaction that the calling code runs in. */
export interface AmbientTransaction {
  current(): TypeormTransaction | undefined
  /**
   * Runs `work` in a transaction of its own, on a connection of its own. Where all share one: in the ambient
   * transaction, else in one of its own, when no other is open.
   */
  begin<T>(work: Work<T>): Promise<T>
}

/**
 * Makes `dataSource.transaction()` ambient by wrapping `manager.transaction` on this one DataSource: code that
 * it runs, however deep, finds its manager with `current()`.
 *
 * Where all share one connection (`turns`), top-level transactions also wait for each other: TypeORM would let
 * the second begin inside the first.
 */
export function makeAmbient(dataSource: LiveDataSource, turns: Turns | undefined): AmbientTransaction {
  const storage = new AsyncLocalStorage<TypeormTransaction>()
  const open = (manager: TypeormTransaction | undefined) =>
    manager?.queryRunner?.isTransactionActive && !manager.queryRunner.isReleased ? manager : undefined

  const original = (dataSource.manager.transaction as Transaction).bind(dataSource.manager)
  const ambient =
    <T>(work: Work<T>): Work<T> =>
    (manager) =>
      storage.run(manager, () => work(manager))

  dataSource.manager.transaction = ((...[isolationOrWork, work]: Parameters<Transaction>) => {
    const isolation = typeof isolationOrWork === 'string' ? isolationOrWork : undefined
    const inner = typeof isolationOrWork === 'function' ? isolationOrWork : work
    if (inner === undefined) return original(isolationOrWork, work)
    const run = () =>
      isolation === undefined ? original(ambient(inner)) : original(isolation, ambient(inner))
    return turns && !open(storage.getStore()) ? turns.take(run) : run()
  }) satisfies Transaction

  return {
    // The second is typeorm-transactional, whose DataSource answers with the manager of its own context.
    current: () => open(storage.getStore()) ?? (turns ? undefined : open(dataSource.manager)),

    begin<T>(work: Work<T>): Promise<T> {
      if (!turns) return dataSource.transaction(work)
      const around = open(storage.getStore())
      if (around) return work(around)
      const runner = dataSource.createQueryRunner()
      return turns.take(async () => {
        // save() begins without taking a turn.
        await untilFree(() => runner.isTransactionActive)
        return (await original(ambient(work))) as T
      })
    },
  }
}
