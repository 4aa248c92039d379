import { ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDaybook, type EventStore } from '@daybook/core'
import { payload } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, select } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import { until } from '../until.ts'
import { together } from './servers.ts'

type Engine = 'postgres' | 'mariadb'

const waitingStatements: Readonly<Record<Engine, string>> = {
  postgres: `SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
  mariadb: `SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND trx_mysql_thread_id IN (SELECT id FROM information_schema.processlist WHERE db = database())`,
}

/** Locks two ids against each other: a transaction has one, a batch outside of transactions the other, each wants both. */
export async function deadlocked(bench: Bench): Promise<Finding> {
  return together([await deadlockedOn(bench, 'postgres'), await deadlockedOn(bench, 'mariadb')])
}

async function deadlockedOn(bench: Bench, engine: Engine): Promise<Finding> {
  const run = `deadlock-${engine}`
  const url = await bench.database(engine)
  const rig = await openRig({ adapter: 'driver', engine, url })
  const store: EventStore<unknown> = rig.store
  const daybook = createDaybook({ store, delivery: { inFlight: 1 } })
  bench.onEnd(async () => {
    await daybook.close()
    await rig.close()
  })
  const occurredAt = new Date()
  const details = (number: number) => ({
    ...{ occurredAt, idempotencyKey: `${number}` },
    target: { type: 'Run', id: `${run}#${number}` },
    data: payload(run, number),
  })
  const log = async (number: number) => {
    const { id } = await daybook.log('fault.met', details(number))
    return { number, id, millis: 0 }
  }
  const acknowledged = await rig.transaction(async (tx) => {
    // MariaDB gives up whichever has changed less.
    for (let row = 0; row < 20; row++) await rig.query(`INSERT INTO invoice (id) VALUES ('${row}')`, tx)
    await daybook.log('fault.met', { ...details(2), tx })
    // The first leaves alone; the next two wait for it, and leave together.
    const outside = Promise.all([log(0), log(1), log(2)])
    outside.catch(() => {})
    const isWaiting = async () => {
      // MariaDB shows what it has shown to whoever asked less than 100 ms ago.
      await sleep(200)
      return (await select(engine, url, waitingStatements[engine])).length > 0
    }
    await until(isWaiting, 'the batch to wait for the transaction')
    await daybook.log('fault.met', { ...details(1), tx })
    return { outside }
  })
  const settled = await acknowledged.outside
  const { retried } = daybook.health().counters
  ok(retried > 0, 'there was no deadlock, or the transaction was its victim')
  const oracle = { run, issued: [0, 1, 2], acknowledged: settled, rejected: [], dropped: [] }
  return {
    verdict: await judge(engine, url, [oracle]),
    live: await isLive(engine, url),
    figures: { acknowledged: settled.length, 'tried again': retried },
  }
}
