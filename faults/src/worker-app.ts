// A worker of the queue that writes down each job once its events are stored, until it is killed.
//   node worker-app.ts '<WorkerOptions as JSON>'
import { closeSync, openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEventsProcessor } from '@daybook/bullmq'
import { Worker } from 'bullmq'
import { openRig } from './open-rig.ts'
import type { WorkerOptions } from './worker-options.ts'

const { queue, redisUrl, engine, url, file, holdMillis } = JSON.parse(process.argv[2] ?? '') as WorkerOptions
process.stdin.on('end', () => process.exit(3)).resume()

const rig = await openRig({ adapter: 'driver', engine, url })
const appendEvents = createEventsProcessor(rig.store)
const done = openSync(file, 'a')
process.on('exit', () => closeSync(done))
const worker = new Worker(
  queue,
  async (job) => {
    const result = await appendEvents(job)
    writeSync(done, `${job.id}\n`)
    // Here the events are stored and Redis does not know it yet.
    await sleep(holdMillis)
    return result
  },
  {
    connection: { url: redisUrl },
    concurrency: 2,
    maxStalledCount: 1_000,
    lockDuration: 1_000,
    stalledInterval: 300,
  },
)
worker.on('error', () => {})
