import { ValidationError } from '../errors/daybook-error.ts'
import { type EventStore, maxBatch } from '../store/event-store.ts'
import type { Condition, EventFilter } from './event-query.ts'

/** How much to delete. */
export interface PruneOptions {
  /** The most events to delete. Default: all that match. */
  readonly limit?: number | undefined
  /** Allows a filter that leaves no event out. Default: false. */
  readonly everything?: boolean | undefined
}

/** Deletes batch by batch, the oldest first, until nothing matches any more or `limit` is reached. */
export async function pruneEvents<Tx>(
  prune: NonNullable<EventStore<Tx>['prune']>,
  filter: EventFilter,
  limit: number,
  tx: Tx | null,
): Promise<number> {
  let pruned = 0
  while (pruned < limit) {
    const batch = Math.min(limit - pruned, maxBatch)
    const gone = await prune(filter, batch, { tx })
    pruned += gone
    if (gone < batch) break
  }
  return pruned
}

/** Refuses what cannot be meant. */
export function checkPrune(filter: EventFilter, { limit, everything = false }: PruneOptions): void {
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1))
    throw new ValidationError({
      code: 'DAYBOOK_BAD_QUERY',
      message: '`limit` is not a whole number from 1.',
      fix: 'Leave it out to delete all that match.',
    })
  const { tenant, since, until, conditions } = filter
  const bounds = [tenant, since, until].some((each) => each !== undefined)
  if (everything || bounds || !conditions.every(isVacuous)) return
  throw new ValidationError({
    code: 'DAYBOOK_PRUNES_EVERYTHING',
    message: 'The filter leaves no event out, so every event would be deleted. None was.',
    fix: 'Say which events: `{ until: cutoff }`. If really all are meant, pass `{ everything: true }`.',
  })
}

/** "None of nothing" holds for every event. */
function isVacuous(condition: Condition): boolean {
  if (!condition.not || condition.field === 'changes') return false
  return condition.values.length === 0 && condition.field !== 'data' && condition.field !== 'context'
}
