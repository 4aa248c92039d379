import { createDaybook, type EventStore } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { expect, it } from 'vitest'
import { deferEvent } from './event-book.ts'

it('is not held by a transaction, which may be rolled back after the answer', async () => {
  const transaction = { query: 'never ended' }
  const { name, capabilities, append, find, count } = createMemoryStore()
  const store: EventStore<typeof transaction> = {
    ...{ name, capabilities, append, find, count },
    transactions: {
      exclusive: false,
      current: () => transaction,
      run: (work) => work(transaction),
      afterCommit() {},
      afterEnd() {},
    },
  }
  const daybook = createDaybook({ store })
  deferEvent(daybook, 'Read', { note: 'GET /' })
  await daybook.flush()
  expect(await store.find({ filter: { conditions: [] }, order: 'newest', limit: 1 })).toMatchObject([
    { action: 'Read', note: 'GET /' },
  ])
})
