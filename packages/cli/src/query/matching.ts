import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import type { TextFilter } from '@daybook/core/query'

/** Those of `events` that a filter finds, in their order, by the same rules as in a database. */
export async function matching(
  events: readonly DaybookEvent[],
  filter: TextFilter,
): Promise<readonly DaybookEvent[]> {
  if (events.length === 0 || Object.keys(filter).length === 0) return events
  const store = createMemoryStore()
  await store.append(events)
  const found = new Set<string>()
  for await (const { id } of createDaybook({ store }).stream(filter)) found.add(id)
  return events.filter(({ id }) => found.has(id))
}
