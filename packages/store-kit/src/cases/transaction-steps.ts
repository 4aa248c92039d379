import type { StoreTransactions } from '@daybook/core'
import type { StoreRig } from '../kit/store-rig.ts'
import type { StoreWorld } from '../kit/store-world.ts'

class GoBack extends Error {}

/** Runs `work` in a transaction that is rolled back after it. What `work` itself throws is thrown on. */
export function rolledBack<Tx>(
  transactions: StoreTransactions<Tx>,
  work: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  return swallowingGoBack(transactions.run((tx) => goingBack(work(tx))))
}

/** The same in a savepoint of `tx`. */
export function savepointRolledBack<Tx>(
  nested: NonNullable<StoreRig<Tx>['nested']>,
  tx: Tx,
  work: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  return swallowingGoBack(nested(tx, (inner) => goingBack(work(inner))))
}

async function goingBack(work: Promise<unknown>): Promise<void> {
  await work
  throw new GoBack('rolled back on purpose')
}

async function swallowingGoBack(attempt: Promise<unknown>): Promise<void> {
  await attempt.catch((error: unknown) => {
    if (!(error instanceof GoBack)) throw error
  })
}

export function heardActions<Tx>({ heard }: StoreWorld<Tx>): readonly string[] {
  return heard.map(({ action }) => action)
}
