import { equal, rejects } from 'node:assert/strict'
import { createDaybook, type EventStore } from '@daybook/core'
import { payload } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import { until } from '../until.ts'
import { together } from './servers.ts'

const engines = ['postgres', 'mariadb'] as const

const lacks = [
  {
    code: 'DAYBOOK_TABLE_MISSING',
    take: 'ALTER TABLE daybook_events RENAME TO elsewhere',
    give: 'ALTER TABLE elsewhere RENAME TO daybook_events',
  },
  {
    code: 'DAYBOOK_OLD_SCHEMA',
    take: 'ALTER TABLE daybook_events RENAME COLUMN note TO elsewhere',
    give: 'ALTER TABLE daybook_events RENAME COLUMN elsewhere TO note',
  },
]

/** Takes the table, and then a column of it, away from an app that defers, and gives it back. */
export async function schemaAway(bench: Bench): Promise<Finding> {
  const findings: Finding[] = []
  for (const engine of engines) {
    const url = await bench.database(engine)
    const rig = await openRig({ adapter: 'driver', engine, url })
    const store: EventStore<unknown> = rig.store
    const daybook = createDaybook({ store, onError: () => {} })
    bench.onEnd(async () => {
      await daybook.close()
      await rig.close()
    })
    const run = `schema-${engine}`
    const taken: { number: number; id: string; millis: number }[] = []
    const defer = (count: number) => {
      for (let left = count; left > 0; left--) {
        const number = taken.length
        const details = { target: { type: 'Run', id: `${run}#${number}` }, data: payload(run, number) }
        taken.push({ number, id: daybook.defer('fault.met', details).id, millis: 0 })
      }
    }
    let waited = 0
    for (const { code, take, give } of lacks) {
      defer(100)
      await daybook.flush()
      await rig.query(take)
      defer(100)
      await rejects(daybook.log('fault.met'), { code })
      const before = daybook.health().counters.retried
      await until(() => daybook.health().counters.retried > before, 'the deferred events to be tried again')
      waited += daybook.health().queue.events
      await rig.query(give)
      await daybook.flush()
    }
    equal(daybook.health().counters.dropped, 0)
    const issued = taken.map(({ number }) => number)
    findings.push({
      verdict: await judge(engine, url, [{ run, issued, acknowledged: taken, rejected: [], dropped: [] }]),
      live: await isLive(engine, url),
      figures: { deferred: taken.length, 'waited for the schema': waited },
    })
  }
  return together(findings)
}
