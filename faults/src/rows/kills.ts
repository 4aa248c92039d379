import { setTimeout as sleep } from 'node:timers/promises'
import { createEventsProcessor } from '@daybook/bullmq'
import { Queue, Worker } from 'bullmq'
import { type FaultProxy, openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import type { FaultEngine } from '../../../scripts/test-faults.mjs'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import type { Adapter, Mode } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, sum } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import type { Oracle } from '../oracle.ts'
import { startApp } from '../start-app.ts'
import { until } from '../until.ts'

const engines: readonly FaultEngine[] = ['postgres', 'mariadb', 'sqlite']
const adapters: readonly Adapter[] = ['driver', 'typeorm', 'sequelize', 'mikro-orm']

/** Of each durable path, at a scale of 1. */
export const killsInCi = 20
const deferredKills = 5

/** Kills an app `killsInCi` times in a mode, spread over every adapter and engine that has it. */
export async function killApps(bench: Bench, mode: Mode): Promise<Finding> {
  const combinations = engines.flatMap((engine) =>
    adapters
      // The store over node:sqlite joins no transaction.
      .filter((adapter) => !(mode === 'transaction' && adapter === 'driver' && engine === 'sqlite'))
      .map((adapter) => ({ adapter, engine })),
  )
  const kills = (mode === 'deferred' ? deferredKills : killsInCi) * bench.scale
  const places = combinations
    .map((combination, index) => ({
      ...combination,
      kills: Math.floor(kills / combinations.length) + (index < kills % combinations.length ? 1 : 0),
    }))
    .filter(({ kills }) => kills > 0)
  const results: Awaited<ReturnType<typeof killAt>>[] = []
  const work = async () => {
    for (let place = places.pop(); place; place = places.pop())
      results.push(
        await killAt(bench, mode, place).catch((error) => {
          places.length = 0
          throw error
        }),
      )
  }
  const workers = await Promise.allSettled([work(), work(), work()])
  // Not before all have come to an end: their databases are dropped then.
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
  const oracles = results.flatMap((result) => result.oracles)
  return {
    verdict: sum(results.map(({ verdict }) => verdict)),
    live: results.every(({ live }) => live),
    figures: {
      kills: oracles.length,
      combinations: results.length,
      acknowledged: oracles.reduce((all, { acknowledged }) => all + acknowledged.length, 0),
      'in flight at a kill, at most': Math.max(...results.map(({ inFlight }) => inFlight)),
      ...(isSpilling(mode) && {
        'while the store was away': results.reduce((all, { away }) => all + away, 0),
      }),
    },
  }
}

interface Place {
  readonly adapter: Adapter
  readonly engine: FaultEngine
  readonly kills: number
}

async function killAt(bench: Bench, mode: Mode, { adapter, engine, kills }: Place) {
  const url = await bench.database(engine)
  const redisUrl = serverUrl('redis') ?? ''
  const way = await openWay(bench, mode, engine, url)
  const oracles: Oracle[] = []
  let inFlight = 0
  let away = 0
  for (let kill = 0; kill < kills; kill++) {
    const app = startApp(bench, {
      ...{ adapter, engine, url: way.url, mode, redisUrl },
      run: `${mode}-${adapter}-${engine}-${kill}`,
      events: 100_000,
      callers: 8,
    })
    await app.has('acknowledged', someOf(60))
    if (way.refuse && Math.random() < 0.5) {
      away += 1
      way.refuse(true)
      await app.has('acknowledged', app.oracle().acknowledged.length + someOf(60))
    }
    await sleep(Math.random() * 40)
    app.kill('SIGKILL')
    const { signal, said } = await app.ended
    if (signal !== 'SIGKILL') throw new Error(`${app.run} ended by itself: ${said}`)
    way.refuse?.(false)
    const oracle = app.oracle()
    oracles.push(oracle)
    if (mode === 'queued') await workOff(app.run, engine, url, redisUrl)
    if (isSpilling(mode)) await ship(bench, { adapter, engine, url, mode, run: app.run })
    inFlight = Math.max(inFlight, oracle.issued.length - oracle.acknowledged.length - oracle.rejected.length)
  }
  return {
    oracles,
    inFlight,
    away,
    verdict: await judge(engine, url, oracles, { isAtomic: mode === 'transaction' }),
    live: await isLive(engine, url),
  }
}

const isSpilling = (mode: Mode) => mode === 'spill' || mode === 'accept'
const someOf = (count: number) => 1 + Math.floor(Math.random() * count)

/** How an app gets to its database: where it spills, one that can be taken away. An SQLite file cannot. */
async function openWay(
  bench: Bench,
  mode: Mode,
  engine: FaultEngine,
  url: string,
): Promise<Pick<FaultProxy, 'url'> & Partial<FaultProxy>> {
  if (!isSpilling(mode) || engine === 'sqlite') return { url }
  const proxy = await openFaultProxy(url)
  bench.onEnd(() => proxy.close())
  return proxy
}

/** Starts the app once more without events: it ships what the killed one has left, and ends. */
async function ship(
  bench: Bench,
  options: { adapter: Adapter; engine: FaultEngine; url: string; mode: Mode; run: string },
): Promise<void> {
  const { code, said } = await startApp(bench, { ...options, events: 0, callers: 1 }).ended
  if (code !== 0) throw new Error(`shipping ended with ${code}: ${said}`)
}

/** Works off the queue of a killed app. */
export async function workOff(
  run: string,
  engine: FaultEngine,
  url: string,
  redisUrl: string,
): Promise<void> {
  const connection = { url: redisUrl }
  const rig = await openRig({ adapter: 'driver', engine, url })
  const queue = new Queue(run, { connection })
  const worker = new Worker(run, createEventsProcessor(rig.store), { connection })
  queue.on('error', () => {})
  worker.on('error', () => {})
  try {
    await until(async () => {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed')
      return Object.values(counts).every((count) => count === 0)
    }, `the queue ${run} to be empty`)
  } finally {
    await worker.close()
    await queue.obliterate({ force: true })
    await queue.close()
    await rig.close()
  }
}
