import type { StoreTransactions } from '@daybook/core'
import { refusesTransactions } from './refuses-transactions.ts'
import type { StoreWorld } from './store-world.ts'

/** Why a case had nothing to say about a store. */
export interface StoreCaseSkip {
  readonly reason: string
}

/** One numbered promise of the port. Its id is stable: pages may cite it. */
export interface StoreCase {
  /** A letter for the behaviour and a number: `A1`. */
  readonly id: string
  readonly title: string
  /** Rejects where the store breaks the promise; resolves with a reason where the case does not apply. */
  run<Tx>(world: StoreWorld<Tx>): Promise<StoreCaseSkip | undefined>
}

/** A case that applies to every store. */
export function storeCase(
  id: string,
  title: string,
  run: <Tx>(world: StoreWorld<Tx>) => Promise<StoreCaseSkip | undefined>,
): StoreCase {
  return { id, title, run }
}

export interface TransactionalWorld<Tx> extends StoreWorld<Tx> {
  readonly transactions: StoreTransactions<Tx>
}

/** A case about transactions. Of a store that declares none it asks that every `tx` is refused. */
export function transactionCase(
  id: string,
  title: string,
  run: <Tx>(world: TransactionalWorld<Tx>) => Promise<StoreCaseSkip | undefined>,
): StoreCase {
  return storeCase(id, title, async (world) => {
    const { transactions } = world.store
    if (transactions) return run({ ...world, transactions })
    await refusesTransactions(world)
    return undefined
  })
}

export function skipped(reason: string): StoreCaseSkip {
  return { reason }
}
