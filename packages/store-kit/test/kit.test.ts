import { createMemoryStore } from '@daybook/core'
import { withMemoryFeed } from '@daybook/core/relay'
import { runStoreKit } from '@daybook/store-kit'
import { describe, it } from 'vitest'

runStoreKit({
  describe,
  it,
  name: 'memory on memory',
  open: async () => ({ store: withMemoryFeed(createMemoryStore()), close: async () => {} }),
})
