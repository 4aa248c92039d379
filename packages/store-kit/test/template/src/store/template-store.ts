import { type DaybookEvent, type EventFilter, type EventStore, StorageError } from '@daybook/core'
import { matchesFilter } from '@daybook/core/memory'
import { type EventFile, openEventFile } from './event-file.ts'
import { fromLine, toLine } from './event-line.ts'

/** Where events are kept. */
export interface TemplateStoreOptions {
  /** The file. It is made where it is not there, and belongs to this store alone. */
  readonly path: string
}

/** Keeps events in a file of JSON lines. Calls run one after the other. It has no transactions. */
export function createTemplateStore({ path }: TemplateStoreOptions): EventStore {
  let opened: EventFile | undefined
  let last: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(attempt: string, work: (file: EventFile) => Promise<T> | T): Promise<T> => {
    const turn = last.then(async () => {
      try {
        opened ??= await openEventFile(path)
        return await work(opened)
      } catch (cause) {
        throw failure(attempt, cause)
      }
    })
    last = turn.catch(() => undefined)
    return turn
  }

  const matching = ({ lines }: EventFile, filter: EventFilter): DaybookEvent[] =>
    [...lines.values()].map(fromLine).filter((event) => matchesFilter(event, filter))

  return {
    name: 'template',
    capabilities: Object.freeze({ durable: true, cancels: false }),

    append: (events) =>
      inTurn('append events', async (file) => {
        const recordedAt = new Date()
        const fresh = new Map<string, string>()
        for (const event of events)
          if (!file.lines.has(event.id) && !fresh.has(event.id))
            fresh.set(event.id, toLine({ ...event, recordedAt }))
        if (fresh.size > 0) await file.add(fresh)
        return { inserted: new Set(fresh.keys()), recordedAt }
      }),

    find: ({ filter, order, after, limit }) =>
      inTurn('find events', (file) => {
        const sign = order === 'newest' ? -1 : 1
        return matching(file, filter)
          .filter(({ id }) => after === undefined || (order === 'newest' ? id < after : id > after))
          .sort((a, b) => (a.id < b.id ? -sign : sign))
          .slice(0, limit)
      }),

    count: (filter, cap) => inTurn('count events', (file) => Math.min(matching(file, filter).length, cap)),
  }
}

function failure(attempt: string, cause: unknown): StorageError {
  return new StorageError({
    code: 'DAYBOOK_STORAGE',
    message: `Could not ${attempt} in the file.`,
    fix: 'The `cause` is the own error of the file system.',
    cause,
  })
}
