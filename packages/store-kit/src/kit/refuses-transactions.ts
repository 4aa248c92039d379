import assert from 'node:assert/strict'
import type { StoreWorld } from './store-world.ts'

/** Proves that over a store without `transactions` every use of `tx` is refused, and nothing of it is stored. */
export async function refusesTransactions<Tx>({ daybook, heard }: StoreWorld<Tx>): Promise<void> {
  const refused = { code: 'DAYBOOK_NO_TRANSACTIONS' }
  const tx = {} as Tx & object
  await assert.rejects(daybook.log('given', { tx }), refused)
  await assert.rejects(daybook.within(tx).log('bound'), refused)
  await assert.rejects(daybook.within(tx).find(), refused)
  await assert.rejects(daybook.within(tx).count(), refused)
  assert.equal(await daybook.count(), 0)
  assert.deepEqual(heard, [])
}
