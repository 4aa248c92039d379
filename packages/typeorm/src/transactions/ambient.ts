import { AsyncLocalStorage } from 'node:async_hooks'
import type { Turns } from '@daybook/sql'
import type { LiveDataSource, TypeormTransaction } from '../store/live-data-source.ts'

type Work = (manager: TypeormTransaction) => Promise<unknown>

// TypeORM's two forms, and what DataSource.transaction() makes of the first: (work, undefined).
type Transaction = (isolationOrWork: string | Work, work?: Work) => Promise<unknown>

/** The transaction that the calling code runs in. */
export interface AmbientTransaction {
  current(): TypeormTransaction | undefined
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
  dataSource.manager.transaction = ((...[isolationOrWork, work]: Parameters<Transaction>) => {
    const isolation = typeof isolationOrWork === 'string' ? isolationOrWork : undefined
    const inner = typeof isolationOrWork === 'function' ? isolationOrWork : work
    if (inner === undefined) return original(isolationOrWork, work)
    const ambient: Work = (manager) => storage.run(manager, () => inner(manager))
    const run = () => (isolation === undefined ? original(ambient) : original(isolation, ambient))
    return turns && !open(storage.getStore()) ? turns.take(run) : run()
  }) satisfies Transaction

  return {
    // The second is typeorm-transactional, whose DataSource answers with the manager of its own context.
    current: () => open(storage.getStore()) ?? (turns ? undefined : open(dataSource.manager)),
  }
}
