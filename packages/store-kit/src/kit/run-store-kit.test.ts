import { createMemoryStore } from '@daybook/core/memory'
import { describe, expect, it } from 'vitest'
import { openStallingRig } from '../../test/stalling-store.ts'
import { openTransactingRig } from '../../test/transacting-store.ts'
import { wrongStores } from '../../test/wrong-stores.ts'
import { runStoreCase } from './run-store-case.ts'
import { runStoreKit } from './run-store-kit.ts'
import type { StoreCase } from './store-case.ts'
import { storeCases } from './store-cases.ts'

const openMemory = async () => ({ store: createMemoryStore(), async close() {} })
const caseOf = (id: string) => storeCases.find((each) => each.id === id) as StoreCase

describe('a store with transactions', () => {
  runStoreKit({ describe, it, open: openTransactingRig })
})

describe('a store that stops reads', () => {
  runStoreKit({ describe, it, open: openStallingRig })
})

it('has no case that says nothing of a store without transactions', async () => {
  for (const storeCase of storeCases) expect(await runStoreCase(storeCase, openMemory)).toBeUndefined()
})

describe('the shelf of wrong stores', () => {
  it.each(wrongStores.map((wrong) => [wrong.caughtBy, wrong.fault, wrong] as const))(
    '%s catches a store that %s',
    async (caughtBy, _, { run }) => {
      await expect(run(caseOf(caughtBy))).rejects.toMatchObject({ code: 'ERR_ASSERTION' })
    },
  )
})

it('gives every case an id of its own', () => {
  const ids = storeCases.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

it('closes the world of a case that fails', async () => {
  let closed = 0
  const open = async () => ({ store: createMemoryStore(), close: async () => void closed++ })
  const failing = { ...caseOf('A1'), run: () => Promise.reject(new Error('broken')) }
  await expect(runStoreCase(failing, open)).rejects.toThrow('broken')
  expect(closed).toBe(1)
})

it('tells a runner why a case did not apply', async () => {
  const reasons: string[] = []
  const bodies: (() => Promise<void>)[] = []
  runStoreKit({
    describe: (_, body) => body(),
    it: (title, body) => {
      const context = { skip: (reason: string) => reasons.push(reason) }
      if (title.startsWith('T8 ')) bodies.push(() => (body as (context: object) => Promise<void>)(context))
    },
    async open() {
      const { store, close } = await openTransactingRig()
      return { store, close }
    },
  })
  for (const body of bodies) await body()
  expect(reasons).toEqual(['the rig has no `nested`'])
})
