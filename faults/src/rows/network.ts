import { equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFaultProxy } from '../../../scripts/fault-proxy.mjs'
import type { Adapter } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { together } from './servers.ts'
import { judgeAll, type Tried, tryApp } from './several-apps.ts'

const engines = ['postgres', 'mariadb'] as const
const adapters: readonly Adapter[] = ['driver', 'typeorm', 'sequelize', 'mikro-orm']

/** Cuts every third insert of apps of every adapter, before the server gets it or after it has answered. */
export async function cutInserts(bench: Bench, when: 'before' | 'after'): Promise<Finding> {
  const findings: Finding[] = []
  for (const engine of engines) {
    const tried: Tried[] = []
    const proxies: Awaited<ReturnType<typeof openFaultProxy>>[] = []
    for (const adapter of adapters) {
      const url = await bench.database(engine)
      const proxy = await openFaultProxy(url)
      bench.onEnd(() => proxy.close())
      proxies.push(proxy)
      proxy.arm(when, /insert into \W?daybook_events/i, { every: 3, times: 5 * bench.scale })
      tried.push(
        tryApp(bench, {
          ...{ adapter, engine, mode: 'immediate', url, through: proxy.url, events: 150 * bench.scale },
          run: `${adapter}-${engine}-${when}`,
        }),
      )
    }
    const finding = await judgeAll(tried)
    equal(finding.figures.rejected, 0)
    const cuts = proxies.reduce((all, proxy) => all + proxy.cuts(), 0)
    ok(cuts >= adapters.length * 2, `only ${cuts} cuts`)
    findings.push({ ...finding, figures: { ...finding.figures, cuts } })
  }
  return together(findings)
}

/** Starts apps while connections are refused. */
export async function refusedAtStart(bench: Bench): Promise<Finding> {
  const findings: Finding[] = []
  for (const engine of engines) {
    const url = await bench.database(engine)
    const proxy = await openFaultProxy(url)
    bench.onEnd(() => proxy.close())
    proxy.refuse(true)
    const tried = tryApp(bench, { adapter: 'driver', engine, mode: 'immediate', url, through: proxy.url })
    await tried.app.has('issued', 8)
    await sleep(300)
    equal(tried.app.oracle().acknowledged.length, 0)
    proxy.refuse(false)
    const finding = await judgeAll([tried])
    equal(finding.figures.rejected, 0)
    findings.push(finding)
  }
  return together(findings)
}
