import { createMemoryStore, withMemoryFeed } from '@daybook/core/memory'
import { runStoreKit } from '@daybook/store-kit'
import { describe, it } from 'vitest'

runStoreKit({
  describe,
  it,
  name: 'memory on memory',
  open: async () => ({ store: withMemoryFeed(createMemoryStore()), close: async () => {} }),
})
