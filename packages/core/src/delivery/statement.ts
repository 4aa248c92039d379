import type { Appended, EventStore } from '../store/event-store.ts'
import type { Waiting, Written } from './waiting.ts'

/** Appends a batch and tells whoever waits for its events. Rejects with the rest of them still waiting. */
export type Append<Tx> = (batch: readonly Waiting[], tx: Tx | null) => Promise<void>

/** The statements of one store. `succeeded` hears of each that ran, before those who wait for its events. */
export function createAppend<Tx>(
  store: Pick<EventStore<Tx>, 'append' | 'find'>,
  succeeded: () => void = () => {},
): Append<Tx> {
  return async (batch, tx) => {
    const appended = await store.append(
      batch.map(({ event }) => event),
      { tx },
    )
    succeeded()
    const others = settleInserted(batch, appended)
    if (others.length > 0) await settleExisting(store, others, tx)
  }
}

/** Tells those whose events are new, and answers with the others: of one id, the first was stored. */
function settleInserted(
  batch: readonly Waiting[],
  { inserted, recordedAt, spilled = false }: Appended,
): readonly Waiting[] {
  const written: Written = { recordedAt, spilled, existing: null, tried: false }
  if (inserted.size === batch.length) {
    for (const waiting of batch) waiting.resolve(written)
    return []
  }
  const told = new Set<string>()
  return batch.filter((waiting) => {
    const { id } = waiting.event
    if (!inserted.has(id) || told.has(id)) return true
    told.add(id)
    waiting.resolve(written)
    return false
  })
}

/** Looks up, in one go, what is stored under ids that were there before. */
async function settleExisting<Tx>(
  store: Pick<EventStore<Tx>, 'find'>,
  waiting: readonly Waiting[],
  tx: Tx | null,
): Promise<void> {
  const values = [...new Set(waiting.map(({ event }) => event.id))]
  const filter = { conditions: [{ field: 'id', values }] } as const
  const events = await store.find({ filter, order: 'newest', limit: values.length }, { tx })
  const stored = new Map(events.map((event) => [event.id, event]))
  for (const each of waiting)
    each.resolve({
      recordedAt: null,
      spilled: false,
      existing: stored.get(each.event.id) ?? null,
      tried: each.tried,
    })
}
