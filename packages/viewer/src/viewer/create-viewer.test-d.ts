import { type Catalog, createDaybook, type Daybook, defineEvents, type EventStore } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { test } from 'vitest'
import { z } from 'zod'
import { createViewer } from '../index.ts'

class Invoice {
  id = 1
}

test('any daybook can be viewed, whatever its catalog, references and transactions', () => {
  createViewer(createDaybook({ store: createMemoryStore() }))
  const events = defineEvents({
    'invoice.paid': { target: 'Invoice', data: z.object({ amount: z.number() }) },
    'user.left': {},
  })
  const store = {} as EventStore<{ query(sql: string): unknown }, { Invoice: Invoice }>
  createViewer(createDaybook({ store, events }))
  const generic = <C extends Catalog, R, Tx>(daybook: Daybook<C, R, Tx>) => createViewer(daybook)
  generic(createDaybook({ store, events }))
})

test('what is no daybook cannot', () => {
  // @ts-expect-error
  createViewer({})
})
