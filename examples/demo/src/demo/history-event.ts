import type { JsonObject, Outcome } from '@daybook/core'

/** An event that happened before there was a daybook: one line of an import. */
export interface HistoryEvent {
  readonly action: string
  readonly occurredAt: string
  readonly tenant?: string | null
  readonly actor?: HistoryReference | null
  readonly target?: HistoryReference | null
  readonly requestId?: string | null
  readonly outcome?: Outcome
  readonly reason?: string
  readonly data?: JsonObject
}

interface HistoryReference {
  readonly type: string
  readonly id: string
  readonly name?: string
}

/** Events with how much of the whole has been read when they come, from 0 to 1. */
export type History = AsyncIterable<readonly [event: HistoryEvent | undefined, read: number]>
