import { isDaybookError, type StorageError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'
import { type EventStore, maxBatch } from '../store/event-store.ts'

/** What became of one event. */
interface Written {
  /** When the database recorded it; null where an event with its id was there before. */
  readonly recordedAt: Date | null
  /** What was there before. */
  readonly existing: DaybookEvent | null
}

interface Waiting {
  readonly event: DaybookEvent
  readonly resolve: (written: Written) => void
  readonly reject: (error: unknown) => void
}

/** Writes single events in as few statements as their guarantees allow. */
export interface Writer<Tx> {
  /** Resolves once the event's insert ran in `tx`, or, without one, once the event is committed. */
  write(event: DaybookEvent, tx: Tx | null): Promise<Written>
}

/**
 * Outside of transactions, group commit: the first event is written at once, those that arrive meanwhile leave
 * together in the next statement, and each caller waits for its own. In a transaction, the calls of one tick
 * share a statement. An event that the database refuses for its content never sinks its neighbours.
 */
export function createWriter<Tx>(store: Pick<EventStore<Tx>, 'append' | 'find'>): Writer<Tx> {
  const queue: Waiting[] = []
  const joined = new Map<Tx & object, Waiting[]>()
  let writing = false

  const append = async (batch: readonly Waiting[], tx: Tx | null): Promise<void> => {
    try {
      const { inserted, recordedAt } = await store.append(
        batch.map(({ event }) => event),
        { tx },
      )
      const later = settleInserted(batch, inserted, recordedAt)
      if (later.length > 0) await settleExisting(later, tx)
    } catch (error) {
      if (tx === null && batch.length > 1 && isPoison(error)) {
        const middle = batch.length >> 1
        await append(batch.slice(0, middle), tx)
        await append(batch.slice(middle), tx)
      } else for (const { reject } of batch) reject(error)
    }
  }

  /** Tells the callers whose events are new, and answers with the others: of one id, the first was stored. */
  const settleInserted = (
    batch: readonly Waiting[],
    inserted: ReadonlySet<string>,
    recordedAt: Date,
  ): readonly Waiting[] => {
    const told = new Set<string>()
    return batch.filter(({ event, resolve }) => {
      if (!inserted.has(event.id) || told.has(event.id)) return true
      told.add(event.id)
      resolve({ recordedAt, existing: null })
      return false
    })
  }

  /** Looks up, in one go, what is stored under ids that were there before. */
  const settleExisting = async (waiting: readonly Waiting[], tx: Tx | null): Promise<void> => {
    const values = [...new Set(waiting.map(({ event }) => event.id))]
    const filter = { conditions: [{ field: 'id', values }] } as const
    const events = await store.find({ filter, order: 'newest', limit: values.length }, { tx })
    const stored = new Map(events.map((event) => [event.id, event]))
    for (const { event, resolve } of waiting)
      resolve({ recordedAt: null, existing: stored.get(event.id) ?? null })
  }

  const drain = async (): Promise<void> => {
    writing = true
    while (queue.length > 0) await append(queue.splice(0, maxBatch), null)
    writing = false
  }

  const join = (waiting: Waiting, tx: Tx & object): void => {
    const sameTick = joined.get(tx)
    if (sameTick && sameTick.length < maxBatch) {
      sameTick.push(waiting)
      return
    }
    const batch = [waiting]
    joined.set(tx, batch)
    queueMicrotask(() => {
      if (joined.get(tx) === batch) joined.delete(tx)
      void append(batch, tx)
    })
  }

  return {
    write: (event, tx) =>
      new Promise((resolve, reject) => {
        const waiting = { event, resolve, reject }
        if (tx !== null) join(waiting, tx as Tx & object)
        else {
          queue.push(waiting)
          if (!writing) void drain()
        }
      }),
  }
}

function isPoison(error: unknown): boolean {
  return isDaybookError(error) && (error as Partial<StorageError>).poison === true
}
