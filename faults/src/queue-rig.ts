import { join } from 'node:path'
import { Queue } from 'bullmq'
import type { FaultEngine } from '../../scripts/test-faults.mjs'
import { serverUrl } from '../../scripts/test-servers.mjs'
import type { Bench } from './fault-row.ts'
import { readLines } from './oracle.ts'
import { type StartedProcess, startProgram } from './start-app.ts'
import { until } from './until.ts'
import type { WorkerOptions } from './worker-options.ts'

/** A queue for the time of a bench, and workers of it in processes of their own. */
interface QueueRig {
  readonly queue: Queue
  /** The jobs whose events a worker has stored; twice if two have. */
  stored(): readonly string[]
  startWorker(options?: Partial<WorkerOptions>): StartedProcess
  /** Resolves when every job is done or has failed. */
  untilEmpty(): Promise<void>
}

/** The Redis of the tests. */
export const queueRedisUrl = (): string => serverUrl('redis') ?? ''

/** Opens a queue whose workers store into a database. */
export function openQueue(bench: Bench, name: string, engine: FaultEngine, url: string): QueueRig {
  const redisUrl = queueRedisUrl()
  const queue = new Queue(name, { connection: { url: redisUrl } })
  queue.on('error', () => {})
  bench.onEnd(async () => {
    await queue.obliterate({ force: true })
    await queue.close()
  })
  const file = join(bench.folder, `${name}-jobs`)
  return {
    queue,
    stored: () => readLines(file),
    startWorker(options = {}) {
      const worker = startProgram('./worker-app.ts', {
        ...{ queue: name, redisUrl, engine, url, file, holdMillis: 0 },
        ...options,
      } satisfies WorkerOptions)
      bench.onEnd(() => worker.hasEnded() || worker.kill('SIGKILL'))
      return worker
    },
    untilEmpty: () =>
      until(async () => {
        const counts = await queue.getJobCounts('waiting', 'active', 'delayed')
        return Object.values(counts).every((count) => count === 0)
      }, `the queue ${name} to be empty`),
  }
}
