import type { EventStore } from '@daybook/core'

const has = () => true
const recordedAt = new Date()

/** A store that forgets all it is given and says that all of it was new: the work of a store is not measured with it. */
export function storeIntoNothing<Tx = never>(heard: (events: number) => void = () => {}): EventStore<Tx> {
  return {
    name: 'nothing',
    capabilities: { durable: false, cancels: false },
    async append({ length: size }) {
      heard(size)
      return { inserted: { has, size } as unknown as ReadonlySet<string>, recordedAt }
    },
    find: async () => [],
    count: async () => 0,
  }
}
