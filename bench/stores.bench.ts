import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DaybookEvent, maxBatch } from '@daybook/core'
import { createStatements, dialects, eventTable } from '@daybook/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { durabilityOf } from './durability.ts'
import { type Contestant, type Measured, measure, pairs } from './measure.ts'
import { details, madeEvent } from './orms/made-event.ts'
import { mikroOrmBench } from './orms/mikro-orm.ts'
import type { BareDriver, Engine, OpenOrm, OrmBench } from './orms/orm-bench.ts'
import { sequelizeBench } from './orms/sequelize.ts'
import { typeormBench } from './orms/typeorm.ts'
import { publish } from './results.ts'

const engines: readonly Engine[] = [
  'sqlite',
  ...(['postgres', 'mariadb'] as const).filter((engine) => serverUrl(engine)),
]

const rounds = pairs
// SQLite moves its write-ahead log at each thousandth page or so: with one transaction a round, always in the same one's.
const batchesOfOneRound = { sqlite: 4, postgres: 1, mariadb: 1 }
const logsOfOneTransaction = 100
// Less would be measured before V8 has compiled what it runs: of either side, and more of the larger one.
const transactions = 10
const transactionsToWarmUp = 50
const callers = 64
const logsOfOneRound = 256

/** Of the bare driver's best statement with the same guarantee. */
const appendAims = { postgres: 0.9, mariadb: 0.8, sqlite: 0.8 } as const

/** Batches that are made before the clock starts, for every round and the one that is thrown away. */
function prepared(batches: number): () => readonly DaybookEvent[] {
  const made = Array.from({ length: (rounds + 1) * batches }, () =>
    Array.from({ length: maxBatch }, madeEvent),
  )
  return () => made.pop() as readonly DaybookEvent[]
}

function appending(
  name: string,
  batches: number,
  append: (events: readonly DaybookEvent[]) => Promise<unknown>,
): Contestant {
  const next = prepared(batches)
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
    let durability: string
    let remove: () => Promise<void>
    const stored = () => orm.store.count({ conditions: [] }, Number.MAX_SAFE_INTEGER)
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'daybook-bench-'))
      const database = engine === 'sqlite' ? undefined : await freshDatabase(engine)
      const url = database?.url ?? join(folder, 'events.db')
      bare = await ormBench.bare(engine, url)
      for (const sql of createStatements(dialect, table)) await bare.run({ sql, parameters: [] })
      orm = await ormBench.open(engine, url)
      durability = await durabilityOf(engine, (sql) => bare.run({ sql, parameters: [] }))
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
      const batches = batchesOfOneRound[engine]
      const results = await measure(
        [
          appending(`${bare.name}, one statement a batch`, batches, (events) =>
            bare.run(statementFor(events)),
          ),
          ...(prepared
            ? [appending(`${bare.name}, prepared`, batches, (events) => prepared(statementFor(events)))]
            : []),
          appending(`Daybook through ${name}`, batches, (events) => orm.store.append(events)),
          appending(`${name}'s own bulk insert`, batches, (events) => orm.bulk(events)),
        ],
        { count: batches * maxBatch, rounds },
      )
      const title = `append of 1,000 events, ${name} on ${engine}`
      const aims = { [`Daybook through ${name}`]: { atLeast: appendAims[engine] } }
      publish({ kind: 'comparison', suite: 'append', title, unit: 'events', durability, rows: results, aims })
      const [own, bulk] = results.slice(-2) as [Measured, Measured]
      const value = own.rate / bulk.rate
      publish({
        kind: 'figures',
        suite: 'bulk',
        title: `Daybook's append against ${name}'s own bulk insert, ${engine}`,
        rows: [{ name: `${name} on ${engine}`, value, unit: 'times as fast', aim: { atLeast: 1.2 } }],
      })
      expect(await stored()).toBe(results.length * (rounds + 1) * batches * maxBatch)
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
        {
          count: logsOfOneTransaction * transactions,
          rounds,
          warmUp: logsOfOneTransaction * transactionsToWarmUp,
        },
      )
      const title = `one awaited log() in a transaction, ${name} on ${engine}`
      const aims = { [`Daybook through ${name}`]: { atLeast: 0.85 } }
      publish({
        kind: 'comparison',
        suite: 'transaction',
        title,
        unit: 'events',
        durability,
        rows: results,
        aims,
      })
      expect(results).toHaveLength(3)
    })

    test('log() and defer() outside of transactions', async () => {
      const before = await stored()
      const { log, defer, flush } = orm.daybook
      const results = await measure(
        [
          {
            name: `${name}'s own create, one by one`,
            async run(count) {
              for (let done = 0; done < count; done++) await orm.create(madeEvent())
            },
          },
          {
            name: 'log(), one by one',
            async run(count) {
              for (let done = 0; done < count; done++) await log('file.modified', details)
            },
          },
          {
            name: `log(), ${callers} callers`,
            async run(count) {
              let left = count
              const caller = async () => {
                while (left-- > 0) await log('file.modified', details)
              }
              await Promise.all(Array.from({ length: callers }, caller))
            },
          },
          {
            name: 'defer(), then flush()',
            async run(count) {
              for (let done = 0; done < count; done++) defer('file.modified', details)
              await flush()
            },
          },
        ],
        { count: logsOfOneRound, rounds },
      )
      const title = `log() and defer() outside of transactions, ${name} on ${engine}`
      publish({ kind: 'comparison', suite: 'modes', title, unit: 'events', durability, rows: results })
      expect((await stored()) - before).toBe(results.length * (rounds + 1) * logsOfOneRound)
    })
  })
}

describe.each(engines)('%s', (engine) => {
  measureOrm(typeormBench, engine)
  measureOrm(sequelizeBench, engine)
  measureOrm(mikroOrmBench, engine)
})
