import { deepEqual, equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { deadLetters, queued, replayDeadLetters } from '@daybook/bullmq'
import { createDaybook } from '@daybook/core'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import { payload } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import { openQueue, queueRedisUrl } from '../queue-rig.ts'
import { type StartedProcess, startApp } from '../start-app.ts'
import { until } from '../until.ts'
import { killsInCi } from './kills.ts'

const engine = 'postgres'

async function end(started: StartedProcess, what: string): Promise<void> {
  started.kill('SIGKILL')
  const { signal, said } = await started.ended
  if (signal !== 'SIGKILL') throw new Error(`${what} ended by itself: ${said}`)
}

/** Kills the worker again and again while an app fills the queue, mostly between the insert and its word to Redis. */
export async function killWorkers(bench: Bench): Promise<Finding> {
  const run = 'worked-off'
  const url = await bench.database(engine)
  const { queue, stored, startWorker, untilEmpty } = openQueue(bench, run, engine, url)
  const app = startApp(bench, {
    ...{ adapter: 'driver', engine, url, mode: 'queued', run, redisUrl: queueRedisUrl() },
    events: 1_000_000,
    callers: 4,
    pauseMillis: 50,
  })
  const kills = killsInCi * bench.scale
  for (let kill = 0; kill < kills; kill++) {
    const before = stored().length
    const worker = startWorker({ holdMillis: 20 })
    await until(() => worker.hasEnded() || stored().length > before, 'the worker to store a job')
    await sleep(Math.random() * 40)
    await end(worker, 'the worker')
  }
  await end(app, 'the app')
  const last = startWorker()
  await untilEmpty()
  await end(last, 'the last worker')
  deepEqual(await deadLetters(queue), [])
  const jobs = stored()
  const twice = jobs.length - new Set(jobs).size
  ok(twice > 0, 'no kill came between an insert and the end of its job')
  const oracle = app.oracle()
  return {
    verdict: await judge(engine, url, [oracle]),
    live: await isLive(engine, url),
    figures: { kills, acknowledged: oracle.acknowledged.length, 'jobs done again': twice },
  }
}

/** Takes the database away from the worker while jobs come in. */
export async function storeAway(bench: Bench): Promise<Finding> {
  const run = 'store-away'
  const url = await bench.database(engine)
  const proxy = await openFaultProxy(url)
  bench.onEnd(() => proxy.close())
  const { queue, stored, startWorker, untilEmpty } = openQueue(bench, run, engine, proxy.url)
  const seconds = bench.scale > 1 ? 60 : 3
  const retryMillis = 500
  const app = startApp(bench, {
    ...{ adapter: 'driver', engine, url, mode: 'queued', run, redisUrl: queueRedisUrl(), retryMillis },
    events: 1_000_000,
    callers: 8,
    pauseMillis: 20,
  })
  const worker = startWorker()
  await until(() => worker.hasEnded() || stored().length > 20, 'the worker to work')
  proxy.refuse(true)
  await sleep(seconds * 1_000)
  const { waiting = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'delayed')
  ok(delayed > 0, 'no job waits for the database')
  await end(app, 'the app')
  proxy.refuse(false)
  const started = performance.now()
  await untilEmpty()
  const millis = Math.round(performance.now() - started)
  await end(worker, 'the worker')
  deepEqual(await deadLetters(queue), [])
  const oracle = app.oracle()
  return {
    verdict: await judge(engine, url, [oracle]),
    live: await isLive(engine, url),
    figures: {
      acknowledged: oracle.acknowledged.length,
      'seconds away': seconds,
      'jobs that waited': waiting + delayed,
      'ms until all was stored': millis,
    },
  }
}

/** Sends events through the queue of which a CHECK of the table refuses some, then drops it and replays them. */
export async function poisonedJobs(bench: Bench): Promise<Finding> {
  const run = 'poisoned-jobs'
  const url = await bench.database(engine)
  const rig = await openRig({ adapter: 'driver', engine, url })
  await rig.query(`ALTER TABLE daybook_events ADD CONSTRAINT taste CHECK (note <> 'bitter')`)
  const { queue, startWorker, untilEmpty } = openQueue(bench, run, engine, url)
  const daybook = createDaybook({ store: queued(rig.store, queue) })
  bench.onEnd(async () => {
    await daybook.close()
    await rig.close()
  })
  const issued = Array.from({ length: 500 * bench.scale }, (_, number) => number)
  const isBitter = (number: number) => number % 100 === 50
  const acknowledged = await Promise.all(
    issued.map(async (number) => {
      const details = { target: { type: 'Run', id: `${run}#${number}` }, data: payload(run, number) }
      const { id } = await daybook.log('fault.met', { ...details, note: isBitter(number) ? 'bitter' : '' })
      return { number, id, millis: 0 }
    }),
  )
  const verdictOf = (numbers: typeof acknowledged) =>
    judge(engine, url, [{ run, issued, acknowledged: numbers, rejected: [], dropped: [] }])
  const worker = startWorker()
  await untilEmpty()
  const { lost: refusedNeighbours } = await verdictOf(acknowledged.filter(({ number }) => !isBitter(number)))
  equal(refusedNeighbours, 0)
  const letters = await deadLetters(queue, 10_000)
  const refused = letters.flatMap(({ events = [] }) => events.map(({ id }) => id))
  deepEqual(
    refused.sort(),
    acknowledged
      .filter(({ number }) => isBitter(number))
      .map(({ id }) => id)
      .sort(),
  )
  await rig.query('ALTER TABLE daybook_events DROP CONSTRAINT taste')
  await replayDeadLetters(queue)
  await untilEmpty()
  await end(worker, 'the worker')
  deepEqual(await deadLetters(queue), [])
  return {
    verdict: await verdictOf(acknowledged),
    live: await isLive(engine, url),
    figures: { acknowledged: acknowledged.length, 'refused, and replayed': refused.length },
  }
}
