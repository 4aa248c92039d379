import { deepEqual, equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge } from '../judge.ts'
import type { Oracle } from '../oracle.ts'
import { startApp } from '../start-app.ts'
import { together } from './servers.ts'

const engines = ['postgres', 'mariadb'] as const

/** Sends a signal to apps that defer 2,000 events a second. */
export async function stopUnderLoad(bench: Bench, signals: readonly NodeJS.Signals[]): Promise<Finding> {
  const findings: Finding[] = []
  for (const engine of engines)
    for (const each of signals) {
      const url = await bench.database(engine)
      const app = startApp(bench, {
        ...{ adapter: 'driver', engine, url, mode: 'deferred', run: `${each}-${engine}` },
        ...{ events: 1_000_000, callers: 1, perSecond: 2_000 },
        flushOnSignalMillis: 10_000,
      })
      await app.has('acknowledged', 2_000 * bench.scale)
      const started = performance.now()
      app.kill(each)
      const { signal } = await app.ended
      equal(signal, each)
      const oracle = app.oracle()
      deepEqual(oracle.dropped, [])
      deepEqual(untold(oracle), [])
      findings.push({
        verdict: await judge(engine, url, [oracle]),
        live: await isLive(engine, url),
        figures: {
          stored: oracle.acknowledged.length,
          'ms to the end': Math.round(performance.now() - started),
        },
      })
    }
  return together(findings)
}

/** Freezes the database, tells the app to end, and again while it waits. */
export async function stopTwice(bench: Bench): Promise<Finding> {
  const engine = 'postgres'
  const deadlineMillis = 30_000
  const url = await bench.database(engine)
  const proxy = await openFaultProxy(url)
  bench.onEnd(() => proxy.close())
  const app = startApp(bench, {
    ...{ adapter: 'driver', engine, url: proxy.url, mode: 'deferred', run: 'stopped-twice' },
    ...{ events: 100_000, callers: 1, pauseMillis: 2, flushOnSignalMillis: deadlineMillis },
  })
  await app.has('acknowledged', 20)
  proxy.freeze()
  await app.has('issued', app.oracle().issued.length + 50)
  const started = performance.now()
  app.kill('SIGTERM')
  await sleep(1_000)
  ok(!app.hasEnded(), 'it did not wait for the database')
  app.kill('SIGTERM')
  const { signal } = await app.ended
  const millis = Math.round(performance.now() - started)
  equal(signal, 'SIGTERM')
  ok(millis < deadlineMillis / 2, `the second signal was served after ${millis} ms`)
  proxy.thaw()
  const oracle = app.oracle()
  ok(oracle.dropped.length >= 50, `only ${oracle.dropped.length} were told`)
  deepEqual(untold(oracle), [])
  return {
    verdict: await judge(engine, url, [oracle]),
    live: await isLive(engine, url),
    figures: { 'ms to the end': millis, 'given up and told': oracle.dropped.length },
  }
}

/** The events that were neither stored, nor given up aloud, nor refused, as those after the signal are. */
export function untold({ issued, acknowledged, dropped, rejected }: Oracle): readonly number[] {
  const told = new Set([...dropped, ...[...acknowledged, ...rejected].map(({ number }) => number)])
  return issued.filter((number) => !told.has(number))
}
