import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DaybookEvent, maxBatch } from '@daybook/core'
import { createStatements, dialects, eventTable } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { type Contestant, measure, report } from './measure.ts'
import { details, madeEvent } from './orms/made-event.ts'
import { mikroOrmBench } from './orms/mikro-orm.ts'
import type { BareDriver, Engine, OpenOrm, OrmBench } from './orms/orm-bench.ts'
import { sequelizeBench } from './orms/sequelize.ts'
import { typeormBench } from './orms/typeorm.ts'

const engines: readonly Engine[] = [
  'sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

// Many short pairs: what else the machine does falls on few of them, and the median passes over those.
const rounds = 21
const batches = 1
const logsOfOneTransaction = 100
const transactions = 1

/** Batches that are made before the clock starts, for every round and the one that is thrown away. */
function prepared(): () => readonly DaybookEvent[] {
  const made = Array.from({ length: (rounds + 1) * batches }, () =>
    Array.from({ length: maxBatch }, madeEvent),
  )
  return () => made.pop() as readonly DaybookEvent[]
}

function appending(name: string, append: (events: readonly DaybookEvent[]) => Promise<unknown>): Contestant {
  const next = prepared()
  return {
    name,
    async run(count) {
      for (let done = 0; done < count; done += maxBatch) await append(next())
    },
  }
}

function measureOrm<Tx>({ name, ...ormBench }: OrmBench<Tx>, engine: Engine): void {
  if (!ormBench.engines.includes(engine)) return
  const table = eventTable({})
  const dialect = dialects[engine]
  const statementFor = (events: readonly DaybookEvent[]) => dialect.append(table, events)

  describe(name, () => {
    let bare: BareDriver
    let orm: OpenOrm<Tx>
    let remove: () => Promise<void>
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'daybook-bench-'))
      const database = engine === 'sqlite' ? undefined : await freshDatabase(engine)
      const url = database?.url ?? join(folder, 'events.db')
      bare = await ormBench.bare(engine, url)
      for (const sql of createStatements(dialect, table)) await bare.run({ sql, parameters: [] })
      orm = await ormBench.open(engine, url)
      remove = async () => {
        await database?.drop()
        await rm(folder, { recursive: true })
      }
    })
    afterAll(async () => {
      await orm.close()
      await bare.close()
      await remove()
    })

    test('append of 1,000 events', async () => {
      const { prepared } = bare
      const results = await measure(
        [
          appending(`${bare.name}, one statement a batch`, (events) => bare.run(statementFor(events))),
          ...(prepared
            ? [appending(`${bare.name}, prepared`, (events) => prepared(statementFor(events)))]
            : []),
          appending(`Daybook through ${name}`, (events) => orm.store.append(events)),
          appending(`${name}'s own bulk insert`, (events) => orm.bulk(events)),
        ],
        { count: batches * maxBatch, rounds },
      )
      console.log(report(`append of 1,000 events, ${engine}`, results))
      const stored = await orm.store.count({ conditions: [] }, Number.MAX_SAFE_INTEGER)
      expect(stored).toBe(results.length * (rounds + 1) * batches * maxBatch)
    })

    test('one awaited log() in a transaction', async () => {
      const inTransactions = (contestant: string, log: (tx: Tx) => Promise<unknown>): Contestant => ({
        name: contestant,
        async run(count) {
          for (let done = 0; done < count; done += logsOfOneTransaction)
            await orm.transaction(async (tx) => {
              for (let index = 0; index < logsOfOneTransaction; index++) await log(tx)
            })
        },
      })
      const results = await measure(
        [
          inTransactions(`the statement through ${name}, by hand`, (tx) =>
            orm.byHand(tx, statementFor([madeEvent()])),
          ),
          inTransactions(`Daybook through ${name}`, (tx) =>
            orm.daybook.log('file.modified', { ...details, tx }),
          ),
          {
            name: `${bare.name}, without ORM`,
            async run(count) {
              for (let done = 0; done < count; done += logsOfOneTransaction) {
                await bare.run({ sql: 'BEGIN', parameters: [] })
                for (let index = 0; index < logsOfOneTransaction; index++)
                  await bare.run(statementFor([madeEvent()]))
                await bare.run({ sql: 'COMMIT', parameters: [] })
              }
            },
          },
        ],
        { count: logsOfOneTransaction * transactions, rounds },
      )
      console.log(report(`one awaited log() in a transaction, ${engine}`, results))
      expect(results).toHaveLength(3)
    })
  })
}

describe.each(engines)('%s', (engine) => {
  measureOrm(typeormBench, engine)
  measureOrm(sequelizeBench, engine)
  measureOrm(mikroOrmBench, engine)
})
