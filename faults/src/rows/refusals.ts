import { equal, ok } from 'node:assert/strict'
import { createDaybook, type DaybookEvent, type EventStore } from '@daybook/core'
import type { FaultEngine } from '../../../scripts/test-faults.mjs'
import { payload } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import { together } from './servers.ts'
import { databaseOn, ownServer } from './several-apps.ts'

const burst = 500
const networked = ['postgres', 'mariadb'] as const

async function openBook(
  bench: Bench,
  engine: FaultEngine,
  url: string,
  wrap: (store: EventStore<unknown>) => EventStore<unknown> = (store) => store,
) {
  const rig = await openRig({ adapter: 'driver', engine, url })
  const daybook = createDaybook({ store: wrap(rig.store) })
  bench.onEnd(async () => {
    await daybook.close()
    await rig.close()
  })
  return { rig, daybook }
}

const numbered = (run: string, number: number) => ({
  target: { type: 'Run', id: `${run}#${number}` },
  data: payload(run, number),
})

/** Judges events that this process has logged itself. */
async function judged(
  engine: FaultEngine,
  url: string,
  run: string,
  issued: number,
  settled: readonly Settled[],
) {
  const acknowledged = settled.flatMap((result, number) =>
    result.status === 'fulfilled' ? [{ number, id: result.value.id, millis: 0 }] : [],
  )
  const numbers = Array.from({ length: issued }, (_, number) => number)
  return judge(engine, url, [{ run, issued: numbers, acknowledged, rejected: [], dropped: [] }])
}
type Settled = PromiseSettledResult<DaybookEvent>

/** Logs 500 events at once, some of which a CHECK of the table refuses. */
export async function poisoned(bench: Bench, bad: number): Promise<Finding> {
  const findings: Finding[] = []
  for (const engine of networked) {
    const url = await bench.database(engine)
    let statements = 0
    const { rig, daybook } = await openBook(bench, engine, url, (store) => ({
      ...store,
      append(events, options) {
        statements += 1
        return store.append(events, options)
      },
    }))
    await rig.query(`ALTER TABLE daybook_events ADD CONSTRAINT taste CHECK (note <> 'bitter')`)
    // Not the first, which leaves alone.
    const isBad = (number: number) => number % (burst / bad) === Math.floor(burst / bad / 2)
    const settled = await Promise.allSettled(
      Array.from({ length: burst }, (_, number) =>
        daybook.log('fault.met', { ...numbered('poison', number), note: isBad(number) ? 'bitter' : '' }),
      ),
    )
    const rejected = settled.filter(({ status }) => status === 'rejected').length
    equal(rejected, bad)
    // The first events of a burst leave alone, before there is a batch; two batches are under way at once.
    const bound = 2 * Math.min(bad * Math.ceil(Math.log2(burst)), 2 * 64 + Math.ceil(Math.log2(burst))) + 10
    ok(statements <= bound, `${statements} statements where ${bound} are enough`)
    findings.push({
      verdict: await judged(engine, url, 'poison', burst, settled),
      live: await isLive(engine, url),
      figures: { stored: burst - rejected, rejected, statements },
    })
  }
  return together(findings)
}

/** Logs 17 MB among other events. */
export async function hugeEvent(bench: Bench): Promise<Finding> {
  const findings: Finding[] = []
  for (const engine of networked) {
    const url = await bench.database(engine)
    const { daybook } = await openBook(bench, engine, url)
    const huge = {
      text: 'x'.repeat(17_000_000),
      more: { list: Array.from({ length: 1_000 }, () => 'y'.repeat(1_000)) },
    }
    const [large, ...others] = await Promise.allSettled([
      daybook.log('fault.huge', { data: huge }),
      ...Array.from({ length: 100 }, (_, number) => daybook.log('fault.met', numbered('huge', number))),
    ])
    equal(large?.status, 'fulfilled')
    findings.push({
      verdict: await judged(engine, url, 'huge', 100, others),
      live: await isLive(engine, url),
      figures: {
        'bytes of the huge event, stored': JSON.stringify(large.value.data).length,
        others: others.length,
      },
    })
  }
  return { ...together(findings) }
}

/** Holds an event's id in an open transaction for longer than MariaDB waits for a lock. */
export async function heldRow(bench: Bench): Promise<Finding> {
  const engine = 'mariadb'
  const server = await ownServer(bench, engine, ['--innodb-lock-wait-timeout=1'])
  const url = await databaseOn(server, engine, 'held')
  const { rig, daybook } = await openBook(bench, engine, url)
  const details = { ...numbered('held', 0), occurredAt: new Date(), idempotencyKey: 'held' }
  const timeouts: unknown[] = []
  const outcome = await rig.transaction(async (holder) => {
    await daybook.log('fault.met', { ...details, tx: holder })
    const inside = rig.transaction(async (tx) => {
      await rig.query(`INSERT INTO invoice (id) VALUES ('before')`, tx)
      await daybook.log('fault.met', { ...details, tx })
    })
    await inside.catch((error) => timeouts.push(error))
    const outside = daybook.log('fault.met', details)
    while (daybook.health().counters.retried === 0) await rig.query('SELECT 1')
    return { outside }
  })
  const settled = await Promise.allSettled([outcome.outside])
  equal(timeouts.length, 1)
  equal((await rig.query('SELECT id FROM invoice')).length, 0)
  return {
    verdict: await judged(engine, url, 'held', 1, settled),
    live: await isLive(engine, url),
    figures: {
      'tried again': daybook.health().counters.retried,
      'rejected in a transaction': timeouts.length,
    },
  }
}
