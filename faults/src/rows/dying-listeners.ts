import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Adapter } from '../app-options.ts'
import { feedStatements } from '../driver-rig.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, select, storedEvents } from '../judge.ts'
import { readLines } from '../oracle.ts'
import { startApp, startProgram } from '../start-app.ts'
import { until } from '../until.ts'

const engine = 'postgres'
const adapters: readonly Adapter[] = ['driver', 'typeorm', 'sequelize', 'mikro-orm']
const deathsInCi = 8

/** Lets apps die in the middle of `eventLogged`, and a relay tell a sink what nobody else can any more. */
export async function dieInListeners(bench: Bench): Promise<Finding> {
  const url = await bench.database(engine)
  for (const statement of feedStatements(engine)) await select(engine, url, statement)
  const oracles = []
  for (let death = 0; death < deathsInCi * bench.scale; death++) {
    const adapter = adapters[death % adapters.length] as Adapter
    const app = startApp(bench, {
      ...{ adapter, engine, url, mode: 'transaction', events: 100_000, callers: 4 },
      run: `dying-${adapter}-${death}`,
      dieWhenTold: 1 + Math.floor(Math.random() * 20),
    })
    const { signal, said } = await app.ended
    if (signal !== 'SIGKILL') throw new Error(`${app.run} ended by itself: ${said}`)
    oracles.push(app.oracle())
  }
  const stored = (await storedEvents(engine, url)).map(({ id }) => id)
  const received = await relayed(bench, url, stored.length)
  const missing = stored.filter((id) => !received.has(id)).length
  const verdict = await judge(engine, url, oracles, { isAtomic: true })
  return {
    verdict: { ...verdict, lost: verdict.lost + missing },
    live: await isLive(engine, url),
    figures: { deaths: oracles.length, stored: stored.length, 'told by the relay': received.size },
  }
}

/** What a sink gets from a relay that starts when all is over. */
async function relayed(bench: Bench, url: string, count: number): Promise<ReadonlySet<string>> {
  const folder = join(bench.folder, 'told')
  mkdirSync(folder)
  const relay = startProgram('./relay-app.ts', { url, folder, sinks: ['told'] })
  const received = () => new Set(readLines(join(folder, 'told')))
  try {
    await until(() => relay.hasEnded() || received().size >= count, 'the relay to tell of all events')
  } finally {
    relay.kill('SIGKILL')
    await relay.ended
  }
  return received()
}
