import type { EventStore, ReadOptions } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import type { StoreRig } from '@daybook/store-kit'

/** What is wrong with a store on purpose. */
export interface StallingFaults {
  readonly goesOn?: boolean
  readonly stopsOthers?: boolean
  readonly forgetsTheReason?: boolean
  readonly stopsWhatComesLater?: boolean
}

/** A store in memory whose reads can be kept waiting, and stopped then, right but for its `faults`. */
export async function openStallingRig(faults: StallingFaults = {}): Promise<StoreRig<never>> {
  const memory = createMemoryStore()
  const waiting = new Map<object, { go(): void; stop(reason: unknown): void }>()
  let isStalled = false
  let strayStops = 0

  const inDatabase = async ({ signal }: ReadOptions<never> = {}): Promise<void> => {
    if (strayStops > 0) {
      strayStops--
      throw new Error('stopped')
    }
    if (faults.stopsWhatComesLater) signal?.addEventListener('abort', () => strayStops++)
    if (!isStalled) return
    const statement = {}
    try {
      await new Promise<void>((go, stop) => {
        waiting.set(statement, { go, stop })
        signal?.addEventListener('abort', () => {
          if (faults.goesOn) return
          for (const each of faults.stopsOthers ? waiting.values() : [{ stop }])
            each.stop(faults.forgetsTheReason ? new Error('stopped') : signal.reason)
        })
      })
    } finally {
      waiting.delete(statement)
    }
  }

  const store: EventStore = {
    ...memory,
    capabilities: { durable: false, cancels: true },
    async find(query, options) {
      await inDatabase(options)
      return memory.find(query)
    },
    async count(filter, cap, options) {
      await inDatabase(options)
      return memory.count(filter, cap)
    },
    async summarise(filter, request, options) {
      await inDatabase(options)
      return memory.summarise(filter, request)
    },
  }

  return {
    store,
    async stall() {
      isStalled = true
      return {
        waiting: async () => waiting.size,
        async end() {
          isStalled = false
          for (const { go } of waiting.values()) go()
        },
      }
    },
    async close() {},
  }
}
