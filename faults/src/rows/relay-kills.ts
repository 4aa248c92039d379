import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDaybook } from '@daybook/core'
import { payload } from '../app-options.ts'
import { feedStatements } from '../driver-rig.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, storedEvents } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import { readLines } from '../oracle.ts'
import { startProgram } from '../start-app.ts'
import { until } from '../until.ts'
import { killsInCi } from './kills.ts'

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
  const received = (sink: string) => readLines(join(folder, sink))
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
