import { deepEqual, equal, ok } from 'node:assert/strict'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, storedEvents } from '../judge.ts'
import { startApp } from '../start-app.ts'
import { untold } from './signals.ts'

const deadlineMillis = 1_000

/** Freezes the way to the database under an app that defers, then tells it to end. */
export async function givenUpAtShutdown(bench: Bench): Promise<Finding> {
  const engine = 'postgres'
  const url = await bench.database(engine)
  const proxy = await openFaultProxy(url)
  bench.onEnd(() => proxy.close())
  const app = startApp(bench, {
    ...{ adapter: 'driver', engine, url: proxy.url, mode: 'deferred', run: 'hanging' },
    events: 100_000,
    callers: 1,
    pauseMillis: 2,
    flushOnSignalMillis: deadlineMillis,
  })
  await app.has('acknowledged', 20)
  proxy.freeze()
  const frozenAt = app.oracle().issued.length
  await app.has('issued', frozenAt + 50)
  const started = performance.now()
  app.kill('SIGTERM')
  const { signal } = await app.ended
  const millis = Math.round(performance.now() - started)
  equal(signal, 'SIGTERM')
  ok(millis >= deadlineMillis * 0.9, `gave up after ${millis} ms already`)
  proxy.thaw()
  const oracle = app.oracle()
  deepEqual(untold(oracle), [])
  const stored = await storedEvents(engine, url)
  return {
    verdict: await judge(engine, url, [oracle]),
    live: await isLive(engine, url),
    figures: {
      'ms to the end': millis,
      'deadline in ms': deadlineMillis,
      stored: stored.length,
      'given up and told': oracle.dropped.length,
    },
  }
}
