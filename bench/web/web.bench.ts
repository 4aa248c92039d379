import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../../scripts/test-servers.mjs'
import { isFull, pairs } from '../measure.ts'
import { type Figure, publish } from '../results.ts'
import { type AppProcess, startApp } from './app-process.ts'
import { saturate, sendSteadily } from './load.ts'

const parts = ['bare', 'empty', 'by-hand', 'context', 'records'] as const
// At 1,000 a second.
const steadyRequests = isFull ? 5_000 : 2_000
const names = {
  bare: 'without Daybook',
  empty: 'an empty middleware',
  'by-hand': 'an id, its header and AsyncLocalStorage, by hand',
  context: 'request context',
  records: 'context and records',
}

describe.each(['express', 'koa'])('hello world on %s', (framework) => {
  test('requests a second and CPU time, records going into nothing', async () => {
    await using apps = await startApps(framework)
    const rates = await inRounds(apps.started, async ({ port }) => {
      const start = performance.now()
      await saturate(port, 2_000)
      return (2_000 / (performance.now() - start)) * 1_000
    })
    const perCpuSecond = await inRounds(apps.started, async ({ port, cpuMicros }) => {
      const before = await cpuMicros()
      await saturate(port, 2_000)
      return (2_000 / ((await cpuMicros()) - before)) * 1_000_000
    })
    const shared = { kind: 'comparison', suite: 'web', unit: 'requests' } as const
    const aims = { [names.context]: { atLeast: 0.93 }, [names.records]: { atLeast: 0.8 } }
    publish({ ...shared, title: `hello world on ${framework}, requests a second`, rows: rates, aims })
    publish({
      ...shared,
      title: `hello world on ${framework}, requests a second of CPU time`,
      rows: perCpuSecond,
    })
    expect(rates).toHaveLength(parts.length)
  })

  const engines = ['sqlite', ...(serverUrl('postgres') ? ['postgres'] : [])]
  test.each(engines)('milliseconds at 1,000 requests a second, records going into %s', async (engine) => {
    await using database = await openDatabase(engine)
    await using apps = await startApps(framework, database.url)
    const rows: Figure[] = []
    for (const [index, app] of apps.started.entries()) {
      await sendSteadily(app.port, { count: 2_000, perSecond: 1_000 })
      const millis = [...(await sendSteadily(app.port, { count: steadyRequests, perSecond: 1_000 }))]
      millis.sort((a, b) => a - b)
      for (const [quantile, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const value = millis[Math.floor(millis.length * share)] as number
        rows.push({ name: `${names[parts[index] ?? 'bare']}, ${quantile}`, value, unit: 'ms' })
      }
      expect(millis).toHaveLength(steadyRequests)
    }
    publish({
      kind: 'figures',
      suite: 'web',
      title: `${framework} at 1,000 requests a second, ${engine}`,
      rows,
    })
  })
})

async function startApps(framework: string, storeUrl?: string) {
  await using stack = new AsyncDisposableStack()
  const started: AppProcess[] = []
  for (const part of parts)
    started.push(stack.use(await startApp(framework, part, ...(storeUrl ? [storeUrl] : []))))
  const owned = stack.move()
  return { started, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** All in each round, as `measure` does, with a number that each round gives by itself. */
async function inRounds(apps: readonly AppProcess[], once: (app: AppProcess) => Promise<number>) {
  const numbers: number[][] = apps.map(() => [])
  for (let round = -1; round < pairs; round++)
    for (const [index, app] of apps.entries()) {
      const found = await once(app)
      if (round >= 0) numbers[index]?.push(found)
    }
  const baseline = numbers[0] as number[]
  return numbers.map((own, index) => ({
    name: names[parts[index] ?? 'bare'],
    rate: median(own),
    spread: [Math.min(...own), Math.max(...own)] as const,
    ratio: median(own.map((rate, round) => rate / (baseline[round] as number))),
  }))
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}

async function openDatabase(engine: string) {
  if (engine === 'postgres') {
    const { url, drop } = await freshDatabase('postgres')
    return { url, [Symbol.asyncDispose]: async () => void (await drop()) }
  }
  const folder = await mkdtemp(join(tmpdir(), 'daybook-web-'))
  return {
    url: join(folder, 'events.db'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
