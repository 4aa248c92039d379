import type { DaybookEvent } from '../event/daybook-event.ts'
import type { EventStore } from '../store/event-store.ts'

/** Takes events and gives none back: a file, a queue, a router of further sinks. */
export interface EventSink {
  /** Decides the order among sinks, and stands in messages. */
  readonly name: string
  /** Takes frozen events, in order. Rejects when it could not; the other sinks are not affected. */
  send(events: readonly DaybookEvent[]): Promise<void>
  /** Resolves when everything taken is where it belongs. May be called twice. */
  close?(): Promise<void>
}

/** A sink that appends to a store. Sending the same events again adds none. */
export function sinkOf<Tx>(store: Pick<EventStore<Tx>, 'name' | 'append'>): EventSink {
  return {
    name: store.name,
    async send(events) {
      await store.append(events)
    },
  }
}

/** A sink that keeps what it gets: for tests and for looking. */
export interface MemorySink extends EventSink {
  readonly events: readonly DaybookEvent[]
  clear(): void
}

/** A {@link MemorySink}, empty. */
export function createMemorySink(name = 'memory'): MemorySink {
  const events: DaybookEvent[] = []
  return {
    name,
    events,
    async send(sent) {
      events.push(...sent)
    },
    clear: () => void events.splice(0),
  }
}
