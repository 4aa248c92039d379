import type { FaultEngine } from '../../../scripts/test-faults.mjs'
import type { Adapter } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { select } from '../judge.ts'
import { together } from './servers.ts'
import { judgeAll, type Tried, tryApp } from './several-apps.ts'

const engines: readonly FaultEngine[] = ['postgres', 'mariadb', 'sqlite']
const adapters: readonly Adapter[] = ['driver', 'typeorm', 'sequelize', 'mikro-orm']
const zones = ['Asia/Kathmandu', 'America/St_Johns', 'Pacific/Kiritimati', 'UTC']

/** The id, in hexadecimal digits, and the stored time in milliseconds, as the database itself reckons it. */
const statements: Readonly<Record<FaultEngine, string>> = {
  postgres: `SELECT replace(id::text, '-', '') AS id, extract(epoch from occurred_at) * 1000 AS millis FROM daybook_events`,
  mariadb: `SELECT hex(id) AS id, timestampdiff(microsecond, '1970-01-01', occurred_at) / 1000 AS millis FROM daybook_events`,
  sqlite: `SELECT replace(id, '-', '') AS id, occurred_at AS millis FROM daybook_events`,
}

/** Lets apps in four time zones, one for each adapter, log into each database. */
export async function otherZones(bench: Bench): Promise<Finding> {
  const findings: Finding[] = []
  for (const engine of engines) {
    const tried: Tried[] = []
    for (const [index, adapter] of adapters.entries())
      tried.push(
        tryApp(bench, {
          ...{ adapter, engine, mode: 'immediate', url: await bench.database(engine) },
          ...{ timeZone: zones[index] as string, events: 50 * bench.scale },
        }),
      )
    const finding = await judgeAll(tried)
    let wrong = 0
    for (const { url } of tried) {
      const rows = await select(engine, url, statements[engine])
      wrong += rows.filter(({ id, millis }) => Number(millis) !== millisIn(String(id))).length
    }
    const { apps = 0, acknowledged = 0 } = finding.figures
    findings.push({
      ...finding,
      verdict: { ...finding.verdict, mangled: finding.verdict.mangled + wrong },
      figures: { apps, acknowledged, 'with another time than their id': wrong },
    })
  }
  return together(findings)
}

/** The first 48 bits of a UUIDv7. */
const millisIn = (id: string) => Number.parseInt(id.slice(0, 12), 16)
