import type { SerializedContext } from '@daybook/core'

/** A job: what to do, and in whose name. */
export interface ReportJob {
  readonly customer: string
  readonly context: SerializedContext
}

const { REDIS_URL = 'redis://127.0.0.1:6379', QUEUE_PREFIX: prefix = 'bull' } = process.env

/** For both processes. Without the offline queue nothing waits in memory while Redis is away. */
export const queueOptions = { connection: { url: REDIS_URL, enableOfflineQueue: false }, prefix }

/** A worker waits for Redis instead. */
export const workerOptions = { connection: { url: REDIS_URL, maxRetriesPerRequest: null }, prefix }
