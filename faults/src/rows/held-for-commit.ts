import { equal } from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createDaybook, type Daybook, type EventStore } from '@daybook/core'
import type { FaultEngine, FaultRig } from '../../../scripts/test-faults.mjs'
import { type Adapter, payload } from '../app-options.ts'
import type { Bench, Finding } from '../fault-row.ts'
import { isLive } from '../is-live.ts'
import { judge, select, storedEvents, sum } from '../judge.ts'
import { openRig } from '../open-rig.ts'
import { until } from '../until.ts'

const engines: readonly FaultEngine[] = ['postgres', 'mariadb', 'sqlite']
const adapters: readonly Adapter[] = ['driver', 'typeorm', 'sequelize', 'mikro-orm']
const transactions = 30

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

class OnPurpose extends Error {}

/** What ends the connection it runs on; an SQLite file has none. */
const suicides: Readonly<Partial<Record<FaultEngine, string>>> = {
  postgres: 'SELECT pg_terminate_backend(pg_backend_pid())',
  mariadb: 'KILL CONNECTION_ID()',
}

type Step = (rig: FaultRig<unknown>, tx: unknown, engine: FaultEngine) => unknown

const rollBack: Step = () => {
  throw new OnPurpose()
}

/** PostgreSQL then answers COMMIT with ROLLBACK; the others commit. */
const failUnheard: Step = (rig, tx) => rig.query('SELECT nothing FROM nowhere', tx).catch(() => {})

const loseConnection: Step = (rig, tx, engine) => {
  const suicide = suicides[engine]
  if (suicide === undefined) throw new OnPurpose()
  return rig.query(suicide, tx)
}

/** What happens in a transaction after the event was deferred. Of lost connections few: MikroORM's pool never gets one back. */
const stepOf = (number: number): Step | undefined =>
  number === 7 || number === 17 ? loseConnection : [undefined, rollBack, failUnheard][number % 3]

/** Defers an event in each of many transactions: of those that commit they are stored, of all others not. */
export async function deferInTransactions(bench: Bench): Promise<Finding> {
  const findings: Awaited<ReturnType<typeof deferAt>>[] = []
  // The store over node:sqlite joins no transaction.
  for (const engine of engines)
    for (const adapter of adapters)
      if (adapter !== 'driver' || engine !== 'sqlite') findings.push(await deferAt(bench, engine, adapter))
  const total = (key: 'tried' | 'committed') => findings.reduce((all, each) => all + each[key], 0)
  return {
    verdict: sum(findings.map(({ verdict }) => verdict)),
    live: findings.every(({ live }) => live),
    figures: {
      combinations: findings.length,
      transactions: total('tried'),
      committed: total('committed'),
    },
  }
}

async function deferAt(bench: Bench, engine: FaultEngine, adapter: Adapter) {
  const url = await bench.database(engine)
  const rig = await openRig({ adapter, engine, url })
  const store: EventStore<unknown> = rig.store
  const daybook = createDaybook({ store })
  const run = `${adapter}-${engine}`
  const told: string[] = []
  daybook.on('eventLogged', ({ id }) => told.push(id))
  const issued = Array.from({ length: transactions * bench.scale }, (_, number) => number)
  const deferred: { number: number; id: string; millis: number }[] = []
  for (const number of issued) {
    const step = stepOf(number)
    const transaction = rig.transaction(async (tx) => {
      await rig.query(`INSERT INTO invoice (id) VALUES ('${run}#${number}')`, tx)
      const details = { target: { type: 'Run', id: `${run}#${number}` }, data: payload(run, number) }
      deferred.push({ number, id: daybook.defer('fault.met', { ...details, tx }).id, millis: 0 })
      await step?.(rig, tx, engine)
    })
    if (step === undefined || step === failUnheard) await transaction
    else await transaction.catch(() => {})
  }
  await emptied(daybook, run)
  await (rig.abandon ?? rig.close)()
  const invoices = new Set((await select(engine, url, 'SELECT id FROM invoice')).map(({ id }) => String(id)))
  const committed = deferred.filter(({ number }) => invoices.has(`${run}#${number}`))
  const oracle = { run, issued, acknowledged: committed, rejected: [], dropped: [] }
  const verdict = await judge(engine, url, [oracle], { isAtomic: true })
  const stored = (await storedEvents(engine, url)).map(({ id }) => id)
  equal(told.sort().join(), stored.sort().join(), `${run} told of other events than it stored`)
  return {
    verdict,
    live: await isLive(engine, url),
    tried: issued.length,
    committed: committed.length,
  }
}

/** Waits until nothing takes room any more, of the transactions too whose end nobody was told of. */
async function emptied(daybook: Pick<Daybook, 'flush' | 'health' | 'close'>, run: string): Promise<void> {
  await daybook.flush()
  await until(() => {
    collectGarbage()
    return daybook.health().queue.events === 0
  }, `${run} to hold no event`)
  await daybook.close()
}
