import { setTimeout as pause } from 'node:timers/promises'
import { createDaybook, isDaybookError } from '@daybook/core'
import type { DataSource } from 'typeorm'
import type { AppStore } from '../daybook.ts'
import type { History, HistoryEvent } from './history-event.ts'

export interface ImportOptions {
  readonly dataSource: DataSource
  readonly store: AppStore
  readonly history: History
  readonly signal: AbortSignal
  readonly onProgress: (events: number, read: number) => void
}

export interface ImportSummary {
  /** Events read, whether or not they were new. */
  readonly read: number
  readonly added: number
  /** Lines that are no event. */
  readonly refused: number
}

const batchSize = 500
// Lets requests have the connection: SQLite has one.
const pauseMillis = 5

/**
 * Logs events that happened elsewhere, with their own times. Their ids are made from what they say, so logging one
 * again finds the first and adds nothing. A batch is one transaction, and its events share one insert.
 */
export async function importHistory(options: ImportOptions): Promise<ImportSummary> {
  const { dataSource, store, history, signal, onProgress } = options
  // Without a catalog: these are another system's actions.
  const daybook = createDaybook({ store })
  const counts = { read: 0, added: 0, refused: 0 }
  const stopCounting = daybook.on('eventLogged', () => {
    counts.added++
  })

  const logBatch = (events: readonly HistoryEvent[]) =>
    dataSource.transaction((em) =>
      Promise.all(
        events.map(({ action, requestId, target, ...event }) =>
          daybook.log(action, {
            ...event,
            target,
            context: { requestId: requestId ?? null },
            // The tenant, the action and the time are part of the id anyway.
            idempotencyKey: JSON.stringify([requestId, target?.type, target?.id]),
            tx: em,
          }),
        ),
      ),
    )

  const logAll = async (events: readonly HistoryEvent[]) => {
    try {
      await logBatch(events)
    } catch (error) {
      if (!isDaybookError(error)) throw error
      if (events.length > 1) for (const event of events) await logAll([event])
      else counts.refused++
    }
  }

  let batch: HistoryEvent[] = []
  for await (const [event, read] of history) {
    if (signal.aborted) break
    counts.read++
    if (event) batch.push(event)
    else counts.refused++
    if (batch.length < batchSize) continue
    await logAll(batch)
    batch = []
    onProgress(counts.read, read)
    await pause(pauseMillis)
  }
  if (!signal.aborted) await logAll(batch)
  stopCounting()
  return counts
}
