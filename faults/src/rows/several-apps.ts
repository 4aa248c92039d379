import type { FaultEngine } from '../../../scripts/test-faults.mjs'
import type { Adapter, AppOptions } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, select, sum } from '../judge.ts'
import { migrate } from '../migrate.ts'
import type { Oracle } from '../oracle.ts'
import { type OwnServer, openOwnServer } from '../own-server.ts'
import { type StartedApp, startApp } from '../start-app.ts'

/** An app and its database. */
export interface Tried {
  readonly app: StartedApp
  readonly engine: FaultEngine
  /** Past every proxy, for the judge. */
  readonly url: string
  readonly isAtomic: boolean
}

/** A server of the harness's own, to be ended by the bench. */
export async function ownServer(
  bench: Bench,
  engine: 'postgres' | 'mariadb',
  flags: readonly string[] = [],
): Promise<OwnServer> {
  const server = await openOwnServer(engine, flags)
  bench.onEnd(() => server.close())
  return server
}

/** An empty database with the tables on a server of the harness's own. */
export async function databaseOn(
  server: OwnServer,
  engine: 'postgres' | 'mariadb',
  name: string,
): Promise<string> {
  await select(engine, server.url, `CREATE DATABASE ${name}`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  await migrate(engine, url.href)
  return url.href
}

/** Starts an app against `through`, or straight against the database. */
export function tryApp(
  bench: Bench,
  options: {
    readonly url: string
    readonly through?: string
    readonly adapter: Adapter
  } & Partial<AppOptions> &
    Pick<AppOptions, 'engine' | 'mode'>,
): Tried {
  const { url, through = url, engine, mode, adapter } = options
  const app = startApp(bench, {
    events: 400 * bench.scale,
    callers: 8,
    ...options,
    url: through,
    run: options.run ?? `${adapter}-${engine}-${mode}`,
  })
  return { app, engine, url, isAtomic: mode === 'transaction' }
}

/** Waits until the apps have ended by themselves, and judges them. */
export async function judgeAll(tried: readonly Tried[], figures: Finding['figures'] = {}): Promise<Finding> {
  for (const { app } of tried) {
    const { code, signal, said } = await app.ended
    if (code !== 0) throw new Error(`${app.run} ended with ${code ?? signal}: ${said}`)
  }
  const verdicts = []
  for (const { app, engine, url, isAtomic } of tried)
    verdicts.push(await judge(engine, url, [app.oracle()], { isAtomic }))
  const live = []
  for (const { engine, url } of tried) live.push(await isLive(engine, url))
  const oracles = tried.map(({ app }) => app.oracle())
  const count = (what: 'issued' | 'acknowledged' | 'rejected') =>
    oracles.reduce((all, oracle) => all + oracle[what].length, 0)
  return {
    verdict: sum(verdicts),
    live: live.every(Boolean),
    figures: {
      apps: tried.length,
      acknowledged: count('acknowledged'),
      rejected: count('rejected'),
      'longest call in ms': oracles.reduce(longestCall, 0),
      ...figures,
    },
  }
}

/** Not `Math.max(...)`: an app has more calls than a call may have arguments. */
function longestCall(before: number, { acknowledged, rejected }: Oracle): number {
  let longest = before
  for (const { millis } of [...acknowledged, ...rejected]) longest = Math.max(longest, millis)
  return longest
}
