import type { DaybookEvent } from '../event/daybook-event.ts'
import type { EventStore, ReadOptions } from '../store/event-store.ts'
import type { EventFilter, EventOrder } from './event-query.ts'
import type { FindFilter } from './find-options.ts'

/** A filter, and the order in which its events come. */
export interface StreamOptions<K extends string = string, E = never> extends FindFilter<K, E> {
  /** Default: `newest`. */
  readonly order?: EventOrder | undefined
  /** Once it is aborted, rejects with its reason instead of reading on. */
  readonly signal?: AbortSignal | undefined
}

const batchSize = 500

/** Every matching event, a batch in memory at a time. Events stored meanwhile may or may not be among them. */
export async function* streamEvents<Tx>(
  store: Pick<EventStore<Tx>, 'find'>,
  filter: EventFilter,
  order: EventOrder,
  read: ReadOptions<Tx>,
): AsyncGenerator<DaybookEvent, void, undefined> {
  let after: string | undefined
  while (true) {
    read.signal?.throwIfAborted()
    const query = { filter, order, limit: batchSize, ...(after !== undefined && { after }) }
    const events = await store.find(query, read)
    yield* events
    after = events.at(-1)?.id
    if (events.length < batchSize) return
  }
}
