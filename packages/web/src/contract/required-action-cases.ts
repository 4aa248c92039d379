import assert from 'node:assert/strict'
import { createDaybook, defineEvents, type EventStore } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import type { ContractCase, ContractWraps } from './framework.ts'

const events = defineEvents({ 'invoice.paid': { required: true }, 'invoice.seen': {} })

/** The store takes events, and says that it does not. */
const unready: EventStore = {
  ...createMemoryStore(),
  ready: () => Promise.reject(new Error('the store is away')),
}

/** What an action that must not happen without its record means for the answer. */
export const requiredActionCases: readonly ContractCase[] = [
  {
    name: 'Q01 (I11) a required action whose store is away is answered with 503 before it happens',
    async run(framework) {
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
        app.route('POST', '/up', route(createMemoryStore()))
        app.route('POST', '/down', route(unready))
      })
      const status = async (path: string) => (await fetch(server.url + path, { method: 'POST' })).status
      assert.deepEqual([await status('/up'), await status('/down')], [201, 503])
      assert.equal(effects, 1)
    },
  },
  {
    name: 'Q02 (I11) a logged handler of a required action answers 503 before it happens, as the catalog or its options say',
    async run(framework) {
      const effects: string[] = []
      const up = createDaybook({ store: createMemoryStore(), events })
      const down = createDaybook({ store: unready, events })
      const uncatalogued = createDaybook({ store: unready })
      const routes = {
        up: [up, 'invoice.paid'],
        named: [down, 'invoice.paid'],
        called: [down, { action: ({ result }) => (result === 'seen' ? 'invoice.seen' : 'invoice.paid') }],
        chosen: [uncatalogued, { action: 'key.used', required: true }],
        waived: [down, { action: 'invoice.paid', required: false }],
        other: [down, 'invoice.seen'],
      } satisfies Record<string, ContractWraps['logged']>
      await using server = await framework.serve((app) => {
        for (const [name, logged] of Object.entries(routes))
          app.route(
            'POST',
            `/${name}`,
            ({ answer }) => {
              effects.push(name)
              answer(201)
            },
            { logged },
          )
      })
      const statuses: Record<string, number> = {}
      for (const name of Object.keys(routes))
        statuses[name] = (await fetch(`${server.url}/${name}`, { method: 'POST' })).status
      assert.deepEqual(statuses, { up: 201, named: 503, called: 503, chosen: 503, waived: 201, other: 201 })
      assert.deepEqual(effects, ['up', 'waived', 'other'])
    },
  },
]
