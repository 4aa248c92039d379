import { equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Adapter } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { openRig } from '../open-rig.ts'
import { until } from '../until.ts'
import { databaseOn, judgeAll, ownServer, type Tried, tryApp } from './several-apps.ts'

const engines = ['postgres', 'mariadb'] as const
const adapters: readonly Adapter[] = ['driver', 'typeorm', 'sequelize', 'mikro-orm']

const modes = ['immediate', 'transaction'] as const

/** Kills the database server under apps of every adapter, and starts it again. */
export async function killServer(bench: Bench): Promise<Finding> {
  const findings: Finding[] = []
  for (const engine of engines) {
    const server = await ownServer(bench, engine)
    const tried: Tried[] = []
    for (const adapter of adapters)
      for (const mode of modes)
        tried.push(
          tryApp(bench, {
            // Slow enough for none to have ended before the last has begun.
            ...{ adapter, engine, mode, events: 300 * bench.scale, callers: 4, pauseMillis: 20 },
            url: await databaseOn(server, engine, `${adapter.replace('-', '_')}_${mode}`),
          }),
        )
    await Promise.all(tried.map(({ app }) => app.has('acknowledged', 20)))
    await server.kill()
    await sleep(300)
    const started = performance.now()
    await server.restart()
    findings.push(await judgeAll(tried, { 'ms to start again': Math.round(performance.now() - started) }))
  }
  return together(findings)
}

/** Stops the database server with SIGSTOP for longer than the apps wait. */
export async function pauseServer(bench: Bench): Promise<Finding> {
  const findings: Finding[] = []
  const delivery = { statementMillis: 500, deadlineMillis: 1_500 }
  for (const engine of engines) {
    const server = await ownServer(bench, engine)
    const tried: Tried[] = []
    for (const adapter of adapters)
      tried.push(
        tryApp(bench, {
          // Slow enough for none to have ended before the last has begun.
          ...{ adapter, engine, mode: 'immediate', delivery, pauseMillis: 50 },
          url: await databaseOn(server, engine, `paused_${adapter.replace('-', '_')}`),
        }),
      )
    const rejected = () => tried.map(({ app }) => app.oracle().rejected)
    await Promise.all(tried.map(({ app }) => app.has('acknowledged', 50)))
    await server.pause()
    await until(() => rejected().every(({ length }) => length >= 8), 'every caller to be rejected')
    await sleep(bench.scale > 1 ? 30_000 : 0)
    await server.resume()
    const finding = await judgeAll(tried)
    const codes = new Set(rejected().flatMap((each) => each.map(({ code }) => code)))
    ok(
      [...codes].every((code) => code === 'DAYBOOK_TIMEOUT' || code === 'DAYBOOK_UNAVAILABLE'),
      `rejected with ${[...codes].join(' and ')}`,
    )
    findings.push(finding)
  }
  return together(findings)
}

/** Takes every connection that the server has before the app comes. */
export async function noConnectionLeft(bench: Bench): Promise<Finding> {
  const findings: Finding[] = []
  const flags = {
    postgres: [
      '-c',
      'max_connections=12',
      '-c',
      'superuser_reserved_connections=0',
      '-c',
      'max_wal_senders=0',
    ],
    mariadb: ['--max-connections=10'],
  }
  for (const engine of engines) {
    const server = await ownServer(bench, engine, flags[engine])
    const url = await databaseOn(server, engine, 'crowded')
    const holders: Awaited<ReturnType<typeof hold>>[] = []
    for (;;) {
      const holder = await hold(engine, url).catch(() => undefined)
      if (holder === undefined) break
      holders.push(holder)
    }
    ok(holders.length >= 10, `only ${holders.length} connections`)
    const tried = tryApp(bench, { adapter: 'driver', engine, mode: 'immediate', url })
    await tried.app.has('issued', 8)
    await sleep(300)
    equal(tried.app.oracle().acknowledged.length, 0)
    for (const holder of holders) await holder.close()
    findings.push(await judgeAll([tried]))
  }
  return together(findings)
}

async function hold(engine: 'postgres' | 'mariadb', url: string) {
  const rig = await openRig({ adapter: 'driver', engine, url })
  try {
    await rig.query('SELECT 1')
    return rig
  } catch (error) {
    await rig.close()
    throw error
  }
}

/** What several runs found, as one: counts are added, of times and sizes the largest is taken. */
export function together(findings: readonly Finding[]): Finding {
  const total = (key: keyof Finding['verdict']) =>
    findings.reduce((all, { verdict }) => all + verdict[key], 0)
  const figures: Record<string, number | string> = {}
  for (const finding of findings)
    for (const [name, value] of Object.entries(finding.figures)) {
      const before = figures[name]
      figures[name] =
        typeof value !== 'number' || typeof before !== 'number'
          ? value
          : /\b(?:ms|bytes)\b/.test(name)
            ? Math.max(before, value)
            : before + value
    }
  return {
    verdict: { lost: total('lost'), dup: total('dup'), phantom: total('phantom'), mangled: total('mangled') },
    live: findings.every(({ live }) => live),
    figures,
  }
}
