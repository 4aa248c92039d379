import { createDaybook, type DaybookEvent, type FindFilter } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { eventReader } from '../viewer/event-reader.ts'
import type { ViewerAccess } from '../viewer/viewer.ts'

/** The ids of those of `events` that a filter finds for one with `access`, by the same code that reads the log for them. */
export async function matchingEvents(
  events: readonly DaybookEvent[],
  access: ViewerAccess,
  filter: FindFilter,
): Promise<ReadonlySet<string>> {
  const store = createMemoryStore()
  await store.append(events)
  const found = new Set<string>()
  for await (const { id } of eventReader(createDaybook({ store }), access).stream(filter)) found.add(id)
  return found
}
