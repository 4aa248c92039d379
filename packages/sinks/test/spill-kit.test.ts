import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '@daybook/core/memory'
import { runStoreKit } from '@daybook/store-kit'
import { describe, it } from 'vitest'
import { spilling } from '../src/spill.ts'
import { openSqliteFile } from './sqlite-store.ts'

// While its store is there, a spilling store is as good a store as that one.
runStoreKit({
  describe,
  it,
  name: 'spilling over memory',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-spill-kit-'))
    const store = spilling(createMemoryStore(), folder)
    return {
      store,
      async close() {
        await store.close()
        await rm(folder, { recursive: true })
      },
    }
  },
})

runStoreKit({
  describe,
  it,
  name: 'spilling over SQLite',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-spill-kit-'))
    const database = openSqliteFile(join(folder, 'events.db'))
    const store = spilling(database.store, join(folder, 'spill'))
    return {
      store,
      async close() {
        await store.close()
        database.close()
        await rm(folder, { recursive: true })
      },
    }
  },
})
