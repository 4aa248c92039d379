import { runStoreKit } from '@daybook/store-kit'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type BareStore, engines, openBareStore } from './bare-drivers.ts'

describe.each(engines)('%s without an ORM', (engine) => {
  let bare: BareStore
  beforeAll(async () => {
    bare = await openBareStore(engine)
  })
  afterAll(() => bare.close())

  runStoreKit({
    describe,
    it,
    async open() {
      await bare.run('DELETE FROM daybook_events')
      return { store: bare.store, close: async () => undefined }
    },
  })
})
