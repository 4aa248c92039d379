import { type Catalog, createDaybook, type Daybook, type DaybookEvent, type EventStore } from '@daybook/core'
import type { StoreRig } from './store-rig.ts'

/** What one case has to work with. */
export interface StoreWorld<Tx> {
  readonly store: EventStore<Tx, object>
  /** A daybook over the store. */
  readonly daybook: Daybook<Catalog, object, Tx>
  /** What `eventLogged` has said so far. */
  readonly heard: readonly DaybookEvent[]
  readonly rig: StoreRig<Tx>
  /** A second world beside this one; it is closed with it. */
  another(): Promise<StoreRig<Tx>>
}

export interface OpenWorld<Tx> {
  readonly world: StoreWorld<Tx>
  close(): Promise<void>
}

export async function openWorld<Tx>(open: () => Promise<StoreRig<Tx>>): Promise<OpenWorld<Tx>> {
  const rig = await open()
  const opened = [rig]
  const daybook = createDaybook({ store: rig.store })
  const heard: DaybookEvent[] = []
  daybook.on('eventLogged', (event) => heard.push(event))
  return {
    world: {
      store: rig.store,
      daybook,
      heard,
      rig,
      async another() {
        const other = await open()
        opened.push(other)
        return other
      },
    },
    async close() {
      for (const each of opened) await each.close()
    },
  }
}
