import { createDaybook } from '@daybook/core'
import { createStatements, eventColumns, eventTable, postgres } from '@daybook/sql'
import { createPgStore } from '@daybook/sql/pg'
import pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, serverUrl } from '../scripts/test-servers.mjs'
import { durabilityOf } from './durability.ts'
import { type Contestant, type Measured, measure } from './measure.ts'
import { publish } from './results.ts'

// What one caller logs, and how the bare driver is given the same: the columns in their order, less `recorded_at`.
const action = 'file.modified'
const actor = { type: 'developer', id: 'c8db2cd0' }
const target = { type: 'file', id: 'lib/sequelize/Helper.js' }
const data = { commit: 'fd8cc8144a2e', insertions: 99, deletions: 35 }

const columns = eventColumns.filter(({ name }) => name !== 'recorded_at')
const names = columns.map(({ name }) => `"${name}"`).join(', ')

function row(): (string | number | null)[] {
  const values: Record<string, string | number | null> = {
    id: uuidv7(),
    occurred_at: new Date().toISOString(),
    tenant: '',
    action,
    version: 1,
    outcome: 'success',
    actor_type: actor.type,
    actor_id: actor.id,
    target_type: target.type,
    target_id: target.id,
    note: '',
    data: JSON.stringify(data),
    context: '{}',
  }
  return columns.map(({ name }) => values[name] ?? null)
}

const oneRow =
  `INSERT INTO daybook_events (${names}, recorded_at) ` +
  `VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')}, statement_timestamp())`

const types = {
  id: 'uuid',
  instant: 'timestamptz',
  smallint: 'smallint',
  double: 'double precision',
  json: 'jsonb',
}
const arrays = columns
  .map(({ kind }, index) => `$${index + 1}::${types[kind as keyof typeof types] ?? 'text'}[]`)
  .join(', ')
const manyRows = `INSERT INTO daybook_events (${names}, recorded_at) SELECT *, statement_timestamp() FROM unnest(${arrays})`

const callers = 64

/** Runs `work` so often, from so many callers who each await it. */
async function inParallel(parallel: number, count: number, work: () => Promise<unknown>): Promise<void> {
  let left = count
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (left-- > 0) await work()
    }),
  )
}

describe.skipIf(!serverUrl('postgres'))('group commit on PostgreSQL, all indexes', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let pool: pg.Pool
  beforeAll(async () => {
    database = await freshDatabase('postgres')
    pool = new pg.Pool({ connectionString: database.url, max: 10 })
    for (const statement of createStatements(postgres, eventTable({}))) await pool.query(statement)
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  function daybook(parallel: number): Contestant {
    const book = createDaybook({ store: createPgStore(pool) })
    return {
      name: `daybook, ${parallel} awaiting log()`,
      run: (count) => inParallel(parallel, count, () => book.log(action, { actor, target, data })),
    }
  }

  const bareBatches = (size: number): Contestant => ({
    name: `bare driver, batches of ${size.toLocaleString('en')}, two in flight`,
    run: (count) =>
      inParallel(2, count / size, () => {
        const rows = Array.from({ length: size }, row)
        return pool.query(
          manyRows,
          columns.map((_, index) => rows.map((values) => values[index])),
        )
      }),
  })

  const bareSingle = (parallel: number): Contestant => ({
    name: `bare driver, ${parallel} awaiting one row each`,
    run: (count) => inParallel(parallel, count, () => pool.query(oneRow, row())),
  })

  const stored = async () => Number((await pool.query('SELECT count(*) FROM daybook_events')).rows[0].count)

  test('64 callers', async () => {
    const before = await stored()
    // Half of the callers wait for one statement, half for the other.
    const contestants = [bareBatches(1_000), bareBatches(callers / 2), daybook(callers), bareSingle(callers)]
    const rows = await measure(contestants, { count: 16_000, rounds: 5 })
    const durability = await durabilityOf('postgres', (sql) => pool.query(sql))
    const [, , own, single] = rows as [Measured, Measured, Measured, Measured]
    const aims = { [own.name]: { atLeast: 0.7 } }
    publish({
      kind: 'comparison',
      suite: 'callers',
      title: '64 callers on pg',
      unit: 'events',
      durability,
      rows,
      aims,
    })
    publish({
      kind: 'figures',
      suite: 'callers',
      title: '64 callers on pg, against a row each',
      rows: [
        { name: 'Daybook', value: own.rate / single.rate, unit: 'times as fast', aim: { atLeast: 2.5 } },
      ],
    })
    expect((await stored()) - before).toBe(6 * contestants.length * 16_000)
  })
})
