import { equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import type { FaultEngine } from '../../../scripts/test-faults.mjs'
import type { AppOptions } from '../app-options.ts'
import type { Bench, FaultRow, Finding } from '../fault-row.ts'
import { assertFlat, measured, worstOf } from '../measured.ts'
import { openQueue, queueRedisUrl } from '../queue-rig.ts'
import { together } from './servers.ts'
import { judgeAll, type Tried, tryApp } from './several-apps.ts'

const away = 'The database is away under 2,000 events a second, and the app spills'

/** N: load, and the store away under load. */
export const load: readonly FaultRow[] = [
  {
    id: 'N-outage',
    title: away,
    promise:
      'Every call is acknowledged from the disk, the memory stays flat, and all is stored when the database is back.',
    run: (bench) => outage(bench, 'spill', 'refuses'),
  },
  {
    id: 'N-outage-hang',
    title: 'The same, and the database hangs instead of refusing',
    promise: 'As before, once the first calls have waited for `storeMillis`; here a second.',
    run: (bench) => outage(bench, 'spill', 'hangs'),
  },
  {
    id: 'N-outage-bound',
    title: 'The same without spilling',
    promise:
      'What waits in memory is bounded: beyond `maxEvents` each call is refused, and hears it. What was taken is stored.',
    run: (bench) => outage(bench, 'deferred', 'refuses'),
  },
  {
    id: 'N01-immediate',
    title: 'A steady load of `log()` outside of transactions',
    promise: 'Nothing is lost, and the memory stays flat.',
    run: (bench) => steadyLoad(bench, { mode: 'immediate', rates: [1_000, 5_000] }),
  },
  {
    id: 'N01-transaction',
    title: 'A steady load of transactions',
    promise: 'Nothing is lost, and the memory stays flat.',
    run: (bench) => steadyLoad(bench, { mode: 'transaction', adapter: 'typeorm', rates: [200] }),
  },
  {
    id: 'N01-deferred',
    title: 'A steady load of `defer()`',
    promise: 'Nothing is lost, and the memory stays flat.',
    run: (bench) => steadyLoad(bench, { mode: 'deferred', rates: [1_000, 5_000] }),
  },
  {
    id: 'N01-accept',
    title: 'A steady load that goes to disk first',
    promise: 'Nothing is lost, and the memory stays flat.',
    run: (bench) => steadyLoad(bench, { mode: 'accept', rates: [1_000, 5_000] }),
  },
  {
    id: 'N01-queued',
    title: 'A steady load through a queue',
    promise: 'Nothing is lost, and the memory stays flat.',
    run: (bench) =>
      steadyLoad(bench, { mode: 'queued', rates: [1_000, 5_000], engines: ['postgres', 'mariadb'] }),
  },
  {
    id: 'N02',
    title: 'More and more load, until there is too much',
    promise:
      'Calls take longer first, then some are refused; each of them is acknowledged or hears that it is not.',
    run: risingLoad,
  },
]

const isLong = ({ scale }: Bench) => scale > 1

async function outage(
  bench: Bench,
  mode: 'spill' | 'deferred',
  database: 'refuses' | 'hangs',
): Promise<Finding> {
  const engine = 'postgres'
  const perSecond = 2_000
  const seconds = isLong(bench) ? 60 : 3
  const url = await bench.database(engine)
  const proxy = await openFaultProxy(url)
  bench.onEnd(() => proxy.close())
  const tried = tryApp(bench, {
    ...{ adapter: 'driver', engine, mode, url, through: proxy.url, run: `outage-${mode}` },
    events: perSecond * (seconds + 2),
    perSecond,
    // In a minute the default is reached as well.
    ...(!isLong(bench) && mode === 'deferred' && { delivery: { maxEvents: 2_000 } }),
  })
  await tried.app.has('acknowledged', perSecond / 2)
  if (database === 'hangs') proxy.freeze()
  else proxy.refuse(true)
  await sleep(seconds * 1_000)
  if (database === 'hangs') proxy.thaw()
  else proxy.refuse(false)
  const finding = await judgeAll([tried])
  const { issued, acknowledged, rejected } = tried.app.oracle()
  equal(acknowledged.length + rejected.length, issued.length)
  if (mode === 'spill') equal(rejected.length, 0)
  else {
    ok(rejected.length > 0, 'the bound was not reached')
    equal(rejected.filter(({ code }) => code !== 'DAYBOOK_OVERLOADED').length, 0)
  }
  const figures = measured(tried)
  assertFlat(figures)
  return { ...finding, figures: { ...finding.figures, 'seconds away': seconds, ...figures } }
}

interface Steady extends Pick<AppOptions, 'mode'> {
  readonly rates: readonly number[]
  readonly adapter?: AppOptions['adapter']
  readonly engines?: readonly FaultEngine[]
}

/** Loads each engine at steady rates. */
async function steadyLoad(
  bench: Bench,
  { mode, rates, adapter = 'driver', engines = ['postgres', 'mariadb', 'sqlite'] }: Steady,
): Promise<Finding> {
  const seconds = 3 * bench.scale
  const findings: Finding[] = []
  const measurements: ReturnType<typeof measured>[] = []
  for (const engine of engines)
    for (const perSecond of rates) {
      const url = await bench.database(engine)
      const run = `${mode}-${engine}-${perSecond}`
      const queue = mode === 'queued' ? openQueue(bench, run, engine, url) : undefined
      const worker = queue?.startWorker()
      const tried = tryApp(bench, {
        ...{ adapter, engine, mode, url, perSecond, run, events: seconds * perSecond },
        ...(queue && { redisUrl: queueRedisUrl() }),
      })
      await tried.app.ended
      await queue?.untilEmpty()
      worker?.kill('SIGKILL')
      const { figures, ...finding } = await judgeAll([tried])
      const { acknowledged = 0, rejected = 0 } = figures
      equal(acknowledged, tried.app.oracle().issued.length)
      findings.push({ ...finding, figures: { acknowledged, rejected } })
      measurements.push(measured(tried))
    }
  const figures = worstOf(measurements)
  assertFlat(figures)
  const all = together(findings)
  return {
    ...all,
    figures: {
      runs: findings.length,
      'seconds each': seconds,
      'events a second': rates.map((rate) => rate.toLocaleString('en')).join(' and '),
      ...all.figures,
      ...figures,
    },
  }
}

/** Doubles the rate until a call is refused. */
async function risingLoad(bench: Bench): Promise<Finding> {
  const engine = 'postgres'
  const tried: Tried[] = []
  let knee = 0
  for (let perSecond = 1_000; perSecond <= 1_024_000; perSecond *= 2) {
    const one = tryApp(bench, {
      ...{ adapter: 'driver', engine, mode: 'immediate', perSecond, run: `rate-${perSecond}` },
      url: await bench.database(engine),
      events: perSecond * bench.scale,
      delivery: { maxEvents: 2_000 },
    })
    tried.push(one)
    await one.app.ended
    const { issued, acknowledged, rejected } = one.app.oracle()
    equal(acknowledged.length + rejected.length, issued.length)
    equal(rejected.filter(({ code }) => code !== 'DAYBOOK_OVERLOADED').length, 0)
    if (rejected.length > 0) break
    knee = perSecond
  }
  const finding = await judgeAll(tried)
  return { ...finding, figures: { ...finding.figures, 'events a second, all taken': knee } }
}
