import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEventsProcessor } from '@daybook/bullmq'
import { createDaybook } from '@daybook/core'
import { Queue, Worker } from 'bullmq'
import type { FaultEngine } from '../../../scripts/test-faults.mjs'
import { serverUrl } from '../../../scripts/test-servers.mjs'
import { type Adapter, type Mode, payload } from '../app-options.ts'
import { feedStatements } from '../driver-rig.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, storedEvents, sum } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import type { Oracle } from '../oracle.ts'
import { startApp, startProgram } from '../start-app.ts'
import { until } from '../until.ts'

const engines: readonly FaultEngine[] = ['postgres', 'mariadb', 'sqlite']
const adapters: readonly Adapter[] = ['driver', 'typeorm', 'sequelize', 'mikro-orm']

/** Of each durable path, without the soak. */
const killsInCi = 20
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
    for (let place = places.pop(); place; place = places.pop()) results.push(await killAt(bench, mode, place))
  }
  await Promise.all([work(), work(), work()])
  const oracles = results.flatMap((result) => result.oracles)
  return {
    verdict: sum(results.map(({ verdict }) => verdict)),
    live: results.every(({ live }) => live),
    figures: {
      kills: oracles.length,
      combinations: results.length,
      acknowledged: oracles.reduce((all, { acknowledged }) => all + acknowledged.length, 0),
      'in flight at a kill, at most': Math.max(...results.map(({ inFlight }) => inFlight)),
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
  const oracles: Oracle[] = []
  let inFlight = 0
  for (let kill = 0; kill < kills; kill++) {
    const app = startApp(bench, {
      ...{ adapter, engine, url, mode, redisUrl },
      run: `${mode}-${adapter}-${engine}-${kill}`,
      events: 100_000,
      callers: 8,
    })
    await app.has('acknowledged', 1 + Math.floor(Math.random() * 60))
    await sleep(Math.random() * 40)
    app.kill('SIGKILL')
    const { signal, said } = await app.ended
    if (signal !== 'SIGKILL') throw new Error(`${app.run} ended by itself: ${said}`)
    const oracle = app.oracle()
    oracles.push(oracle)
    if (mode === 'queued') await workOff(app.run, engine, url, redisUrl)
    if (mode === 'spill' || mode === 'accept') await ship(bench, { adapter, engine, url, mode, run: app.run })
    inFlight = Math.max(inFlight, oracle.issued.length - oracle.acknowledged.length - oracle.rejected.length)
  }
  return {
    oracles,
    inFlight,
    verdict: await judge(engine, url, oracles, { isAtomic: mode === 'transaction' }),
    live: await isLive(engine, url),
  }
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

/** Kills the relay, again and again, while it hands a feed on to two sinks. */
export async function killRelays(bench: Bench): Promise<Finding> {
  const engine = 'postgres'
  const url = await bench.database(engine)
  const rig = await openRig({ adapter: 'driver', engine, url })
  bench.onEnd(() => rig.close())
  for (const statement of feedStatements(engine)) await rig.query(statement)
  const kills = killsInCi * bench.scale
  const folder = join(bench.folder, 'relayed')
  mkdirSync(folder)
  const daybook = createDaybook({ store: rig.store })
  const tenants = ['a', 'b', 'c']
  const run = 'relayed'
  const logged: { number: number; id: string; millis: number }[] = []
  const produce = async (count: number) => {
    const numbers = Array.from({ length: count }, (_, index) => logged.length + index)
    const stored = numbers.map(async (number) => {
      const { id } = await daybook.log('fault.met', {
        tenant: tenants[number % tenants.length] as string,
        target: { type: 'Run', id: `${run}#${number}` },
        data: payload(run, number),
      })
      return { number, id, millis: 0 }
    })
    logged.push(...(await Promise.all(stored)))
  }
  const sinks = ['first', 'second']
  const received = (sink: string) => readIds(join(folder, sink))
  for (let kill = 0; kill < kills; kill++) {
    await produce(50)
    const before = received('first').length
    const relay = startProgram('./relay-app.ts', { url, folder, sinks })
    const handedOn = until(
      () => relay.hasEnded() || received('first').length > before,
      'the relay to hand on',
    )
    await handedOn.catch(async (error: unknown) => {
      relay.kill('SIGKILL')
      throw new Error(`${String(error)}. It said: ${(await relay.ended).said}`)
    })
    await sleep(Math.random() * 20)
    relay.kill('SIGKILL')
    const { signal, said } = await relay.ended
    if (signal !== 'SIGKILL') throw new Error(`the relay ended by itself: ${said}`)
  }
  const last = startProgram('./relay-app.ts', { url, folder, sinks })
  const everything = () => sinks.every((sink) => new Set(received(sink)).size >= logged.length)
  await until(() => last.hasEnded() || everything(), 'the relay to hand everything on')
  last.kill('SIGKILL')
  await last.ended
  const stored = (await storedEvents(engine, url)).map(({ id }) => id)
  const known = new Set(stored)
  const missing = sinks.flatMap((sink) => {
    const there = new Set(received(sink))
    return stored.filter((id) => !there.has(id))
  })
  const twice = sinks.map((sink) => received(sink).length - new Set(received(sink)).size)
  const outOfOrder = sinks.flatMap((sink) => inversions(received(sink)))
  if (outOfOrder.length > 0) throw new Error(`out of order: ${outOfOrder.slice(0, 3).join(' ')}`)
  const issued = logged.map(({ number }) => number)
  const verdict = await judge(engine, url, [{ run, issued, acknowledged: logged, rejected: [], dropped: [] }])
  return {
    verdict: {
      ...verdict,
      lost: verdict.lost + missing.length,
      phantom: verdict.phantom + sinks.flatMap(received).filter((id) => !known.has(id)).length,
    },
    live: await isLive(engine, url),
    figures: {
      kills,
      events: logged.length,
      sinks: sinks.length,
      'sent again after a kill': Math.max(...twice),
    },
  }
}

/** Ids of which a later one was received first; what is sent again does not count. */
function inversions(ids: readonly string[]): readonly string[] {
  const first = [...new Set(ids)]
  return first.filter((id, index) => index > 0 && id < (first[index - 1] as string))
}

function readIds(file: string): readonly string[] {
  appendFileSync(file, '')
  return readFileSync(file, 'utf8').split('\n').slice(0, -1)
}
