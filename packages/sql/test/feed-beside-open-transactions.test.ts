import { createDaybook, type EventStore } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { describe, expect, test } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { type DriverWorld, openDriverWorld } from './driver-rigs.ts'

const open = 5

/** Every length of the list of waiting events, because databases plan by it. */
async function sequencesBeside<Tx>({ rig }: DriverWorld<Tx>): Promise<void> {
  const { store } = rig as { readonly store: EventStore<Tx> }
  const make = createDaybook({ store: createMemoryStore() })
  const transactions = []
  for (let count = 1; count <= open; count++) {
    const transaction = await rig.begin?.()
    if (transaction === undefined) throw new Error('This rig begins no transactions.')
    transactions.push(transaction)
    await store.append([await make.log('late')], { tx: transaction.tx })
    for (let index = 0; index < count; index++) await store.append([await make.log('now')])
    expect(await store.feed?.sequence(1_000)).toBe(count)
  }
  for (const { commit } of transactions) await commit()
  expect(await store.feed?.sequence(1_000)).toBe(open)
}

describe('open transactions do not hold up the feed, however many events wait', () => {
  for (const engine of ['postgres', 'mariadb'] as const)
    if (serverUrl(engine))
      test(engine, async () => {
        const world = (await openDriverWorld[engine]()) as DriverWorld<object>
        try {
          await sequencesBeside(world)
        } finally {
          await world.close()
        }
      })
})
