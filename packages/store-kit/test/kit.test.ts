import { createMemoryStore } from '@daybook/core'
import { runStoreKit } from '@daybook/store-kit'
import { describe, it } from 'vitest'

runStoreKit({
  describe,
  it,
  name: 'memory on memory',
  open: async () => ({ store: createMemoryStore(), close: async () => {} }),
})
