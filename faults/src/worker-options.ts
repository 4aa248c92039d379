import type { FaultEngine } from '../../scripts/test-faults.mjs'

/** What a worker of the queue is told, as JSON in its first argument. */
export interface WorkerOptions {
  readonly queue: string
  readonly redisUrl: string
  readonly engine: FaultEngine
  readonly url: string
  /** Where it writes down each job whose events are stored. */
  readonly file: string
  /** How long it then waits, before Redis hears that the job is done. */
  readonly holdMillis: number
}
