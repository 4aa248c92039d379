import { createDaybook, defineEvents } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { recordingEndpoint } from '@daybook/express'
import { test } from 'vitest'

test('the actions of an endpoint are those of the catalog', () => {
  const events = defineEvents({ 'page.printed': {} })
  const daybook = createDaybook({ store: createMemoryStore(), events })
  recordingEndpoint(daybook, { authorize: () => true, actions: ['page.printed'] })
  // @ts-expect-error not in the catalog
  recordingEndpoint(daybook, { authorize: () => true, actions: ['page.torn'] })
})

test('without a catalog any text is an action', () => {
  const daybook = createDaybook({ store: createMemoryStore() })
  recordingEndpoint(daybook, { authorize: (req) => req.method === 'POST', actions: ['page.torn'] })
})
