import { equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import type { FaultEngine } from '../../../scripts/test-faults.mjs'
import type { AppOptions } from '../app-options.ts'
import type { Bench, FaultRow, Finding } from '../fault-row.ts'
import type { Oracle } from '../oracle.ts'
import { together } from './servers.ts'
import { judgeAll, type Tried, tryApp } from './several-apps.ts'

/** N: load, and the store away under load. */
export const load: readonly FaultRow[] = [
  {
    id: 'N-outage',
    title: 'The database is away under 2,000 events a second, and the app spills',
    promise:
      'Every call is acknowledged from the disk, the memory stays flat, and all is stored when the database is back.',
    run: (bench) => outage(bench, 'spill'),
  },
  {
    id: 'N-outage-bound',
    title: 'The same without spilling',
    promise:
      'What waits in memory is bounded: beyond `maxEvents` each call is refused, and hears it. What was taken is stored.',
    run: (bench) => outage(bench, 'deferred'),
  },
  {
    id: 'N01',
    title: 'A steady load',
    promise: 'Nothing is lost, and the memory stays flat.',
    run: steadyLoad,
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
const room = 2_000

async function outage(bench: Bench, mode: 'spill' | 'deferred'): Promise<Finding> {
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
    ...(mode === 'deferred' && { delivery: { maxEvents: room } }),
  })
  await tried.app.has('acknowledged', perSecond / 2)
  proxy.refuse(true)
  await sleep(seconds * 1_000)
  proxy.refuse(false)
  const finding = await judgeAll([tried])
  const { issued, acknowledged, rejected } = tried.app.oracle()
  equal(acknowledged.length + rejected.length, issued.length)
  if (mode === 'spill') equal(rejected.length, 0)
  else equal(rejected.filter(({ code }) => code !== 'DAYBOOK_OVERLOADED').length, 0)
  const figures = measured(tried)
  const grown = figures['memory grew by MB, at most']
  ok(grown < 256, `the memory grew by ${grown} MB`)
  return { ...finding, figures: { ...finding.figures, 'seconds away': seconds, ...figures } }
}

/** Loads each engine at steady rates, in each way to hand an event over. */
async function steadyLoad(bench: Bench): Promise<Finding> {
  const engines: readonly FaultEngine[] = ['postgres', 'mariadb', 'sqlite']
  const modes: readonly AppOptions['mode'][] = isLong(bench)
    ? ['immediate', 'deferred', 'accept']
    : ['immediate', 'deferred']
  const rates = isLong(bench) ? [1_000, 5_000] : [1_000]
  const findings: Finding[] = []
  const worst: Record<string, number> = {}
  for (const engine of engines)
    for (const mode of modes)
      for (const perSecond of rates) {
        const tried = tryApp(bench, {
          ...{ adapter: 'driver', engine, mode, url: await bench.database(engine), perSecond },
          run: `${mode}-${engine}-${perSecond}`,
          events: 3 * bench.scale * perSecond,
        })
        const { figures, ...finding } = await judgeAll([tried])
        const { acknowledged = 0, rejected = 0 } = figures
        findings.push({ ...finding, figures: { acknowledged, rejected } })
        for (const [name, value] of Object.entries(measured(tried)))
          worst[name] = Math.max(worst[name] ?? 0, value)
      }
  const all = together(findings)
  return {
    ...all,
    figures: { runs: findings.length, 'events a second': rates.join(' and '), ...all.figures, ...worst },
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
      delivery: { maxEvents: room },
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

/** What its calls and its memory were like. */
function measured({ app }: Tried) {
  const oracle = app.oracle()
  const times = oracle.acknowledged.map(({ millis }) => millis).sort((a, b) => a - b)
  const quantile = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return {
    'ms of a call, p50': quantile(0.5),
    'ms of a call, p99': quantile(0.99),
    'ms of a call, p99.9': quantile(0.999),
    'memory grew by MB, at most': growth(oracle),
  }
}

/** From after the first second, in which everything is loaded, to the highest. */
function growth({ memory = [] }: Oracle): number {
  const settled = memory.slice(Math.min(5, memory.length - 1))
  return Math.max(0, Math.round((Math.max(...settled) - (settled[0] ?? 0)) / 2 ** 20))
}
