import { ValidationError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import type { EventStore, ReadOptions } from '../store/event-store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { EventFilter, EventOrder } from './event-query.ts'
import type { FoundPage } from './find-options.ts'

const defaultPageSize = 50
const maxPageSize = 1_000

export interface PageRequest {
  readonly order: EventOrder
  readonly limit: number
  readonly cursor: string | undefined
  /** From `queryHash`. */
  readonly hash: string
}

/** A page and the cursors around it. Asks the store for one event more, to know whether there is a next page. */
export async function findPage<Tx>(
  store: Pick<EventStore<Tx>, 'find'>,
  filter: EventFilter,
  { order, limit, cursor, hash }: PageRequest,
  read: ReadOptions<Tx>,
): Promise<FoundPage> {
  const position = cursor === undefined ? undefined : decodeCursor(cursor, hash)
  const backwards = position?.toward === 'previous'
  const direction = backwards ? opposite(order) : order
  const found = await store.find(
    { filter, order: direction, limit: limit + 1, ...(position && { after: position.id }) },
    read,
  )
  const more = found.length > limit
  const events: DaybookEvent[] = found.slice(0, limit)
  if (backwards) events.reverse()
  const first = events[0]
  const last = events.at(-1)
  const hasNext = backwards ? true : more
  const hasPrevious = backwards ? more : position !== undefined
  return {
    events,
    nextCursor: last && hasNext ? encodeCursor({ toward: 'next', id: last.id }, hash) : null,
    previousCursor: first && hasPrevious ? encodeCursor({ toward: 'previous', id: first.id }, hash) : null,
  }
}

/** The size of a page: a caller's whole number is brought into range, anything else is refused. */
export function pageSize(limit: unknown): number {
  if (limit === undefined) return defaultPageSize
  if (!Number.isInteger(limit))
    throw new ValidationError({
      code: 'DAYBOOK_BAD_QUERY',
      message: '`limit` is not a whole number.',
      fix: `Pass 1 to ${maxPageSize}.`,
    })
  return Math.min(Math.max(limit as number, 1), maxPageSize)
}

function opposite(order: EventOrder): EventOrder {
  return order === 'newest' ? 'oldest' : 'newest'
}
