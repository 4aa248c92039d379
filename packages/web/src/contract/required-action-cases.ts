import assert from 'node:assert/strict'
import { createDaybook, defineEvents, type EventStore } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import type { ContractCase } from './framework.ts'

const events = defineEvents({ 'invoice.paid': { required: true } })

/** What an action that must not happen without its record means for the answer. */
export const requiredActionCases: readonly ContractCase[] = [
  {
    name: 'Q01 (I11) a required action whose store is away is answered with 503 before it happens',
    async run(framework) {
      const up = createMemoryStore()
      const down: EventStore = { ...up, ready: () => Promise.reject(new Error('the store is away')) }
      let effects = 0
      const route = (store: EventStore) => {
        const pay = createDaybook({ store, events }).logged(
          'invoice.paid',
          (answer: (status: number) => void) => {
            effects++
            answer(201)
          },
        )
        return ({ answer }: { answer: (status: number) => void }) => pay(answer)
      }
      await using server = await framework.serve((app) => {
        app.route('POST', '/up', route(up))
        app.route('POST', '/down', route(down))
      })
      const status = async (path: string) => (await fetch(server.url + path, { method: 'POST' })).status
      assert.deepEqual([await status('/up'), await status('/down')], [201, 503])
      assert.equal(effects, 1)
    },
  },
]
